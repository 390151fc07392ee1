"""Line charts as SVG, written by hand. Pure: figures in, text out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 400
LEFT: Final = 64
RIGHT: Final = 150
TOP: Final = 48
BOTTOM: Final = 56

COLOURS: Final[Mapping[str, str]] = {
    "ours": "#0b6e4f",
    "floor": "#8a8a8a",
    "peer-default": "#c0392b",
    "peer-tuned": "#e08e0b",
}
"""One for each service, which can be told apart without seeing colours by their dashes."""
DASHES: Final[Mapping[str, str]] = {"ours": "", "floor": "2 4", "peer-default": "8 4", "peer-tuned": "8 3 2 3"}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `service` gives its colour; a `faint` one, such as a tail beside its median, is thinner."""

    name: str
    service: str
    points: Sequence[Point]
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, over numbers of calls. Both axes are logarithmic where `logarithmic`, else they begin at 0."""

    title: str
    unit: str
    lines: Sequence[Line]
    note: str = ""
    logarithmic: bool = True

    def draw(self) -> str:
        """The chart. Lines of one point are dots; without points it has axes alone."""
        points = [point for line in self.lines for point in line.points]
        across = _at_values([x for x, _ in points], logarithmic=self.logarithmic)
        up = _axis([y for _, y in points], logarithmic=self.logarithmic)
        plane = _Plane(across, up)
        drawn = [_frame(self), *plane.grid(), *(part for line in self.lines for part in plane.line(line))]
        drawn += plane.names(self.lines)
        return "\n".join((*drawn, "</svg>", ""))


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, with its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool

    def place(self, value: float) -> float:
        """Where a value is, from 0 to 1."""
        if self.logarithmic:
            value = max(value, self.low)
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def _at_values(values: Sequence[float], *, logarithmic: bool) -> Axis:
    """An axis whose ticks are the values themselves."""
    ticks = tuple(sorted(set(values))) or (1.0,)
    low = ticks[0] if logarithmic else 0.0
    return Axis(low, max(ticks[-1], 2 * low, 1.0), ticks, logarithmic)


def _axis(values: Sequence[float], *, logarithmic: bool) -> Axis:
    """An axis that holds the values. On a logarithmic one, 0 and less are at its lower end."""
    if logarithmic:
        positive = [value for value in values if value > 0] or [1.0, 10.0]
        low, high = 10.0 ** math.floor(math.log10(min(positive))), 10.0 ** math.ceil(math.log10(max(positive)))
        high = high if high > low else 10 * low
        decades = round(math.log10(high / low))
        within = (1, 2, 5) if decades < 4 else (1,)
        ticks = (low * 10.0**decade * factor for decade in range(decades) for factor in within)
        return Axis(low, high, (*ticks, high), logarithmic=True)
    most = max([*values, 0.0]) or 1.0
    step = next(step for step in _steps(most) if most / step <= 6)
    count = math.ceil(most / step)
    return Axis(0.0, step * count, tuple(step * number for number in range(count + 1)), logarithmic=False)


def _steps(most: float) -> Sequence[float]:
    unit = 10.0 ** (math.floor(math.log10(most)) - 1)
    return [unit * factor for factor in (1, 2, 5, 10, 20, 50, 100)]


@dataclass(frozen=True, slots=True)
class _Plane:
    across: Axis
    up: Axis

    def at(self, point: Point) -> Point:
        """Where it is on the paper."""
        x = LEFT + self.across.place(point[0]) * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - self.up.place(point[1]) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    def grid(self) -> list[str]:
        """Lines and numbers at the ticks."""
        parts = []
        for tick in self.up.ticks:
            _, y = self.at((self.across.low, tick))
            parts.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" class="grid"/>')
            parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{tick:g}</text>')
        for tick in self.across.ticks:
            x, _ = self.at((tick, self.up.low))
            parts.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}" class="grid"/>')
            parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:g}</text>')
        return parts

    def line(self, line: Line) -> list[str]:
        """The line and its points."""
        colour, dash = COLOURS.get(line.service, "#333333"), DASHES.get(line.service, "")
        places = [self.at(point) for point in sorted(line.points)]
        width, radius = (1, 2) if line.faint else (2.5, 3.5)
        style = f'stroke="{colour}" stroke-width="{width}" fill="none"' + (
            f' stroke-dasharray="{dash}"' if dash else ""
        )
        parts = [f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>' for x, y in places]
        if len(places) > 1:
            parts.insert(0, f'<polyline points="{" ".join(f"{x},{y}" for x, y in places)}" {style}/>')
        return parts

    def names(self, lines: Sequence[Line]) -> list[str]:
        """The lines' names at their ends, none on another."""
        ends = [(self.at(max(line.points))[1], line) for line in lines if line.points]
        parts, lowest = [], -math.inf
        for y, line in sorted(ends, key=lambda end: end[0]):
            lowest = max(y, lowest + 14)
            colour = COLOURS.get(line.service, "#333333")
            name = escape(line.name)
            parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{lowest + 4}" fill="{colour}">{name}</text>')
        return parts


def _frame(chart: Chart) -> str:
    """The beginning: paper, title, what the axes are."""
    label, middle = escape(chart.title, quote=True), (LEFT + WIDTH - RIGHT) / 2
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">
<style>text{{font:12px sans-serif}} .title{{font-size:15px;font-weight:bold}} .note{{font-size:10px}}
.grid{{stroke:#dddddd;stroke-width:1}}</style>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>
<text x="{LEFT}" y="20" class="title">{escape(chart.title)}</text>
<text x="{LEFT}" y="38">{escape(chart.unit)}</text>
<text x="{middle:g}" y="{HEIGHT - BOTTOM + 36}" text-anchor="middle">calls at once</text>
<text x="8" y="{HEIGHT - 6}" class="note">{escape(chart.note)}</text>"""
