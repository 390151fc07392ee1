"""Media Streams, our side: what Twilio says becomes events, what it should not say becomes a named reason."""

import base64
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.errors import ProtocolError
from telephony.line import Clear, Digit, Heard, LineCommand, Mark, Play, Played, Started, Stopped
from telephony.twilio import media_stream
from telephony.twilio.far_side import FarSide, Warned
from telephony.twilio.media_stream import EVENTS, MAX_BAD_IN_A_ROW, TRANSITIONS, MediaStream, Received, State
from telephony.twilio.reasons import BadMessage, Reason

STREAM, CALL, ACCOUNT = "MZ01", "CA01", "AC01"
SOUND = bytes(range(160))

PAGE = """\
{"event":"connected","protocol":"Call","version":"1.0.0"}
{"event":"start","sequenceNumber":"1","streamSid":"MZ01","start":{"streamSid":"MZ01","accountSid":"AC01","callSid":\
"CA01","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},\
"customParameters":{"token":"t"}}}
{"event":"media","sequenceNumber":"2","streamSid":"MZ01","media":{"track":"inbound","chunk":"1","timestamp":"20",\
"payload":"//8="}}
{"event":"dtmf","sequenceNumber":"3","streamSid":"MZ01","dtmf":{"track":"inbound_track","digit":"5"}}
{"event":"mark","sequenceNumber":"4","streamSid":"MZ01","mark":{"name":"utt-3"}}
{"event":"stop","sequenceNumber":"5","streamSid":"MZ01","stop":{"accountSid":"AC01","callSid":"CA01"}}
"""


def far_side(parameters: Mapping[str, str] | None = None) -> FarSide:
    """Who speaks to the stream."""
    return FarSide(STREAM, CALL, ACCOUNT, parameters or {})


def opened(state: State = State.STARTED) -> tuple[MediaStream, FarSide]:
    """A stream that has come as far as this state, and the far side that brought it there."""
    stream, far = MediaStream(), far_side()
    if state is not State.FRESH:
        stream.receive(far.connected())
    if state in {State.STARTED, State.STOPPED}:
        stream.receive(far.start())
    if state is State.STOPPED:
        stream.receive(far.stop())
    assert stream.state is state
    return stream, far


def changed(text: str, path: str, value: object) -> str:
    """The message with one field set to another value; `...` takes the field away."""
    message = json.loads(text)
    *parents, name = path.split(".")
    inner = message
    for parent in parents:
        inner = inner[parent]
    if value is ...:
        del inner[name]
    else:
        inner[name] = value
    return json.dumps(message)


def reasons(received: Received) -> list[Reason]:
    """What was found wrong."""
    return [item.reason for item in received if isinstance(item, BadMessage)]


def test_a_call_goes_from_connected_to_stopped() -> None:
    """Every message of a healthy stream becomes its event, in order; `connected` becomes none."""
    stream, far = MediaStream(), far_side({"token": "t"})
    assert stream.receive(far.connected()) == []
    assert stream.receive(far.start()) == [Started(CALL, STREAM, ACCOUNT, {"token": "t"})]
    assert stream.receive(far.media(SOUND)) == [Heard(SOUND, 0)]
    assert stream.receive(far.media(SOUND)) == [Heard(SOUND, 20)]
    assert stream.receive(far.dtmf("#")) == [Digit("#")]
    assert stream.receive(far.mark("utt-3")) == [Played("utt-3")]
    assert stream.receive(far.stop()) == [Stopped("hung_up")]
    assert stream.state is State.STOPPED
    assert not stream.bad
    assert stream.gaps == 0


def test_the_messages_of_twilios_page_are_understood() -> None:
    """The examples of Twilio's page, letter by letter, are a call."""
    stream = MediaStream()
    assert [event for text in PAGE.splitlines() for event in stream.receive(text)] == [
        Started("CA01", "MZ01", "AC01", {"token": "t"}),
        Heard(b"\xff\xff", 20),
        Digit("5"),
        Played("utt-3"),
        Stopped("hung_up"),
    ]
    assert not stream.bad


