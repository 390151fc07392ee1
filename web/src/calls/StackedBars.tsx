import { Link } from "wouter";
import { strings } from "../strings";

const { report: text } = strings.calls;
const HEIGHT = 190;
const MARGIN = { bottom: 24, top: 8 };
/** Of a letter of the scale, in pixels. */
const LETTER = 6.5;
const NARROWEST = 34;
/** What a day takes below its bar. */
const DAY_WIDTH = 52;

export interface Bar {
  day: string;
  title: string;
  /** From below. */
  parts: readonly { name: string; from: number; size: number; colour: string }[];
}

/** A bar a day, which leads to the calls of the day. */
export function StackedBars({
  bars,
  width,
  scale: { top, ticks },
  told,
  label,
  linkTo,
}: {
  bars: readonly Bar[];
  width: number;
  scale: { top: number; ticks: readonly number[] };
  /** A value as the scale says it. */
  told: (value: number) => string;
  label: string;
  linkTo: (day: string) => string;
}) {
  const left = Math.max(NARROWEST, ...ticks.map((tick) => told(tick).length * LETTER + 10));
  const high = HEIGHT - MARGIN.bottom - MARGIN.top;
  const y = (value: number) => MARGIN.top + high * (1 - value / top);
  const slot = (width - left) / bars.length;
  const every = Math.max(1, Math.ceil(DAY_WIDTH / slot));
  const atEdge = (index: number) => left + (index + 0.5) * slot > width - DAY_WIDTH / 2;
  return (
    <svg width={width} height={HEIGHT} role="group" aria-label={label}>
      {ticks.map((tick) => (
        <g key={tick} aria-hidden="true">
          <line x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end">
            {told(tick)}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => (
        <g key={bar.day} transform={`translate(${left + index * slot} 0)`}>
          {bar.parts.length > 0 && (
            <Link href={linkTo(bar.day)} className="calls-bar" aria-label={bar.title}>
              <title>{bar.title}</title>
              <rect x={0} y={MARGIN.top} width={slot} height={high} className="ground" />
              {bar.parts.map(({ name, from, size, colour }) => (
                <rect
                  key={name}
                  x={slot * 0.12}
                  width={slot * 0.76}
                  y={y(from + size)}
                  height={y(from) - y(from + size)}
                  style={{ fill: colour }}
                />
              ))}
            </Link>
          )}
          {index % every === 0 && (
            <text
              x={atEdge(index) ? slot : slot / 2}
              y={HEIGHT - 7}
              textAnchor={atEdge(index) ? "end" : "middle"}
              aria-hidden="true"
            >
              {text.shortDay(bar.day)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
