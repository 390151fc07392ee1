/** The call by voice that goes on, or the last one. It lasts while panels come and go: one can edit while one speaks. */

import { create } from "zustand";
import { ApiError, ask } from "../../api/client";
import type { Problem } from "../../api/types";
import type { FlowDoc, Json } from "../../doc/types";
import { strings } from "../../strings";
import { Phone, type Announced, type PhoneEnd } from "../phone";
import { beginSound, NoSoundError, type Microphone, type Sound } from "../sound/lineNode";
import type { NoiseLevel } from "../sound/noise";
import type { CallFacts } from "../talk/caseOf";
import { follow } from "./following";
import { after, NO_CALL, type LiveCall } from "./transcript";

const { voice: words } = strings.tester;

/** What is asked of the service, as it takes it. */
export interface Wanted {
  document: FlowDoc;
  mocks: Record<string, Json>;
  caller?: string;
  language?: string;
  direction: CallFacts["direction"];
  now?: string;
  open?: boolean;
}

type State = "idle" | "calling" | "on" | "over";

interface VoiceCall {
  state: State;
  callId: string | null;
  call: LiveCall;
  microphone: Microphone;
  muted: boolean;
  noise: NoiseLevel;
  /** The turn that is looked at; null: the whole call. */
  selected: number | null;
  /** What went wrong, in sentences. */
  trouble: { message: string; problems: readonly Problem[] } | null;
  dial: (flow: string, wanted: Wanted) => Promise<void>;
  hangUp: () => void;
  press: (key: string) => void;
  mute: (muted: boolean) => void;
  setNoise: (noise: NoiseLevel) => void;
  select: (turn: number | null) => void;
}

let phone: Phone | null = null;
let following = new AbortController();

export const useVoiceCall = create<VoiceCall>()((set, get) => {
  const ended = (how: PhoneEnd) => {
    phone = null;
    set({ state: "over", ...(how === "broken" ? { trouble: { message: words.broken, problems: [] } } : {}) });
  };
  const listen = async (events: string) => {
    following.abort();
    following = new AbortController();
    const { signal } = following;
    const whole = await follow(events, (event) => set({ call: after(get().call, event) }), signal);
    if (!whole) set({ trouble: { message: words.untold, problems: [] } });
  };
  return {
    state: "idle",
    callId: null,
    call: NO_CALL,
    microphone: "on",
    muted: false,
    noise: "none",
    selected: null,
    trouble: null,
    dial: async (flow, wanted) => {
      phone?.hangUp();
      set({ state: "calling", call: NO_CALL, callId: null, trouble: null, muted: false, selected: null });
      let sound: Sound | null = null;
      let dialled: Phone | null = null;
      try {
        sound = beginSound();
        const announced = await ask<Announced>("POST", `/api/flows/${flow}/test-calls`, wanted);
        set({ callId: announced.call_id });
        const mine = new Phone(announced, {
          onOpen: (microphone) => {
            set({ state: "on", microphone });
            mine.noise(get().noise);
          },
          onAnswer: () => void listen(announced.events),
          onEnd: ended,
        });
        phone = mine;
        dialled = mine;
        await mine.open(sound);
      } catch (error) {
        if (!dialled) sound?.close();
        else if (phone !== dialled) return; // hung up meanwhile
        phone = null;
        set({ state: "idle", trouble: troubleOf(error) });
      }
    },
    hangUp: () => phone?.hangUp(),
    press: (key) => phone?.press(key),
    mute: (muted) => {
      phone?.mute(muted);
      set({ muted });
    },
    select: (selected) => set({ selected }),
    setNoise: (noise) => {
      phone?.noise(noise);
      set({ noise });
    },
  };
});

function troubleOf(error: unknown): VoiceCall["trouble"] {
  if (error instanceof NoSoundError) return { message: words.silent, problems: [] };
  if (!(error instanceof ApiError)) return { message: words.noSound, problems: [] };
  const { problems = [] } = (error.body ?? {}) as { problems?: Problem[] };
  return { message: error.message, problems };
}
