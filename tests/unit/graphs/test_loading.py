"""Reading a flow, and saying what is wrong with it."""

import pytest

from graphs.loading import load_flow
from graphs.problems import FlowError, Problem


def problems(text: str) -> list[Problem]:
    """Everything that is wrong."""
    with pytest.raises(FlowError) as error:
        load_flow(text)
    return list(error.value.problems)


def only(text: str) -> Problem:
    """The one thing that is wrong."""
    (problem,) = problems(text)
    return problem


def line_of(text: str, words: str) -> int:
    """The line that holds these words."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_sound_flow_is_read(restaurant: str) -> None:
    """Durations are seconds, dates stay text, and texts know their languages."""
    flow = load_flow(restaurant)
    assert flow.resume is not None
    assert flow.resume.within == 1800
    assert flow.actions["find"].timeout == 8
    assert flow.slots["people"].ask is not None
    assert flow.slots["people"].ask.ladder("hi", "en") == ("hi", ("कितने लोग?",))
    assert flow.steps["menu"].type == "choose"


def test_all_problems_are_told_at_once_in_the_order_of_the_text(restaurant: str) -> None:
    """Whoever mends one mistake is not sent back for the next."""
    text = restaurant.replace("say: Hello.", "sya: Hello.").replace("type: confirm", "type: confrim", 1)
    text = text.replace("within: 30m", "within: soon")
    found = problems(text)
    assert [problem.code for problem in found] == ["duration", "extra_forbidden", "union_tag_invalid"]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert found[0].line == line_of(text, "within: soon")
    assert found[1].line == line_of(text, "sya: Hello.")
    assert found[1].fix == "Did you mean “say”?"
    assert found[1].path == ("nodes", "hello", "sya")
    assert found[2].line == line_of(text, "type: confrim")
    assert "“type” is not a kind of step – you wrote “confrim”" in found[2].message
    assert found[2].fix == "Did you mean “confirm”?"


@pytest.mark.parametrize(
    ("old", "new", "message", "fix"),
    [
        ("ask: What name?", "ask: 42", "“ask” must be text; put “42” in quotes", "in quotes"),
        (
            "title: Tables",
            "title: +15550100",
            "“title” must be text – you wrote “15550100”",
            "drops its zeros or its plus",
        ),
        ("title: Tables", "title: true", "“title” must be text", "true or false; put it in quotes"),
        ("title: Tables", "tittle: Tables", "“tittle” is not a setting here", "Did you mean “title”?"),
        ("title: Tables\n", "", "“title” is missing", "Add it: what people call it."),
        ('a: "There is parking behind the house."', "a: Yes, behind the house", "is not a setting here", "comma"),
        ("within: 30m", "within: 30", "“within” must be a time such as 800ms, 6s, 30m, 2h or 180d", ""),
        ("when: people <= 8", "when: people = 8", "The condition “when” cannot be read at “= 8”", ""),
        ("ask: What name?", "ask: 'What {name'", "has a brace without its partner", ""),
        ("ask: What name?", "ask: 'Is {Your Name} right?'", "says {Your Name}, which is not a name", ""),
        ("{day|spoken} has", "{day|loud} has", "cannot say a value as “loud”", ""),
        ("ask: What name?", "ask: []", "“ask” needs at least one wording", ""),
        ("ask: What name?", "ask: ''", "must be text, a list of texts, or one of them for each language", ""),
        ("ask: What name?", "ask: {English: What name?}", "must name its languages by their codes", ""),
        ("hours: {", "yes: {", "holds the name “yes”", ""),
        ("hours: {", "Opening-Hours: {", "may only have small letters, digits and _", ""),
        ("confirm: when_unsure", "confirm: sometimes", "is not one of never, when_unsure, always", ""),
        ("type: yes_no,", "type: choice,", "is a choice without values", ""),
        ("type: yes_no,", "type: yes_no, values: {a: {}},", "has values, but is not a choice", ""),
        ("if_full: full", "full: full", "“full” is not a setting here (in “book”)", "Did you mean “if_full”?"),
        ("if_full: full", "if_full: 3", "must name a step under “if_full”", ""),
        ("title: Tables", "title: Tables\ntitle: Chairs", "stands twice", "Rename"),
        ("title: Tables", "title: Tables: and chairs", "This is not YAML", "quotes"),
        ("title: Tables", "title: [Tables", "This is not YAML", ""),
        ("title: Tables", "title:\tTables\n\tx: 1", "This is not YAML", ""),
        ("tests: []", "", "", ""),
    ],
)
def test_each_mistake_is_explained(restaurant: str, old: str, new: str, message: str, fix: str) -> None:
    """In a colleague's words: what is wrong, and what to do."""
    if not message:
        load_flow(restaurant + "\ntests: []\n")
        return
    found = problems(restaurant.replace(old, new, 1))
    assert any(message in problem.message and fix in problem.fix and problem.line > 0 for problem in found), found


def test_a_test_holds_one_thing_a_line(restaurant: str) -> None:
    """A line that the test runner would not know is a mistake at once."""
    problem = only(restaurant + "\ntests:\n  - name: x\n    script:\n      - {caller: hi, bot: Hello}\n")
    assert "one thing a line" in problem.message
    assert "line 1 does not" in problem.message


@pytest.mark.parametrize("text", ["", "just words", "- a list", "\x00", "a: *nowhere", "!!python/object:os.system {}"])
def test_what_is_no_flow_at_all_is_a_problem_too(text: str) -> None:
    """Nothing that is uploaded makes the loader fail in another way."""
    assert problems(text)


def test_a_document_that_blows_itself_up_is_refused(restaurant: str) -> None:
    """Aliases of aliases, or a list that holds itself, are no flow."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    assert only(bomb).code == "too_large"
    assert problems("a: &a [*a]\n")
    assert only(restaurant + "#" * 1_000_001).code == "too_large"


def test_the_fingerprint_is_of_the_conversation(restaurant: str) -> None:
    """Tests do not change it; a word does."""
    same = load_flow(restaurant + "\ntests:\n  - {name: x, script: []}\n")
    assert load_flow(restaurant).fingerprint == same.fingerprint
    assert load_flow(restaurant.replace("Hello.", "Hallo.")).fingerprint != same.fingerprint


def test_a_flow_survives_being_written_and_read(restaurant: str) -> None:
    """The models hold all of the document."""
    flow = load_flow(restaurant)
    assert type(flow).model_validate(flow.model_dump(mode="json", by_alias=True, exclude_unset=True)) == flow


def test_a_schema_can_be_made_of_the_models(restaurant: str) -> None:
    """The editor's forms come from it: every kind of step is in it."""
    schema = type(load_flow(restaurant)).model_json_schema()
    assert {"Say", "Ask", "Offer", "Converse", "Wait"} <= schema["$defs"].keys()