def test_the_table_and_the_machine_agree() -> None:
    """In every state, an event of Twilio's is taken exactly when the table has it, and leads where the table says."""
    for state, allowed in TRANSITIONS.items():
        for event in EVENTS:
            stream, far = opened(state)
            texts = {
                "connected": far.connected(),
                "start": far.start(),
                "media": far.media(SOUND),
                "dtmf": far.dtmf("1"),
                "mark": far.mark("m"),
                "stop": far.stop(),
            }
            received = stream.receive(texts[event])
            assert stream.state is allowed.get(event, state)
            if event not in allowed:
                wanted = Reason.AFTER_STOP if state is State.STOPPED else Reason.OUT_OF_ORDER
                assert reasons(received) == [wanted]


SKIPPED = [
    ("binary", b"\x00\x01", Reason.BINARY),
    ("too long", " " * (media_stream.MAX_TEXT + 1), Reason.TOO_LONG),
    ("cut off", '{"event":"media"', Reason.NOT_JSON),
    ("no text at all", "\ud800", Reason.NOT_JSON),
    ("a list", "[]", Reason.NOT_AN_OBJECT),
    ("no event", "{}", Reason.UNKNOWN_EVENT),
    ("an event that is a list", '{"event":["media"]}', Reason.UNKNOWN_EVENT),
    ("an event of tomorrow", '{"event":"hologram"}', Reason.UNKNOWN_EVENT),
]


@pytest.mark.parametrize(("message", "reason"), [row[1:] for row in SKIPPED], ids=[row[0] for row in SKIPPED])
@pytest.mark.parametrize("state", [State.FRESH, State.CONNECTED, State.STARTED])
def test_what_is_no_message_is_skipped(state: State, message: str | bytes, reason: Reason) -> None:
    """Garbage gets its reason, changes nothing, and the stream goes on."""
    stream, _ = opened(state)
    assert reasons(stream.receive(message)) == [reason]
    assert stream.state is state
    assert stream.bad == {reason: 1}


WRONG_MEDIA = [
    ("streamSid", "MZ02", Reason.WRONG_STREAM),
    ("streamSid", None, Reason.WRONG_STREAM),
    ("streamSid", ..., Reason.MISSING_FIELD),
    ("media", ..., Reason.MISSING_FIELD),
    ("media", "sound", Reason.WRONG_FIELD),
    ("media.track", "outbound", Reason.NOT_INBOUND),
    ("media.track", 1, Reason.WRONG_FIELD),
    ("media.track", ..., Reason.MISSING_FIELD),
    ("media.timestamp", ..., Reason.MISSING_FIELD),
    ("media.timestamp", "soon", Reason.WRONG_FIELD),
    ("media.timestamp", "-1", Reason.WRONG_FIELD),
    ("media.timestamp", "٣", Reason.WRONG_FIELD),
    ("media.timestamp", True, Reason.WRONG_FIELD),
    ("media.timestamp", "9" * 16, Reason.WRONG_FIELD),
    ("media.payload", ..., Reason.MISSING_FIELD),
    ("media.payload", 5, Reason.WRONG_FIELD),
    ("media.payload", "", Reason.NO_AUDIO),
    ("media.payload", "AAA", Reason.BAD_BASE64),
    ("media.payload", "AA A", Reason.BAD_BASE64),
    ("media.payload", "µµµµ", Reason.BAD_BASE64),
    ("media.payload", base64.b64encode(bytes(16_001)).decode(), Reason.TOO_MUCH_AUDIO),
]


@pytest.mark.parametrize("path", ["media.chunk", "media.timestamp"])
@pytest.mark.parametrize("value", [7, "0007", "123456789012345"])
def test_a_number_may_be_written_in_more_than_one_way(path: str, value: object) -> None:
    """As a number, with zeros before it, or very large: the sound is the same, and its place as it says."""
    stream, far = opened()
    at_ms = int(str(value)) if path == "media.timestamp" else 0
    assert stream.receive(changed(far.media(SOUND), path, value)) == [Heard(SOUND, at_ms)]
    assert stream.receive(far.media(SOUND)) == [Heard(SOUND, 20)]
    assert not stream.bad


@pytest.mark.parametrize("chunk", [None, [], {}, "", "٣", "one"])
def test_a_wrong_chunk_number_is_noted_and_the_sound_is_taken(chunk: object) -> None:
    """It says nothing that we need."""
    stream, far = opened()
    assert stream.receive(changed(far.media(SOUND), "media.chunk", chunk)) == [
        Heard(SOUND, 0),
        BadMessage(Reason.WRONG_SEQUENCE, "media.chunk"),
    ]


