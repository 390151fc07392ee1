"""Tables of a run, as Markdown. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Run = Mapping[str, Any]
Column = tuple[str, Callable[[Run], str]]

TITLES = {
    "talk": "Steady calls, every third answer talked over",
    "coming": "Steady calls, and a short one more every 2 s: figures of the steady ones",
    "fixed": "A fixed answer, its sound made beforehand",
    "leak": "Many short calls, one after another",
}


def markdown(found: Mapping[str, Any]) -> str:
    """Everything: how it was made, a table for each scene, the ratios."""
    runs = [run for run in found["runs"] if "failed" not in run]
    parts = [_how(found["how"])]
    for scene, title in TITLES.items():
        of_scene = [run for run in runs if run["scene"] == scene]
        if of_scene:
            parts += [f"## {title}", _table(_LEAK if scene == "leak" else _TALK, of_scene)]
    parts += ["## Ratios", _ratios(runs)]
    failed = [f"- {run['service']}, {run['calls']} calls: {run['failed']}" for run in found["runs"] if "failed" in run]
    return "\n\n".join([*parts, *(["## Failed", "\n".join(failed)] if failed else [])]) + "\n"


def _how(how: Mapping[str, Any]) -> str:
    delays = ", ".join(f"{name} {value}" for name, value in how["delays"].items())
    return (
        f"`{how['command']}`, {how['at']}; {how['cpu']}, the service on core {_list(how['cores']['measured'])}, "
        f"everything else on {_list(how['cores']['other'])}; Trunkline {how['version']}, Python {how['python']}; "
        f"uvicorn {how['uvicorn']}; peer: Pipecat {how['peer'] or 'not measured'}. "
        f"Delays of the stand-ins (ms): {delays}."
    )


def _list(values: Iterable[object]) -> str:
    return ", ".join(map(str, values))


def _shares(name: str, *shares: str) -> Callable[[Run], str]:
    return lambda run: " / ".join(_number(run[name].get(share)) for share in shares) if run.get(name) else "–"


def _plain(name: str) -> Callable[[Run], str]:
    return lambda run: _number(run.get(name))


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 1 else f"{value:.1f}"
    return "–" if value is None else str(value)


DISTURBED_MS = 10.0
"""Where the bench's own callers were later than this, the machine had other things to do."""


def _disturbed(run: Run) -> str:
    return " (disturbed)" if run["instrument_late_ms"].get("99", 0.0) > DISTURBED_MS else ""


_PARTS: tuple[str, ...] = ("to_ear_ms", "to_model_ms", "to_voice_ms", "to_line_ms")
_WORK: tuple[str, ...] = ("model_requests_a_turn", "letters_spoken")
_TALK: Sequence[Column] = (
    ("calls", _plain("calls")),
    ("service", _plain("service")),
    ("added, p50 / p95 / p99 ms", _shares("added_ms", "p50", "p95", "p99")),
    ("felt, p50 / p99 ms", _shares("felt_ms", "p50", "p99")),
    ("to ear · model · voice · line, p50 ms", lambda run: " · ".join(_shares(name, "p50")(run) for name in _PARTS)),
    ("turns / lost / short", lambda run: f"{run['turns']} / {run['lost']} / {run['short']}"),
    ("`clear`, p50 / p99 ms", _shares("clear_ms", "p50", "p99")),
    ("gaps a minute", _plain("gaps_a_minute")),
    ("CPU-s per call-minute", _plain("cpu_s_a_call_minute")),
    ("database", _plain("database_cpu_s_a_call_minute")),
    ("MB", _plain("mb")),
    ("model asked · letters spoken, × needed", lambda run: " · ".join(_plain(name)(run) for name in _WORK)),
    ("callers late, p99 ms", lambda run: _number(run["instrument_late_ms"].get("99")) + _disturbed(run)),
    ("load", lambda run: f"{run['load_before']}–{run['load_after']}"),
)
_LEAK: Sequence[Column] = (
    ("calls", _plain("calls")),
    ("service", _plain("service")),
    ("MB before", _plain("mb_before")),
    ("MB along", lambda run: ", ".join(f"{calls}: {mb:.0f}" for calls, mb in run["mb_along"])),
    ("MB rested", _plain("mb_rested")),
    ("turns / lost", lambda run: f"{run['turns']} / {run['lost']}"),
)


def _table(columns: Sequence[Column], runs: Iterable[Run]) -> str:
    lines = ["| " + " | ".join(name for name, _ in columns) + " |", "|" + "---|" * len(columns)]
    ordered = sorted(runs, key=lambda run: run["calls"])
    lines += ["| " + " | ".join(read(run) for _, read in columns) + " |" for run in ordered]
    return "\n".join(lines)


# ── ratios ────────────────────────────────────────────────────────────────────


def _ratios(runs: Sequence[Run]) -> str:
    """Ours against each of the others, where both were measured with as many calls."""
    lines = []
    talk = {(run["calls"], run["service"]): run for run in runs if run["scene"] == "talk"}
    for (calls, service), run in sorted(talk.items()):
        ours = talk.get((calls, "ours"))
        if ours is None or service == "ours":
            continue
        said = list(_against(ours, run))
        lines.append(f"- {calls} calls, against {service}: {'; '.join(said)}." if said else "")
    for service in sorted({service for _, service in talk}):
        each = memory_of_a_call([run for (_, name), run in talk.items() if name == service])
        if each is not None:
            lines.append(f"- {service}: {each:.2f} MB for each further call.")
    return "\n".join(line for line in lines if line) or "Nothing to compare."


def _against(ours: Run, other: Run) -> Iterable[str]:
    cpu = "cpu_s_a_call_minute"
    if other.get(cpu):
        yield f"CPU {ours[cpu] / other[cpu]:.2f} ×"
    if other["service"] != "floor" and ours["added_ms"] and other["added_ms"]:
        for share in ("p50", "p99"):
            yield f"added {share} {ours['added_ms'][share] / other['added_ms'][share]:.2f} ×"
        yield f"our p99 is {ours['added_ms']['p99'] / other['added_ms']['p50']:.2f} × its p50"
    if ours["clear_ms"] and other["clear_ms"]:
        yield f"`clear` p99 {ours['clear_ms']['p99'] / other['clear_ms']['p99']:.2f} ×"


def memory_of_a_call(runs: Sequence[Run]) -> float | None:
    """Megabytes for each further call: between the fewest calls and the most."""
    ordered = sorted((run for run in runs if run.get("mb")), key=lambda run: run["calls"])
    if len(ordered) < 2 or ordered[0]["calls"] == ordered[-1]["calls"]:
        return None
    few, most = ordered[0], ordered[-1]
    return float((most["mb"] - few["mb"]) / (most["calls"] - few["calls"]))
