import { Pause, Play } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type PointerEvent } from "react";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { bars, clock, thinned, type Outline } from "./outline";
import { useRecorder } from "./recorder";
import "./recording.css";
import { useAnswer } from "./useAnswer";

const words = strings.recording;
const WIDTH = 1000;
const HEIGHT = 48;
const BARS = 400;

/** The sound of a call: both sides drawn, heard from anywhere. */
export function Recording({ call }: { call: string }) {
  const { answer: outline } = useAnswer<Outline>(`/api/calls/${call}/recording/outline`);
  const [playing, setPlaying] = useState(false);
  const player = useRef<HTMLAudioElement>(null);
  const { at, wanted, tell } = useRecorder();
  useEffect(() => {
    tell({ there: true, at: 0, wanted: null });
    return () => tell({ there: false });
  }, [call, tell]);
  useEffect(() => {
    if (wanted === null || !player.current) return;
    player.current.currentTime = wanted;
    void player.current.play();
    tell({ wanted: null });
  }, [wanted, tell]);
  const seconds = outline?.seconds ?? 0;
  const toggle = () => {
    if (player.current?.paused) void player.current.play();
    else player.current?.pause();
  };
  return (
    <section className="recording" aria-labelledby="call-recording">
      <h2 id="call-recording" className="visually-hidden">
        {words.title}
      </h2>
      <Button
        icon={playing ? <Pause size={18} /> : <Play size={18} />}
        label={playing ? words.pause : words.play}
        onClick={toggle}
      />
      <Sides outline={outline} at={at} />
      <span className="recording-time">
        {clock(at)} / {clock(seconds)}
      </span>
      {/* The transcript beside it is the text of this sound. */}
      <audio
        ref={player}
        src={`/api/calls/${call}/recording`}
        preload="metadata"
        aria-label={words.title}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => tell({ at: event.currentTarget.currentTime })}
      />
    </section>
  );
}

function Sides({ outline, at }: { outline: Outline | null; at: number }) {
  const tell = useRecorder((state) => state.tell);
  const drawn = useMemo(
    () => ({
      caller: bars(thinned(outline?.caller ?? [], BARS), WIDTH, HEIGHT),
      agent: bars(thinned(outline?.agent ?? [], BARS), WIDTH, HEIGHT),
    }),
    [outline],
  );
  const seconds = outline?.seconds ?? 0;
  const seek = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    tell({ wanted: Math.max(0, Math.min(1, (event.clientX - left) / width)) * seconds });
  };
  const x = seconds ? (at / seconds) * WIDTH : 0;
  return (
    <div className="recording-sides" onPointerDown={seek}>
      <svg viewBox={`0 0 ${WIDTH} ${2 * HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="recording-caller" d={drawn.caller} />
        <path className="recording-agent" d={drawn.agent} transform={`translate(0 ${HEIGHT})`} />
        <path className="recording-at" d={`M${x} 0v${2 * HEIGHT}`} />
      </svg>
      <input
        type="range"
        min={0}
        max={Math.max(1, Math.floor(seconds))}
        value={Math.round(at)}
        aria-label={words.place}
        aria-valuetext={words.at(clock(at), clock(seconds))}
        onChange={(event) => tell({ wanted: Number(event.target.value) })}
      />
      <span className="recording-who">{words.caller}</span>
      <span className="recording-who agent">{words.agent}</span>
    </div>
  );
}
