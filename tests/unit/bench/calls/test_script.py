"""What is said in the bench's calls."""

from bench.calls.marks import FRAME_MS, NOBODY, Tag, named
from bench.calls.script import Delays, answer, asked, at_once, ends, letters
from graphs.speaking.sentences import Sentences


def test_the_answer_names_the_ticket_that_was_asked_for() -> None:
    """In each of its sentences, so that each can be spoken apart from the others."""
    tag, tokens = answer(asked(Tag(12, 5)))
    assert tag == Tag(12, 5)
    sentences = "".join(tokens).split(". ")
    assert [named(sentence) for sentence in sentences] == [tag] * 4
    assert len(tokens) == 41


def test_who_asks_nothing_is_greeted() -> None:
    """Before the caller has said anything, it is nobody's turn."""
    tag, tokens = answer("(The call begins.)")
    assert tag == NOBODY
    assert ends("".join(tokens))


def test_a_sentence_is_whole_when_its_last_token_has_come() -> None:
    """The token after it comes in the same packet: to know that a sentence is over, one has to see what follows."""
    _, tokens = answer(asked(Tag(1, 1)))
    cutter, packets = Sentences(), []
    for place, token in enumerate(tokens):
        if not at_once(tokens, place):
            packets.append("")
        packets[-1] += token
    whole = [cutter.feed(packet) for packet in packets]
    assert sum(map(len, whole)) == 3
    assert all(packet.split()[0].endswith(".") for packet, found in zip(packets, whole, strict=True) if found)


def test_only_the_last_sentence_ends_a_turn() -> None:
    """A voice knows by its words that nothing follows."""
    _, tokens = answer(asked(Tag(1, 1)))
    sentences = "".join(tokens).split(". ")
    assert [ends(sentence) for sentence in sentences] == [False, False, False, True]


def test_every_sentence_is_spoken_in_whole_frames() -> None:
    """Frameworks send frames of 20 or of 40 ms."""
    delays = Delays()
    assert all(delays.spoken_ms("word " * count) % (2 * FRAME_MS) == 0 for count in range(1, 20))
    assert letters("Ticket, 3!") == 7
