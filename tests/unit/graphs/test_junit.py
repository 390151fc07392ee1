"""JUnit XML that build servers can read, whatever a flow says."""

from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from graphs.junit import Suite, junit
from graphs.reports import Mismatch, TestReport, Uttered

PASSED = TestReport("goes well", None, turns=3, seconds=0.25)
FAILED = TestReport(
    "goes <wrong>", Mismatch("said “a & b”", 2, "bot: x"), transcript=(Uttered("bot", "a & b"),), seconds=0.5
)


def read(*suites: Suite) -> Element:
    """The document, as an XML parser reads it."""
    return fromstring(junit(suites).removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n'))


def test_each_flow_is_a_suite_and_each_test_a_case() -> None:
    """With figures, and the time that each took."""
    top = read(Suite("scheduling", [PASSED, FAILED]), Suite("support", [PASSED]))
    assert [suite.get("name") for suite in top] == ["scheduling", "support"]
    assert {name: top[0].get(name) for name in ("tests", "failures", "errors", "time")} == {
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "time": "0.750000",
    }
    assert top.get("tests") == "3"
    assert [(case.get("name"), case.get("time")) for case in top[0]] == [
        ("goes well", "0.250000"),
        ("goes <wrong>", "0.500000"),
    ]


def test_a_failure_holds_the_conversation() -> None:
    """So that the build server's page is enough to see what went wrong."""
    (failure,) = read(Suite("f", [FAILED])).iter("failure")
    assert failure.get("message") == "line 2: said “a & b”"
    assert failure.text == "\n".join(FAILED.told())


def test_a_flow_that_cannot_be_run_is_an_error() -> None:
    """And not a suite without failures."""
    top = read(Suite("broken", problems=["line 3: no such step", "line 9: another"]))
    (error,) = top.iter("error")
    assert error.get("message") == "line 3: no such step"
    assert error.text == "line 3: no such step\nline 9: another"
    assert (top.get("errors"), top.get("tests")) == ("1", "1")


@given(st.text(), st.text())
def test_any_text_gives_well_formed_xml(name: str, said: str) -> None:
    """Characters that XML does not know, halves of surrogate pairs among them, are written so that they can be seen."""
    top = read(
        Suite(name, [TestReport(name, Mismatch(said, 1, said, ((said, said),)), transcript=(Uttered("bot", said),))])
    )
    assert len(list(top.iter("failure"))) == 1


def test_control_characters_are_shown() -> None:
    """Escaped as Python would."""
    (failure,) = read(Suite("f", [TestReport("t", Mismatch("bell \x07 and \ud800"))])).iter("failure")
    assert failure.get("message") == "bell \\x07 and \\xd800"
