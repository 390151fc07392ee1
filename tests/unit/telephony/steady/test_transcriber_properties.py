"""Whatever breaks, whenever: what must hold of every call."""

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.asr.port import Eager, Failed, Final, Result
from telephony.steady.recogniser import Limits
from tests.support.breaking import Behaviour, BreakingRecogniser, heard_words
from tests.support.breaking_call import Call, held, takes_back_every_eager

breaks = st.lists(
    st.builds(
        Behaviour,
        refuses=st.sampled_from([None, None, None, "network"]),
        stalls=st.sampled_from([False, False, True]),
        breaks_after=st.one_of(st.none(), st.integers(0, 4000)),
        breaks_after_results=st.one_of(st.none(), st.integers(1, 8)),
        raises=st.sampled_from([False, False, False, True]),
        ends=st.booleans(),
        voiceless=st.sampled_from([False, False, True]),
    ),
    max_size=2,
)


utterances = st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(breaks, breaks, utterances, st.sampled_from([0.0, 0.02]))
def test_any_two_breaks_of_two_providers_cost_no_word(
    first: list[Behaviour], second: list[Behaviour], said_and_taken: list[tuple[int, bool]], pause_s: float
) -> None:
    """Utterances with pauses, some of them taken for turns: the words of all turns are those of an unbroken call, each
    once, in order.
    """
    count, turns = 0, list[list[Result]]()

    async def play(call: Call) -> None:
        nonlocal count
        for length, take in said_and_taken:
            await call.pauses(20)
            await call.says(*range(count + 1, count + length + 1))
            count += length
            if take and call.heard.endswith(f"w{count}") and isinstance(call.results[-1], Eager | Final):
                call.transcriber.end_utterance()
                turns.append(call.results[:])
                call.results.clear()
        await call.pauses(600)
        turns.append(call.results[:])

    recognisers = (BreakingRecogniser(first), BreakingRecogniser(second), BreakingRecogniser())
    call = held(play, *recognisers, limits=Limits(pause_s=pause_s))
    assert " ".join(filter(None, map(heard_words, turns))) == " ".join(f"w{at}" for at in range(1, count + 1))
    assert call.of(Failed) == []
    for turn in turns:
        takes_back_every_eager(turn)
