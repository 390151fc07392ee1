import { useEffect, useRef } from "react";
import { useDocument } from "../../store/document";
import { useSync } from "../../store/sync";
import { useUi } from "../../store/ui";
import { useConversation } from "./conversation";
import { pathUntil } from "./script";

/** Keystrokes that follow each other so quickly are one edit. */
const TOGETHER_MS = 350;

/** Play the conversation when it goes on, and again when the flow, the call or the actions change. */
export function useReplay(): void {
  const document = useDocument((state) => state.document);
  const opened = useSync((state) => state.flow);
  const flow = opened ?? document?.flow ?? null;
  const { begin, play } = useConversation.getState();
  const lines = useConversation((state) => state.lines);
  const call = useConversation((state) => state.call);
  const mocks = useConversation((state) => state.mocks);
  const model = useConversation((state) => state.model);
  const playedLines = useRef<unknown>(null);

  useEffect(() => {
    if (flow) begin(flow);
  }, [begin, flow]);

  useEffect(() => {
    if (!document || !flow) return undefined;
    const wait = playedLines.current === lines ? TOGETHER_MS : 0;
    playedLines.current = lines;
    const timer = setTimeout(() => void play(document), wait);
    return () => clearTimeout(timer);
  }, [document, flow, lines, call, mocks, model, play]);
}

/** Light the steps of the turn that is looked at; without one, those of the whole conversation. */
export function useLitPath(): void {
  const turns = useConversation((state) => state.played.turns);
  const selected = useConversation((state) => state.selected);
  const light = useUi((state) => state.light);
  useEffect(() => {
    light(selected === null ? pathUntil(turns, turns.length - 1) : (turns[selected]?.steps ?? []));
  }, [light, turns, selected]);
}
