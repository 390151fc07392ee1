"""Turn marks: numbers that go through sound and through words."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.calls.marks import (
    FRAME,
    FRAME_MS,
    LINEAR,
    MOST,
    MU_LAW,
    NOBODY,
    Coding,
    Ear,
    Mark,
    Tag,
    frames,
    linear,
    named,
)
from telephony.audio import ulaw
from telephony.line import BYTES_PER_MS, Heard, Play
from telephony.twilio.media_stream import MediaStream

tags = st.builds(Tag, st.integers(0, MOST), st.integers(0, MOST))
marks = st.builds(Mark, tags, st.sampled_from(("sound", "last")))
codings = st.sampled_from((MU_LAW, LINEAR))
quiet = st.integers(0, 400).map(lambda count: b"\xff\x7f" * count)


@given(mark=marks, coding=codings)
def test_a_mark_is_one_frame_and_reads_as_it_was_written(mark: Mark, coding: Coding) -> None:
    """Any turn of any call, in both forms of sound."""
    sound = coding.write(mark)
    assert len(sound) == coding.frame
    assert coding.find(sound) == ([mark], b"")


@settings(max_examples=100)
@given(told=st.lists(marks, max_size=6), cuts=st.lists(st.integers(1, 700), min_size=1), coding=codings, rest=quiet)
def test_marks_are_found_however_the_sound_is_cut(
    told: list[Mark], cuts: list[int], coding: Coding, rest: bytes
) -> None:
    """Frameworks send sound on in pieces of their own."""
    silence = rest if coding is MU_LAW else b"\0" * len(rest)
    sound = silence.join(coding.write(mark) for mark in told) + silence
    ear, heard = Ear(coding), []
    while sound:
        for cut in cuts:
            heard += ear.hear(sound[:cut])
            sound = sound[cut:]
    assert heard == told


@given(noise=st.binary(max_size=2000))
def test_other_sound_holds_no_marks(noise: bytes) -> None:
    """What is not a whole mark is none, and never an error."""
    assert MU_LAW.find(noise)[0] == []


def test_a_damaged_mark_is_none() -> None:
    """One step of another loudness does not pass for another turn."""
    sound = bytearray(MU_LAW.write(Mark(Tag(4, 17), "last")))
    sound[60:70] = sound[70:80] if sound[60:70] != sound[70:80] else sound[0:10]
    assert Mark(Tag(4, 17), "last") not in MU_LAW.find(bytes(sound))[0]
    assert MU_LAW.find(bytes(sound[:-1]) + b"\xff" * FRAME)[0] == []


def test_both_forms_are_the_same_sound() -> None:
    """16 bits are what the service itself reads in the µ-law bytes."""
    mark = Mark(Tag(258, 3), "sound")
    assert ulaw.decode(MU_LAW.write(mark)).astype("<i2").tobytes() == LINEAR.write(mark)
    assert ulaw.encode(np.frombuffer(LINEAR.write(mark), "<i2")) == MU_LAW.write(mark)
    assert [linear(code) for code in range(256)] == ulaw.decode(bytes(range(256))).tolist()


def test_a_mark_goes_through_the_media_stream() -> None:
    """Twilio's messages carry it in, and our answers carry it out."""
    stream, mark = MediaStream(), Mark(Tag(7, 2), "last")
    ids = '"accountSid":"AC1","callSid":"CA1","streamSid":"MZ1"'
    form = '"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}'
    stream.receive('{"event":"connected","protocol":"Call","version":"1.0.0"}')
    stream.receive(
        f'{{"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{{{ids},"tracks":["inbound"],{form}}}}}'
    )
    sent = stream.send(Play(MU_LAW.write(mark)))
    said = sent.replace('"media":{', '"sequenceNumber":"2","media":{"track":"inbound","chunk":"1","timestamp":"20",')
    (heard,) = stream.receive(said)
    assert isinstance(heard, Heard)
    assert MU_LAW.find(heard.audio)[0] == [mark]


@given(tag=tags)
def test_words_name_the_turn(tag: Tag) -> None:
    """A transcript, a model and a voice pass on two words; who writes them with capitals means the same."""
    assert named(f"Could you tell me how ticket {tag.words} is getting on") == tag
    assert named(f"Ticket {tag.words.title()} is open.") == tag


def test_the_ticket_that_is_named_last_counts() -> None:
    """A caller who was cut off says it again with the next turn; other words name none."""
    assert named(f"ticket {Tag(1, 1).words} and ticket {Tag(1, 2).words}") == Tag(1, 2)
    assert named("the ticket is not ours, nor is ticket abc, nor ticket babab 7") is None


def test_only_the_end_of_an_answer_says_that_it_is_the_end() -> None:
    """As many frames as were asked for, the final one marked where nothing follows."""
    for last, kind in ((True, "last"), (False, "sound")):
        sound = b"".join(frames(NOBODY, 3, coding=MU_LAW, last=last))
        assert [mark.kind for mark in MU_LAW.find(sound)[0]] == ["sound", "sound", kind]
        assert len(sound) == 3 * FRAME_MS * BYTES_PER_MS
