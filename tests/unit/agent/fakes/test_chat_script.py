"""What stand-ins for language models answer, by a script."""

from agent.fakes.chat_script import Answer, Call, ChatScript, Tokens, counted, paced, parts, reply, text, use
from agent.fakes.chat_script import refuse as refused

MADE_UP = text("made up")


def test_each_request_takes_the_next_answer_and_the_last_one_stays() -> None:
    """Without a script it is what the stand-in makes up."""
    script = ChatScript()
    assert script.next({}, MADE_UP) is MADE_UP
    script.then(text("one"), text("two"))
    assert [script.next({"at": at}, MADE_UP).text for at in range(3)] == ["one", "two", "two"]
    assert [request.get("at") for request in script.asked] == [None, 0, 1, 2]
    script.then()
    assert script.next({}, MADE_UP) is MADE_UP


def test_answers_are_written_shortly() -> None:
    """Text, JSON, a tool, a refusal."""
    assert reply({"a": "é"}).text == '{"a": "é"}'
    assert use("look", {"at": 1}, "Let me see.") == Answer(("Let me see.",), (Call("look", '{"at": 1}'),))
    assert (refused(429, retry_after_s=2).status, refused(429, retry_after_s=2).retry_after_s) == (429, 2)


def test_a_tool_is_streamed_in_parts() -> None:
    """After the text: its name, and its arguments in two."""
    told = [(part.what, part.text, part.call) for part in parts(Answer(("a",), (Call("x", "1234"), Call("y", ""))))]
    assert told == [
        ("text", "a", 0),
        *[("call", "x", 0), ("arguments", "12", 0), ("arguments", "34", 0)],
        *[("call", "y", 1), ("arguments", "", 1), ("arguments", "", 1)],
    ]


def test_an_answer_keeps_to_its_limit() -> None:
    """Four letters are a token; what is behind the limit is not written, tools neither."""
    long = Answer(("abcd", "efgh", "ijkl"), (Call("x", "{}"),))
    assert long.within(None) is long
    assert long.within(3) is long
    short = long.within(2)
    assert (short.pieces, short.calls, short.cut_short) == (("abcd", "efgh"), (), True)


def test_use_is_counted_or_scripted() -> None:
    """About four letters a token."""
    assert counted(text("abcde"), {}) == Tokens(1, 2)
    assert counted(Answer(tokens=Tokens(9, 8, 7)), {}) == Tokens(9, 8, 7)


async def test_signs_of_life_come_before_each_part() -> None:
    """They say nothing."""
    assert [part and part.text async for part in paced(Answer(("a", "b"), keep_alives=1))] == [None, "a", None, "b"]
