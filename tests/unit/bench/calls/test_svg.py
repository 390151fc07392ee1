"""Charts, as SVG."""

from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bench.calls.plots import charts
from bench.calls.svg import HEIGHT, WIDTH, Chart, Line

SVG = "{http://www.w3.org/2000/svg}"
points = st.lists(st.tuples(st.integers(1, 1000), st.just(0.0) | st.floats(1e-6, 1e5)), max_size=6)


def drawn(chart: Chart) -> ET.Element:
    """What a browser reads."""
    return ET.fromstring(chart.draw())


@given(lines=st.lists(points, max_size=4), logarithmic=st.booleans())
def test_every_point_is_on_the_paper(lines: list[list[tuple[float, float]]], logarithmic: bool) -> None:
    """Whatever the figures are, the chart is valid, and each point has its dot."""
    chart = Chart("t", "u", [Line("l", "ours", line) for line in lines], logarithmic=logarithmic)
    dots = drawn(chart).findall(f"{SVG}circle")
    assert len(dots) == sum(map(len, lines))
    for dot in dots:
        assert 0 <= float(dot.attrib["cx"]) <= WIDTH
        assert 0 <= float(dot.attrib["cy"]) <= HEIGHT


def test_more_is_higher_and_further() -> None:
    """As everybody reads a chart."""
    for logarithmic in (True, False):
        chart = Chart("t", "u", [Line("l", "ours", [(1, 5.0), (10, 50.0), (100, 500.0)])], logarithmic=logarithmic)
        dots = drawn(chart).findall(f"{SVG}circle")
        across, up = ([float(dot.attrib[name]) for dot in dots] for name in ("cx", "cy"))
        assert across == sorted(across)
        assert up == sorted(up, reverse=True)


def test_what_is_written_is_escaped() -> None:
    """Names and notes are text."""
    chart = Chart('a < b & "c"', "u", [Line("<x>", "ours", [(1, 1.0)])], note="&")
    texts = [text.text for text in drawn(chart).findall(f"{SVG}text")]
    assert 'a < b & "c"' in texts
    assert "<x>" in texts


def test_names_at_the_ends_of_lines_do_not_cover_each_other() -> None:
    """Lines may end at the same value."""
    chart = Chart("t", "u", [Line(name, "ours", [(1, 1.0), (10, 9.0)]) for name in ("one", "two", "three")])
    places = [
        float(each.attrib["y"]) for each in drawn(chart).findall(f"{SVG}text") if each.text in {"one", "two", "three"}
    ]
    assert all(below - above >= 14 for above, below in pairwise(places))


def test_a_measurement_becomes_four_charts() -> None:
    """Of the steady calls; of several runs with as many calls, the middle one."""
    runs = [
        {"scene": "talk", "service": "ours", "calls": 10, "mb": mb, "added_ms": {"p50": 9.0, "p99": 20.0}}
        for mb in (200.0, 500.0, 210.0)
    ]
    how = {"at": "2026-03-02T09:00", "cpu": "a processor", "version": "1", "peer": ""}
    found = charts({"how": how, "runs": [*runs, {**runs[0], "scene": "leak"}]})
    assert set(found) == {"latency", "clear", "cpu", "memory"}
    assert [line.points for line in found["memory"].lines] == [[(10, 210.0)]]
    assert [line.name for line in found["latency"].lines] == ["Trunkline, p50", "Trunkline, p99"]
