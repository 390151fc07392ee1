"""The JSON Schema says enough of each setting that forms can be made of it without knowing any."""

from collections.abc import Iterator
from typing import Any

import pytest

from graphs.document import BUILT_IN_HANDLERS, FlowDocument
from graphs.understanding.requests import builtin
from graphs.wording import OWN

SCHEMA = FlowDocument.model_json_schema(by_alias=True)
Settings = dict[str, dict[str, Any]]


def _models() -> Iterator[tuple[str, Settings]]:
    yield "flow", SCHEMA["properties"]
    for name, model in SCHEMA["$defs"].items():
        yield name, model["properties"]


MODELS = dict(_models())


def _arms(setting: dict[str, Any]) -> list[dict[str, Any]]:
    return [arm for arm in setting.get("anyOf", [setting]) if arm.get("type") != "null"]


def _values(setting: dict[str, Any]) -> set[str]:
    return {value for arm in _arms(setting) for value in arm.get("enum", ())}


@pytest.mark.parametrize("name", MODELS)
def test_a_setting_that_is_only_for_some_names_values_that_its_neighbour_can_have(name: str) -> None:
    """`x-only-for` names settings beside it, and values of theirs."""
    for setting in MODELS[name].values():
        for beside, values in setting.get("x-only-for", {}).items():
            assert set(values) <= _values(MODELS[name][beside])


@pytest.mark.parametrize("name", MODELS)
def test_only_values_that_there_are_have_labels(name: str) -> None:
    """`x-labels` names values of the setting itself."""
    for setting in MODELS[name].values():
        assert set(setting.get("x-labels", ())) <= _values(setting)


@pytest.mark.parametrize("name", MODELS)
def test_arguments_belong_to_a_setting_that_names_an_action(name: str) -> None:
    """`x-arguments-of` names the setting beside it that holds the action."""
    for setting in MODELS[name].values():
        if "x-arguments-of" in setting:
            assert MODELS[name][setting["x-arguments-of"]]["x-names"] == "action"


@pytest.mark.parametrize("name", MODELS)
def test_marks_of_a_kind_of_text_stand_only_where_there_is_such_a_text(name: str) -> None:
    """Conditions are expressions, and only wordings have re-asks."""
    for setting in MODELS[name].values():
        formats = {arm.get("format") for arm in _arms(setting)}
        assert not setting.get("x-condition") or formats == {"expression"}
        assert not setting.get("x-ladder") or formats == {"wording"}


def test_times_keys_and_prose_are_told_from_other_texts() -> None:
    """Their formats say which they are."""
    assert MODELS["Voice"]["listen"]["anyOf"][0]["format"] == "duration"
    assert MODELS["Wait"]["timeout"]["format"] == "duration"
    assert MODELS["Handler"]["key"]["anyOf"][0]["format"] == "key"
    assert MODELS["Handler"]["phrases"]["items"]["format"] == "phrase"
    assert MODELS["flow"]["about"]["format"] == "prose"
    assert MODELS["flow"]["languages"]["items"]["format"] == "language"


def test_what_a_flow_cannot_do_without_is_not_hidden() -> None:
    """No setting that is required stands among those that few flows need."""
    for model in SCHEMA["$defs"].values():
        assert not [name for name in model.get("required", ()) if model["properties"][name].get("x-more")]


@pytest.mark.parametrize("name", MODELS)
def test_a_setting_that_depends_on_others_names_settings_beside_it(name: str) -> None:
    """`x-unless` and `x-only-with` name other settings of the same part."""
    for setting, schema in MODELS[name].items():
        beside = {*schema.get("x-unless", ()), *schema.get("x-only-with", ())}
        assert beside <= set(MODELS[name]) - {setting}


def test_what_is_asked_for_is_told_where_it_is_asked() -> None:
    """`x-asks` stands at names of slots, and slots have settings of which `x-asking` says that they are about it."""
    assert SCHEMA["$defs"]["Ask"]["properties"]["slots"]["x-asks"]
    asking = {setting for setting, schema in MODELS["Slot"].items() if schema.get("x-asking")}
    assert asking == {"ask", "no_input", "confirm", "confirm_say", "keypad"}


def test_what_every_flow_understands_is_told_with_what_it_does() -> None:
    """By the words that callers may say for it; what it begins as is a handler."""
    told = SCHEMA["properties"]["handlers"]["x-built-in"]
    assert set(told) == BUILT_IN_HANDLERS
    for name, each in told.items():
        assert builtin(each["says"], "en") == name
        assert set(each["begins"]) <= set(MODELS["Handler"])


def test_what_every_flow_says_is_told_as_it_is_said() -> None:
    """The sentences that forms quote are those that callers hear."""
    told = SCHEMA["properties"]["handlers"]["x-built-in"]
    for name, own in (("cancel", "goodbye"), ("goodbye", "goodbye"), ("wait", "take_your_time")):
        assert told[name]["begins"]["say"] == OWN[own].ladders["en"][0]
    for name in ("cancel", "wait"):
        assert f"“{told[name]['begins']['say']}”" in told[name]["does"]