@pytest.mark.parametrize(("path", "value", "reason"), WRONG_MEDIA)
def test_sound_with_a_wrong_field_is_skipped(path: str, value: object, reason: Reason) -> None:
    """Each field of `media` is checked; a wrong one costs this message and no more."""
    stream, far = opened()
    assert reasons(stream.receive(changed(far.media(SOUND), path, value))) == [reason]
    assert stream.receive(far.media(SOUND))[-1] == Heard(SOUND, 20)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("dtmf", ..., Reason.MISSING_FIELD),
        ("dtmf.track", "outbound_track", Reason.NOT_INBOUND),
        ("dtmf.digit", "12", Reason.BAD_DIGIT),
        ("dtmf.digit", "e", Reason.BAD_DIGIT),
        ("dtmf.digit", "", Reason.WRONG_FIELD),
        ("dtmf.digit", 1, Reason.WRONG_FIELD),
        ("dtmf.digit", ..., Reason.MISSING_FIELD),
    ],
)
def test_a_key_with_a_wrong_field_is_skipped(path: str, value: object, reason: Reason) -> None:
    """Only the sixteen keys of a telephone, pressed by the caller, are keys."""
    stream, far = opened()
    assert reasons(stream.receive(changed(far.dtmf("1"), path, value))) == [reason]
    assert stream.receive(far.dtmf("D"))[-1] == Digit("D")


@pytest.mark.parametrize("key", sorted(media_stream.KEYS))
def test_each_of_the_sixteen_keys_is_a_key(key: str) -> None:
    """Also A to D, which few telephones have, and also before the first sound."""
    stream, far = opened()
    assert stream.receive(far.dtmf(key)) == [Digit(key)]


def test_keys_in_a_burst_come_in_order_among_the_sound() -> None:
    """However fast they are pressed, and whatever lies between them."""
    stream, far = opened()
    pressed = "0123456789*#ABCD" * 5
    events = []
    for number, key in enumerate(pressed):
        if number % 3 == 0:
            events += stream.receive(far.media(SOUND))
        events += stream.receive(far.dtmf(key))
    assert "".join(event.digit for event in events if isinstance(event, Digit)) == pressed
    assert not stream.bad


def test_the_same_key_pressed_twice_is_two_keys() -> None:
    """Twilio tells a press once, however long it lasts: what it tells under two numbers was pressed twice."""
    stream, far = opened()
    assert stream.receive(far.dtmf("5")) + stream.receive(far.dtmf("5")) == [Digit("5"), Digit("5")]


@pytest.mark.parametrize("between", [0, 3])
def test_a_key_told_twice_is_one_press(between: int) -> None:
    """The same key under the same number, at once or after some sound, is skipped and counted; the next is not."""
    stream, far = opened()
    stream.receive(far.media(SOUND))
    pressed = far.dtmf("5")
    assert stream.receive(pressed) == [Digit("5")]
    for _ in range(between):
        stream.receive(far.media(SOUND))
    assert reasons(stream.receive(pressed)) == [Reason.REPEATED]
    assert stream.receive(far.dtmf("5")) == [Digit("5")]
    assert stream.bad == {Reason.REPEATED: 1}


