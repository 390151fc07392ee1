"""The plots of a measurement: `python -m bench.calls.plots figures.json docs/images`."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.calls.svg import Chart, Line, Point

Run = Mapping[str, Any]
NAMES = {
    "ours": "Trunkline",
    "floor": "bare socket",
    "peer-default": "Pipecat",
    "peer-tuned": "Pipecat, tuned",
}


def charts(found: Mapping[str, Any]) -> dict[str, Chart]:
    """Each plot, by the name of its file."""
    runs = [run for run in found["runs"] if run["scene"] == "talk" and "failed" not in run and run["service"] in NAMES]
    how = found["how"]
    note = f"{how['at'][:10]}, {how['cpu']}, the service on one; {how['version']}; Pipecat {how['peer'] or '–'}."
    answered = [run for run in runs if run["service"] != "floor"]
    latency = [*_lines(answered, "added_ms", "p50"), *_lines(answered, "added_ms", "p99", faint=True)]
    clear = [*_lines(answered, "clear_ms", "p50"), *_lines(answered, "clear_ms", "p99", faint=True)]
    return {
        "latency": Chart("What is added to a response", "milliseconds: median, and 99 % (thin)", latency, note),
        "clear": Chart(
            "From the provider's start of speech to clear", "milliseconds: median, 99 % (thin)", clear, note
        ),
        "cpu": Chart(
            "CPU of a call", "CPU seconds of the service per call-minute", _lines(runs, "cpu_s_a_call_minute"), note
        ),
        "memory": Chart("Memory of the service", "megabytes", _lines(runs, "mb"), note, logarithmic=False),
    }


def _lines(runs: Sequence[Run], figure: str, share: str = "", *, faint: bool = False) -> list[Line]:
    lines = []
    for service, name in NAMES.items():
        points = list(_points([run for run in runs if run["service"] == service], figure, share))
        if points:
            lines.append(Line(f"{name}, {share}" if share else name, service, points, faint))
    return lines


def _points(runs: Iterable[Run], figure: str, share: str) -> Iterable[Point]:
    """Of several runs with as many calls, the middle one."""
    values: dict[int, list[float]] = {}
    for run in runs:
        value = (run.get(figure) or {}).get(share) if share else run.get(figure)
        if value is not None:
            values.setdefault(run["calls"], []).append(float(value))
    return [(calls, sorted(found)[len(found) // 2]) for calls, found in sorted(values.items())]


def write(found: Mapping[str, Any], folder: Path) -> list[Path]:
    """Draw them into a folder. The files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, chart in charts(found).items():
        files.append(folder / f"bench-calls-{name}.svg")
        files[-1].write_text(chart.draw(), encoding="utf-8")
    return files


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
