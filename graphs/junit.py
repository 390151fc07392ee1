"""The results of tests as JUnit XML, which every build server reads. Pure.

The format has no standard; this is what Jenkins, GitLab and GitHub's reporters agree on: `testsuites` > `testsuite` >
`testcase`, with `failure` or `error` inside a case.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from graphs.reports import TestReport

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped (section 2.2, Char)."""


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one flow."""

    flow: str
    reports: Sequence[TestReport] = ()
    problems: Sequence[str] = ()
    """Why the flow could not be run at all."""


def junit(suites: Sequence[Suite]) -> str:
    """One suite for each flow."""
    top = Element("testsuites")
    for suite in suites:
        _suite(top, suite)
    reports = [report for suite in suites for report in suite.reports]
    _count(top, reports, errors=sum(bool(suite.problems) for suite in suites))
    indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(top, encoding="unicode") + "\n"


def _suite(top: Element, suite: Suite) -> None:
    element = SubElement(top, "testsuite", name=_clean(suite.flow))
    _count(element, suite.reports, errors=int(bool(suite.problems)))
    if suite.problems:
        case = SubElement(element, "testcase", classname=_clean(suite.flow), name="the flow can be run", time="0")
        error = SubElement(case, "error", message=_clean(suite.problems[0]), type="FlowError")
        error.text = _clean("\n".join(suite.problems))
    for report in suite.reports:
        case = SubElement(element, "testcase", classname=_clean(suite.flow), name=_clean(report.name))
        case.set("time", f"{report.seconds:.6f}")
        if not report.ok:
            failure = SubElement(case, "failure", message=_clean(report.failure), type="Mismatch")
            failure.text = _clean("\n".join(report.told()))


def _count(element: Element, reports: Sequence[TestReport], *, errors: int) -> None:
    element.set("tests", str(len(reports) + errors))
    element.set("failures", str(sum(not report.ok for report in reports)))
    element.set("errors", str(errors))
    element.set("time", f"{sum(report.seconds for report in reports):.6f}")


def _clean(text: str) -> str:
    """With a visible stand-in for each character that XML cannot hold."""
    return _NOT_IN_XML.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