@pytest.mark.parametrize("number", ["1", "0", ..., "one"])
def test_from_a_far_end_that_does_not_count_every_key_is_taken(number: object) -> None:
    """Messages all of one number, or of none, are presses each."""
    stream, far = opened()
    for _ in range(4):
        received = stream.receive(changed(far.dtmf("7"), "sequenceNumber", number))
        assert received[-1] == Digit("7")


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("mark", ..., Reason.MISSING_FIELD),
        ("mark.name", ..., Reason.MISSING_FIELD),
        ("mark.name", "", Reason.WRONG_FIELD),
        ("mark.name", "m" * 257, Reason.WRONG_FIELD),
    ],
)
def test_a_mark_with_a_wrong_field_is_skipped(path: str, value: object, reason: Reason) -> None:
    """A mark has a name of bounded length."""
    stream, far = opened()
    assert reasons(stream.receive(changed(far.mark("m"), path, value))) == [reason]


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("protocol", "Fax", Reason.WRONG_FIELD),
        ("protocol", ..., Reason.MISSING_FIELD),
        ("version", ..., Reason.MISSING_FIELD),
        ("version", 1, Reason.WRONG_FIELD),
    ],
)
def test_another_protocol_is_not_connected(path: str, value: object, reason: Reason) -> None:
    """The far end must say that it speaks the Call protocol."""
    stream, far = opened(State.FRESH)
    assert reasons(stream.receive(changed(far.connected(), path, value))) == [reason]
    assert stream.state is State.FRESH


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("start", ..., Reason.BAD_START),
        ("start", [], Reason.BAD_START),
        ("streamSid", "MZ02", Reason.BAD_START),
        ("start.streamSid", ..., Reason.BAD_START),
        ("start.streamSid", 'MZ"01', Reason.BAD_START),
        ("start.callSid", ..., Reason.BAD_START),
        ("start.callSid", "CA\n", Reason.BAD_START),
        ("start.accountSid", 7, Reason.BAD_START),
        ("start.tracks", ["outbound"], Reason.BAD_START),
        ("start.tracks", "inbound", Reason.BAD_START),
        ("start.customParameters", [], Reason.BAD_START),
        ("start.customParameters", {"n": 1}, Reason.BAD_START),
        ("start.customParameters", {"n": "v" * 4096}, Reason.BAD_START),
        ("start.customParameters", {str(n): "" for n in range(65)}, Reason.BAD_START),
        ("start.mediaFormat", ..., Reason.WRONG_FORMAT),
        ("start.mediaFormat", "audio/x-mulaw", Reason.WRONG_FORMAT),
        ("start.mediaFormat.encoding", "audio/l16", Reason.WRONG_FORMAT),
        ("start.mediaFormat.sampleRate", 16000, Reason.WRONG_FORMAT),
        ("start.mediaFormat.channels", 2, Reason.WRONG_FORMAT),
    ],
)
def test_a_wrong_start_ends_the_stream(path: str, value: object, reason: Reason) -> None:
    """Without knowing call, stream and format there is no call: the stream is refused."""
    stream, far = opened(State.CONNECTED)
    received = stream.receive(changed(far.start(), path, value))
    assert reasons(received) == [reason]
    assert received[-1] == Stopped("protocol", reason.sentence)
    assert stream.state is State.STOPPED


@pytest.mark.parametrize("path", ["start.accountSid", "start.tracks", "start.customParameters", "streamSid"])
def test_a_start_may_leave_out_what_is_not_needed(path: str) -> None:
    """The account, the tracks, the parameters and the repeated stream id are checked when they are there."""
    stream, far = opened(State.CONNECTED)
    assert stream.receive(changed(far.start(), path, ...)) != []
    assert stream.state is State.STARTED


def test_a_second_start_changes_nothing() -> None:
    """The first start stands: a second cannot move the socket to another call."""
    stream, _ = opened()
    assert reasons(stream.receive(FarSide("MZ02", "CA02", "AC02").start())) == [Reason.OUT_OF_ORDER]
    assert f'"streamSid":"{STREAM}"' in stream.send(Clear())


@pytest.mark.parametrize("value", [..., "one", None, 1.5, True, ""])
def test_a_wrong_sequence_number_is_noted_and_the_sound_is_taken(value: object) -> None:
    """Counters are for counting: the caller's words are not thrown away for them."""
    stream, far = opened()
    received = stream.receive(changed(far.media(SOUND), "sequenceNumber", value))
    assert received == [BadMessage(Reason.WRONG_SEQUENCE, "sequenceNumber"), Heard(SOUND, 0)]
    received = stream.receive(changed(far.media(SOUND), "media.chunk", value))
    assert Heard(SOUND, 20) in received
    assert BadMessage(Reason.WRONG_SEQUENCE, "media.chunk") in received
    assert stream.bad == {Reason.WRONG_SEQUENCE: 2}


