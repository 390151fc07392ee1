import { useState, type SyntheticEvent } from "react";
import type { Version } from "../../api/types";
import { useWhyNot } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Select, TextField } from "../../ui/Field";
import { WITHOUT_RESULT } from "../filters";
import { words } from "../format";
import { COUNTS, USUAL, type Wish } from "./wish";

const text = strings.replays;

/** Which calls are to be played. */
export function WishForm({
  on,
  versions,
  results,
  busy,
  onBegin,
}: {
  /** What they are played on, to begin with: a version, or nothing for the draft. */
  on: string;
  versions: readonly Version[];
  results: readonly string[];
  /** Some are being played. */
  busy: boolean;
  onBegin: (wish: Wish) => Promise<void>;
}) {
  const [wish, setWish] = useState({ ...USUAL, on });
  const [asking, setAsking] = useState(false);
  const why = useWhyNot("edit");
  const numbers = versions.map(({ number }) => number);
  const targets = on && !numbers.includes(Number(on)) ? [Number(on), ...numbers] : numbers;
  const set = (more: Partial<Wish>) => setWish((before) => ({ ...before, ...more }));
  const begin = async (event: SyntheticEvent) => {
    event.preventDefault();
    setAsking(true);
    await onBegin(wish);
    setAsking(false);
  };
  return (
    <form className="calls-filters" aria-label={text.wish} onSubmit={(event) => void begin(event)}>
      <div className="calls-filter-grid">
        <Select
          label={text.count}
          value={String(wish.calls)}
          options={COUNTS.map((count) => ({ value: String(count), label: text.latest(count) }))}
          onChange={(value) => set({ calls: Number(value) })}
        />
        <Select
          label={text.on}
          value={wish.on}
          options={[
            { value: "", label: text.targetFirst(null) },
            ...targets.map((number) => ({ value: String(number), label: text.targetFirst(number) })),
          ]}
          onChange={(chosen) => set({ on: chosen })}
        />
        <Select
          label={text.version}
          value={wish.version}
          options={[
            { value: "", label: text.any },
            ...versions.map(({ number }) => ({
              value: String(number),
              label: strings.versions.version(number),
            })),
          ]}
          onChange={(version) => set({ version })}
        />
        <Select
          label={text.result}
          value={wish.result}
          options={[
            { value: "", label: text.any },
            ...results.map((result) => ({ value: result, label: words(result) })),
            { value: WITHOUT_RESULT, label: text.none },
          ]}
          onChange={(result) => set({ result })}
        />
        <TextField
          label={text.from}
          type="date"
          value={wish.from}
          max={wish.until}
          onChange={(event) => set({ from: event.target.value })}
        />
        <TextField
          label={text.until}
          type="date"
          value={wish.until}
          min={wish.from}
          onChange={(event) => set({ until: event.target.value })}
        />
      </div>
      <div className="row">
        <Button kind="primary" type="submit" why={why} disabled={busy || asking}>
          {asking ? text.beginning : text.begin(wish.on ? Number(wish.on) : null)}
        </Button>
      </div>
    </form>
  );
}
