import {
  BookOpen,
  Circle,
  CircleHelp,
  GitBranch,
  Hourglass,
  List,
  MessageCircle,
  PenLine,
  PhoneForwarded,
  PhoneOff,
  Signpost,
  Sparkles,
  ThumbsUp,
  Workflow,
  Zap,
  type LucideIcon,
} from "lucide-react";
import type { CSSProperties } from "react";
import "./stepIcon.css";

/** Pictures for the types that had one when this was drawn; any other type has a plain circle. */
const ICONS: Partial<Record<string, LucideIcon>> = {
  say: MessageCircle,
  ask: CircleHelp,
  choose: Signpost,
  offer: List,
  confirm: ThumbsUp,
  check: GitBranch,
  set: PenLine,
  do: Zap,
  answer: BookOpen,
  converse: Sparkles,
  call: Workflow,
  wait: Hourglass,
  transfer: PhoneForwarded,
  end: PhoneOff,
};

/** The colour of a type: its part of the circle of colours, by its place among the types. */
export function typeStyle(index: number, count: number): CSSProperties {
  const turn = index < 0 || count < 1 ? 0 : Math.round((index * 360) / count);
  return { "--type-turn": turn } as CSSProperties;
}

/** The picture of a type of step, in its colour. */
export function StepIcon({ type, index, count }: { type: string; index: number; count: number }) {
  const Icon = (Object.hasOwn(ICONS, type) ? ICONS[type] : undefined) ?? Circle;
  return (
    <span
      className={`step-icon ${index < 0 ? "unknown" : ""}`}
      style={typeStyle(index, count)}
      aria-hidden="true"
    >
      <Icon size={15} />
    </span>
  );
}