def test_gaps_in_the_sequence_are_counted() -> None:
    """A number that is not the last plus one is a gap; a plain number means the same as a string."""
    stream, far = opened()
    stream.receive(far.media(SOUND))
    far.media(SOUND)
    assert stream.receive(far.media(SOUND)) == [Heard(SOUND, 40)]
    assert stream.gaps == 1
    assert stream.receive(changed(far.media(SOUND), "sequenceNumber", 5)) == [Heard(SOUND, 60)]
    assert stream.gaps == 1


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("stop", ..., Reason.MISSING_FIELD),
        ("stop.callSid", "CA02", Reason.WRONG_FIELD),
        ("stop.callSid", "", Reason.WRONG_FIELD),
        ("sequenceNumber", ..., Reason.WRONG_SEQUENCE),
    ],
)
def test_a_crooked_stop_stops(path: str, value: object, reason: Reason) -> None:
    """Who says stop has gone, whatever else is wrong with the message."""
    stream, far = opened()
    received = stream.receive(changed(far.stop(), path, value))
    assert reasons(received) == [reason]
    assert received[-1] == Stopped("hung_up")
    assert stream.bad == {reason: 1}


def test_the_stop_of_another_stream_does_not_stop() -> None:
    """Only this stream's stop counts."""
    stream, _ = opened()
    assert reasons(stream.receive(FarSide("MZ02", CALL, ACCOUNT).stop())) == [Reason.WRONG_STREAM]
    assert stream.state is State.STARTED


def test_too_many_bad_messages_in_a_row_end_the_stream() -> None:
    """The last of so many in a row brings the end, with its reason; nothing follows it."""
    stream, _ = opened()
    for _ in range(MAX_BAD_IN_A_ROW - 1):
        assert reasons(stream.receive("?")) == [Reason.NOT_JSON]
    received = stream.receive("?")
    assert reasons(received) == [Reason.NOT_JSON, Reason.TOO_MANY]
    assert received[-1] == Stopped("protocol", Reason.TOO_MANY.sentence)
    assert reasons(stream.receive("?")) == [Reason.AFTER_STOP]


def test_good_messages_forgive_bad_ones() -> None:
    """Bad messages now and then do not add up to an end, however long the call."""
    stream, far = opened()
    for _ in range(3):
        for _ in range(MAX_BAD_IN_A_ROW - 1):
            stream.receive("?")
        stream.receive(far.media(SOUND))
    assert stream.state is State.STARTED


@pytest.mark.parametrize("state", list(State))
def test_a_lost_socket_stops_once(state: State) -> None:
    """A socket that closes without a stop is a lost line, unless the stream was over."""
    stream, _ = opened(state)
    received = stream.receive(None)
    assert [type(item) for item in received] == ([] if state is State.STOPPED else [Stopped])
    assert stream.receive(None) == []
    assert stream.end(Stopped("protocol")) == []


def test_our_own_end_stops_once() -> None:
    """The shell can end the stream for reasons of its own; that is the only end then."""
    stream, far = opened()
    assert stream.end(Stopped("lost", "send")) == [Stopped("lost", "send")]
    assert reasons(stream.receive(far.stop())) == [Reason.AFTER_STOP]


def test_every_reason_has_a_sentence_and_is_met_by_these_tests() -> None:
    """No reason stands in the list that no message can earn."""
    earned = {row[2] for row in SKIPPED} | {row[2] for row in WRONG_MEDIA}
    earned |= {Reason.OUT_OF_ORDER, Reason.AFTER_STOP, Reason.WRONG_SEQUENCE, Reason.BAD_DIGIT, Reason.REPEATED}
    earned |= {Reason.BAD_START, Reason.WRONG_FORMAT, Reason.TOO_MANY}
    assert earned == set(Reason)
    assert all(reason.sentence.endswith(".") for reason in Reason)
    assert {reason for reason in Reason if reason.refuses} == {Reason.BAD_START, Reason.WRONG_FORMAT, Reason.TOO_MANY}


@pytest.mark.parametrize("state", [State.FRESH, State.CONNECTED, State.STOPPED])
def test_commands_need_a_started_stream(state: State) -> None:
    """Before the start and after the end there is nobody to command; that is our own mistake."""
    stream, _ = opened(state)
    with pytest.raises(ProtocolError, match=state.name.lower()):
        stream.send(Clear())


