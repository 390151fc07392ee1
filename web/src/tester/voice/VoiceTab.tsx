import { Grid3x3, Mic, MicOff, Phone as PhoneIcon, PhoneOff } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { useDocument } from "../../store/document";
import { useSync } from "../../store/sync";
import { useUi } from "../../store/ui";
import { spaced } from "../../doc/names";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Select } from "../../ui/Field";
import { Problems } from "../Problems";
import type { NoiseLevel } from "../sound/noise";
import { CallForm } from "../talk/CallForm";
import { voiceCallToWire } from "../talk/caseOf";
import { useConversation } from "../talk/conversation";
import { MockForm } from "../talk/MockForm";
import { toWire } from "../talk/mocks";
import { LiveTranscript } from "./LiveTranscript";
import { stepsOf } from "./transcript";
import { useVoiceCall } from "./voiceCall";

const { voice: words } = strings.tester;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const NOISES: readonly NoiseLevel[] = ["none", "some", "much"];

/** The conversation by voice, by the very way of a phone call. */
export function VoiceTab() {
  const state = useVoiceCall((voice) => voice.state);
  const trouble = useVoiceCall((voice) => voice.trouble);
  const microphone = useVoiceCall((voice) => voice.microphone);
  useLitSteps();
  return (
    <div className="tester-voice">
      {state === "on" || state === "calling" ? <OnTheLine calling={state === "calling"} /> : <Before />}
      {state === "on" && microphone !== "on" && (
        <p className="tester-notice" role="alert">
          {words.microphone[microphone]}
        </p>
      )}
      {trouble && <Problems message={trouble.message} problems={trouble.problems} />}
      {state !== "idle" && (
        <>
          <LiveTranscript />
          <Over />
        </>
      )}
    </div>
  );
}

/** Light the steps of the turn that is looked at; without one, those of the whole call. */
function useLitSteps(): void {
  const call = useVoiceCall((voice) => voice.call);
  const selected = useVoiceCall((voice) => voice.selected);
  const light = useUi((ui) => ui.light);
  const steps = selected === null ? stepsOf(call) : (call.turns[selected]?.steps ?? []);
  const path = JSON.stringify(steps);
  useEffect(() => {
    const lit = JSON.parse(path) as string[];
    if (lit.length) light(lit);
  }, [light, path]);
}

/** What is set before the call: whose it is, when it is, what actions answer, and how good the line is. */
function Before() {
  const document = useDocument((state) => state.document);
  const flow = useSync((state) => state.flow) ?? document?.flow;
  const over = useVoiceCall((state) => state.state === "over");
  const call = useConversation((state) => state.call);
  const mocks = useConversation((state) => state.mocks);
  const dial = () => {
    if (!document || !flow) return;
    const wanted = { document, ...voiceCallToWire(call), mocks: toWire(mocks, document) };
    void useVoiceCall.getState().dial(flow, wanted);
  };
  return (
    <>
      {!over && <p>{words.intro}</p>}
      <div className="tester-settings">
        <CallForm byVoice />
        <MockForm />
      </div>
      <Noise />
      <Button kind="primary" icon={<PhoneIcon size={16} />} onClick={dial}>
        {over ? words.again : words.call}
      </Button>
    </>
  );
}

function Noise() {
  const noise = useVoiceCall((state) => state.noise);
  const setNoise = useVoiceCall((state) => state.setNoise);
  return (
    <Select
      label={words.noise}
      value={noise}
      options={NOISES.map((level) => ({ value: level, label: words.noises[level] }))}
      onChange={(value) => setNoise(NOISES.find((level) => level === value) ?? "none")}
    />
  );
}

function OnTheLine({ calling }: { calling: boolean }) {
  const [keypad, setKeypad] = useState(false);
  const muted = useVoiceCall((state) => state.muted);
  const { hangUp, mute, press } = useVoiceCall.getState();
  return (
    <div className="tester-line-bar">
      <div className="row">
        <Button kind="danger" icon={<PhoneOff size={16} />} onClick={hangUp}>
          {words.hangUp}
        </Button>
        <Button
          icon={muted ? <MicOff size={16} /> : <Mic size={16} />}
          aria-pressed={muted}
          disabled={calling}
          onClick={() => mute(!muted)}
        >
          {muted ? words.muted : words.mute}
        </Button>
        <Button icon={<Grid3x3 size={16} />} aria-expanded={keypad} onClick={() => setKeypad(!keypad)}>
          {words.keypad}
        </Button>
      </div>
      {calling && <p role="status">{words.calling}</p>}
      {keypad && (
        <div className="tester-keypad" role="group" aria-label={words.keypad}>
          {KEYS.map((key) => (
            <Button key={key} aria-label={words.key(key)} onClick={() => press(key)}>
              {key}
            </Button>
          ))}
        </div>
      )}
      <Noise />
    </div>
  );
}

function Over() {
  const over = useVoiceCall((state) => state.state === "over");
  const callId = useVoiceCall((state) => state.callId);
  const result = useVoiceCall((state) => state.call.result);
  const transferred = useVoiceCall((state) => state.call.transferred);
  if (!over) return null;
  return (
    <p className="tester-note" role="status">
      {transferred && `${words.transferred(transferred)} `}
      {result ? words.over(spaced(result)) : words.overPlain}{" "}
      {callId && <Link href={`/calls/${callId}`}>{words.page}</Link>}
    </p>
  );
}
