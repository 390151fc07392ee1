"""Templates of requests."""

from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.tools.outside.templates import fill, fill_query, fill_text, fill_url, look, pick, placeholders
from agent.tools.tool import ToolRefused

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


class TestFill:
    @given(json_values)
    def test_alone(self, value: Any) -> None:
        """A placeholder that stands alone is the input itself, whatever it is."""
        assert fill({"a": ["{x}"]}, {"x": value}) == {"a": [value]}

    @given(st.text(), st.text())
    def test_not_twice(self, said: str, other: str) -> None:
        """What an input says is never a template: braces in it are braces."""
        assert fill_text("<{x}|{y}>", {"x": said, "y": other}) == f"<{said}|{other}>"

    def test_parts(self) -> None:
        """A part of a record, a brace, a number in a text; what is missing is empty."""
        inputs = {"customer": {"id": 7, "lines": [{"n": 1.5}]}, "none": None}
        template = "{customer.id} {{{customer.lines.0.n}}} {none}{customer.gone} {customer.lines}"
        assert fill_text(template, inputs) == '7 {1.5}  [{"n":1.5}]'

    def test_query(self) -> None:
        """Parameters without a value are left out; a nought is a value."""
        assert fill_query({"a": "{a}", "b": "{b}", "c": "c{b}", "d": "{d}"}, {"a": 0, "b": None, "d": False}) == {
            "a": "0",
            "c": "c",
            "d": "false",
        }


class TestFillUrl:
    @given(st.text(min_size=1))
    def test_stays_in_place(self, said: str) -> None:
        """Whatever is said, it is one part of the path, and comes out as it went in."""
        assume(said not in {".", ".."})
        assume(not any("\ud800" <= letter <= "\udfff" for letter in said))
        url = fill_url("https://a.example/x/{said}/y", {"said": said})
        parts = url.split("/")
        assert len(parts) == 6
        assert unquote(parts[4]) == said
        assert not {"?", "#", "\\", " "} & set(url)

    @pytest.mark.parametrize("said", [".", "..", "", None])
    def test_leads_elsewhere(self, said: str | None) -> None:
        """What would be another address is refused."""
        with pytest.raises(ToolRefused):
            fill_url("https://a.example/x/{said}", {"said": said})

    def test_joined(self) -> None:
        """Neither do two inputs that make one part lead elsewhere together."""
        with pytest.raises(ToolRefused):
            fill_url("https://a.example/x/{a}{b}/y", {"a": ".", "b": "."})


class TestPlaceholders:
    def test_named(self) -> None:
        """The inputs that a template names, wherever they stand."""
        assert set(placeholders({"a": ["{x}", {"b": "{y.z} {{no}}"}], "c": 3})) == {"x", "y"}

    @pytest.mark.parametrize("template", ["{", "}", "{x", "{X}", "{x y}", "{}", "{{{x}}"])
    def test_brace(self, template: str) -> None:
        """A brace that is left over is a mistake."""
        with pytest.raises(ValueError, match="brace"):
            list(placeholders(template))


class TestLook:
    def test_found(self) -> None:
        """Names and positions lead into JSON; an empty path is all of it."""
        body = {"data": [{"id": 1}, {"id": None}]}
        assert look(body, "data.0.id") == 1
        assert look(body, "data.1.id") is None
        assert look(body, "") == body

    @pytest.mark.parametrize("path", ["no", "data.2", "data.x", "data.0.id.more", "data.-1", "data.0.", "."])
    def test_missing(self, path: str) -> None:
        """What is not there is not there."""
        body = {"data": [{"id": 1}]}
        assert look(body, path, "otherwise") == "otherwise"
        with pytest.raises(LookupError):
            look(body, path)

    def test_items(self) -> None:
        """Items that are no records have no parts."""
        assert pick({"items": [{"a": 1}, 5, None]}, "items", {"b": "a"}) == [{"b": 1}, {"b": None}, {"b": None}]