@pytest.mark.parametrize("command", [Play(b""), Mark("")])
def test_empty_commands_are_not_sent(command: LineCommand) -> None:
    """Twilio refuses them, so they are our own mistake."""
    stream, _ = opened()
    with pytest.raises(ProtocolError, match="Twilio refuses"):
        stream.send(command)


commands = st.one_of(
    st.builds(Play, st.binary(min_size=1, max_size=2000)),
    st.builds(Mark, st.text(min_size=1, max_size=50)),
    st.just(Clear()),
)


@given(command=commands, stream_id=st.from_regex(media_stream.IDENTIFIER, fullmatch=True))
def test_commands_reach_a_strict_far_side_unchanged(command: LineCommand, stream_id: str) -> None:
    """Twilio takes exactly its fields; what it understands is what was commanded."""
    stream, far = MediaStream(), FarSide(stream_id, CALL, ACCOUNT)
    stream.receive(far.connected())
    stream.receive(far.start())
    assert far.receive(stream.send(command)) == command


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(messages=st.lists(st.text() | st.binary() | st.builds(json.dumps, json_values), max_size=8))
def test_anything_at_all_is_survived(messages: list[str | bytes]) -> None:
    """No text and no bytes raise, in any state, and none of it starts a call."""
    for state in State:
        stream, _ = opened(state)
        for message in messages:
            assert all(isinstance(item, BadMessage) for item in stream.receive(message))
        assert stream.state is state


FIELDS = [
    "event",
    "sequenceNumber",
    "streamSid",
    "protocol",
    "version",
    "start",
    "start.streamSid",
    "start.callSid",
    "start.accountSid",
    "start.tracks",
    "start.mediaFormat",
    "start.mediaFormat.encoding",
    "start.customParameters",
    "media",
    "media.track",
    "media.chunk",
    "media.timestamp",
    "media.payload",
    "dtmf",
    "dtmf.track",
    "dtmf.digit",
    "mark",
    "mark.name",
    "stop",
    "stop.callSid",
]


@st.composite
def crooked_calls(draw: st.DrawFn) -> list[str | bytes | None]:
    """Twilio's messages in any order and number, some with a field changed or gone, some cut off, some no messages."""
    far = far_side()
    makers = {
        "connected": far.connected,
        "start": far.start,
        "media": lambda: far.media(SOUND),
        "dtmf": lambda: far.dtmf("1"),
        "mark": lambda: far.mark("m"),
        "stop": far.stop,
    }
    order = draw(st.lists(st.sampled_from(sorted(makers)), max_size=12))
    if draw(st.booleans()):
        order = ["connected", "start", *order]
    call: list[str | bytes | None] = []
    for event in order:
        text = makers[event]()
        match draw(st.sampled_from(["whole", "whole", "changed", "gone", "cut", "garbage", "lost"])):
            case "changed" | "gone" as how:
                value = ... if how == "gone" else draw(json_values)
                path = draw(st.sampled_from([p for p in FIELDS if p.split(".")[0] in json.loads(text)]))
                call.append(changed(text, path, value))
            case "cut":
                call.append(text[: draw(st.integers(0, len(text)))])
            case "garbage":
                call.append(draw(st.text() | st.binary()))
            case "lost":
                call.append(None)
            case _:
                call.append(text)
    return call


@given(call=crooked_calls())
def test_a_crooked_call_keeps_to_the_table(call: list[str | bytes | None]) -> None:
    """Started at most once and first, Stopped at most once and last, and the state only goes forward."""
    stream = MediaStream()
    events = []
    order = list(State)
    for message in call:
        before = stream.state
        received = stream.receive(message)
        assert order.index(stream.state) >= order.index(before)
        events += [item for item in received if not isinstance(item, BadMessage)]
    starts = [at for at, event in enumerate(events) if isinstance(event, Started)]
    stops = [at for at, event in enumerate(events) if isinstance(event, Stopped)]
    assert starts in ([], [0])
    assert stops in ([], [len(events) - 1])
    assert starts or events in ([], events[-1:])
    assert not events or isinstance(events[0], Started | Stopped)
    assert bool(stops) == (stream.state is State.STOPPED)


@given(text=st.text(max_size=200))
def test_the_far_side_survives_anything(text: str) -> None:
    """Twilio's side warns and goes on."""
    far = far_side()
    assert isinstance(far.receive(text), Warned)
