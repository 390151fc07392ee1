"""The sound that words are still owed for is kept, and no other."""

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.asr.port import PIECE_MS
from telephony.steady.kept import DELAY_MS, PRE_ROLL_MS, UNNOTICED_MS, Cursor, Kept

MS = 8


def told(kept: Kept, cursor: Cursor | None = None, *, most: int = 800) -> list[bytes | bool]:
    """Everything that is told to whoever takes over, sound in one piece."""
    cursor, pieces = cursor or kept.cursor(), list[bytes | bool]()
    while (piece := kept.next(cursor, most=most)) is not None:
        if isinstance(piece, bytes) and pieces and isinstance(pieces[-1], bytes):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def ms(pieces: list[bytes | bool]) -> list[int | bool]:
    """The same with lengths."""
    return [len(piece) // MS if isinstance(piece, bytes) else piece for piece in pieces]


def hear(kept: Kept, *what: int | bool) -> Kept:
    """Milliseconds of sound, and voices that begin and end."""
    for each in what:
        if isinstance(each, bool):
            kept.voice(speaking=each)
        else:
            kept.feed(b"\x01" * (each * MS))
    return kept


def test_silence_is_not_given_again() -> None:
    """Of a minute without a voice the last half second."""
    assert ms(told(hear(Kept(), 60_020))) == [PRE_ROLL_MS]


def test_who_takes_over_begins_with_a_piece() -> None:
    """Sound is fed in pieces: who sends it on in pieces of the same size then never waits for the rest of one."""
    for heard in range(60_000, 60_000 + 2 * PIECE_MS, 10):
        kept = hear(Kept(), heard)
        begins = kept.cursor().at
        assert begins % (PIECE_MS * MS) == 0
        assert 0 <= (heard - PRE_ROLL_MS) * MS - begins < PIECE_MS * MS


def test_sound_that_is_gone_is_not_given_to_fill_a_piece() -> None:
    """What was taken is not heard again, however the pieces lie."""
    kept = hear(Kept(), 1000, True, 700, False, 10)
    kept.forget()
    assert kept.cursor().at == 1700 * MS


def test_a_voice_is_given_from_before_it_was_noticed() -> None:
    """With its beginning and its end where they were noticed."""
    kept = hear(Kept(), 5060, True, 700, False, 300)
    assert ms(told(kept)) == [PRE_ROLL_MS, True, 700, False, 300]


def test_what_nobody_has_heard_is_given_from_there() -> None:
    """Sound that came while nobody was there is not silence before somebody knows."""
    kept = hear(Kept(), 5000)
    assert ms(told(kept, kept.cursor(unread=2000 * MS))) == [3000]


def test_a_voice_that_comes_and_goes_within_no_sound_is_told() -> None:
    """Detectors may tell late, both at once."""
    kept = hear(Kept(), 1060, True, False, 100)
    assert ms(told(kept)) == [PRE_ROLL_MS, True, False, 100]


def test_taken_words_are_not_given_again() -> None:
    """Nothing from before the voice ended; a voice that goes on is told, and begins with the next sound."""
    assert ms(told(_after_forgetting(1000, True, 700, False, 300))) == [300]
    assert ms(told(_after_forgetting(1000, True, 700, False, 900))) == [PRE_ROLL_MS]
    assert ms(told(hear(_after_forgetting(1000, True, 700), 100))) == [True, 100]


def _after_forgetting(*what: int | bool) -> Kept:
    kept = hear(Kept(), *what)
    kept.forget()
    return kept


def test_words_of_an_unnoticed_voice_are_owed() -> None:
    """The detector missed it: two seconds before the first word that was shown it had not begun."""
    kept = hear(Kept(), 9040)
    kept.shown()
    assert ms(told(hear(kept, 1000))) == [UNNOTICED_MS + 1000]


def test_a_noise_without_words_goes_with_its_sound() -> None:
    """It is owed as long as it is kept, and not for ever."""
    kept = hear(Kept(bound_ms=5000), True, 300, False, 1000)
    assert ms(told(kept))[:1] == [True]
    assert ms(told(hear(kept, 60_000))) == [PRE_ROLL_MS]


def test_certain_words_end_where_their_recogniser_says() -> None:
    """What lies behind them is owed."""
    kept = hear(Kept(), 1000, True, 3000)
    cursor = kept.cursor()
    told(kept, cursor)
    kept.settled(cursor, at=2500 * MS)
    assert ms(told(kept)) == [True, 1500]


def test_else_they_end_with_the_last_pause() -> None:
    """A voice that began a moment ago is another utterance; one that goes on was heard until just now."""
    kept = hear(Kept(), 1000, True, 900, False, 400, True, 600)
    cursor = kept.cursor()
    told(kept, cursor)
    kept.settled(cursor)
    assert ms(told(kept)) == [400, True, 600]
    going_on = hear(Kept(), 1000, True, 3000)
    cursor = going_on.cursor()
    told(going_on, cursor)
    going_on.settled(cursor)
    assert ms(told(going_on)) == [True, DELAY_MS]


def test_of_a_reader_who_was_given_much_at_once_with_the_first_pause() -> None:
    """Its first certain words are those of the first utterance."""
    kept = hear(Kept(), 1000, True, 900, False, 400, True, 5000, False)
    cursor = kept.cursor()
    told(kept, cursor)
    kept.settled(cursor, hurried=True)
    assert ms(told(kept)) == [400, True, 5000, False]


def test_what_had_to_go_is_known() -> None:
    """A long utterance whose words were shown cannot be heard anew: its words stand, and the rest is owed."""
    kept = hear(Kept(bound_ms=5000), True, 4000)
    kept.shown()
    hear(kept, 2000)
    kept.shown()
    assert kept.overrun
    assert kept.rely_on_shown()
    assert ms(told(hear(kept, 200))) == [True, DELAY_MS + 200]
    assert not kept.overrun


def test_a_cursor_that_was_overtaken_goes_on_behind_it() -> None:
    """With the voice as it is there."""
    kept = hear(Kept(), True, 500, False, 500, True, 500)
    cursor = kept.cursor()
    assert kept.next(cursor, most=80) is True
    kept.forget()
    assert ms(told(hear(kept, 100), cursor)) == [100]
    assert cursor.speaking


happenings = st.lists(
    st.one_of(
        st.integers(1, 3000),
        st.booleans(),
        st.sampled_from(["forget", "shown", "settled", "hurried", "overrun", "read"]),
    ),
    max_size=40,
)


@settings(max_examples=200)
@given(happenings, st.integers(1, 5))
def test_a_reader_gets_all_sound_once_in_order_and_ends_with_the_voice_as_it_is(
    what: list[int | bool | str], seconds: int
) -> None:
    """Whatever happens: no gap but for what was settled or had to go, nothing twice, and within the bound."""
    kept, at = Kept(bound_ms=seconds * 1000), 0
    cursor, read = kept.cursor(), 0
    for each in what:
        match each:
            case bool():
                kept.voice(speaking=each)
            case int():
                kept.feed(b"\x01" * each)
                at += each
            case "read":
                before = cursor.at
                sound = b"".join(piece for piece in told(kept, cursor) if isinstance(piece, bytes))
                assert cursor.at == kept.end == at
                assert len(sound) <= at - before
                assert cursor.speaking == kept.speaking
                read = at
            case _:
                _judge(kept, cursor, each)
    assert len(kept._sound) <= seconds * 8000
    anew = kept.cursor(unread=read)
    assert anew.at <= max(read, kept._begin)
    again = b"".join(piece for piece in told(kept, anew) if isinstance(piece, bytes))
    assert anew.at == at
    assert len(again) <= seconds * 8000
    assert anew.speaking == kept.speaking


def _judge(kept: Kept, cursor: Cursor, what: str) -> None:
    match what:
        case "forget":
            kept.forget()
        case "shown":
            kept.shown()
        case "overrun":
            kept.rely_on_shown()
        case _:
            kept.settled(cursor, hurried=what == "hurried")


@given(st.lists(st.integers(1, 900) | st.booleans() | st.just("read") | st.just("forget"), max_size=40))
def test_a_reader_who_lacks_nothing_is_up_to_date(events: list[int | bool | str]) -> None:
    """And only then: whoever is, may be given the next sound as it comes."""
    kept = Kept(bound_ms=2_000)
    cursor = kept.cursor()
    for event in events:
        if event == "forget":
            kept.forget()
        elif event == "read":
            told(kept, cursor)
        else:
            hear(kept, event)  # type: ignore[arg-type]  # the words are the two above
        if kept.up_to_date(cursor):
            assert kept.next(cursor, most=800) is None
    told(kept, cursor)
    assert kept.up_to_date(cursor)
