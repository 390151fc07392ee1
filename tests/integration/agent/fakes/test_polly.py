"""The stand-in for Amazon Polly, and that AWS's own client is at home there."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import ClientError

from agent.fakes import Fault, open_fakes
from agent.fakes.polly import PollyFake
from telephony.tts.scripted import ScriptedVoice
from tests.support.clients import web_client

SECRET = "the secret of the key"
ASKED: dict[str, Any] = {"OutputFormat": "mulaw", "Text": "Good morning.", "VoiceId": "Kajal", "Engine": "neural"}


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[PollyFake]:
    """The stand-in."""
    async with open_fakes(["polly"], key=SECRET) as fakes:
        fake = fakes["polly"]
        assert isinstance(fake, PollyFake)
        yield fake


async def polly(fake: PollyFake, *, secret: str = SECRET, region: str = "", token: str | None = None) -> Any:
    """AWS's own client, to be entered."""
    return get_session().create_client(
        "polly",
        region_name=region or fake.region,
        endpoint_url=fake.url,
        aws_access_key_id=fake.access,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=AioConfig(retries={"total_max_attempts": 1}, warm_up_loader_caches=True),
    )


@pytest_asyncio.fixture
async def client(fake: PollyFake) -> AsyncIterator[Any]:
    """AWS's own client, with the right keys."""
    async with await polly(fake) as client:
        yield client


async def expected() -> bytes:
    """What the stand-in's voice says."""
    return b"".join([piece.audio async for piece in ScriptedVoice(letter_ms=20).speak(ASKED["Text"], language="en")])


async def test_speech_in_each_form_that_can_be_made(client: Any, fake: PollyFake) -> None:
    """With what is billed."""
    for more, kind, times in (
        ({}, "audio/mulaw", 1),
        ({"OutputFormat": "alaw", "SampleRate": "8000"}, "audio/alaw", 1),
        ({"OutputFormat": "pcm", "SampleRate": "8000"}, "audio/pcm", 2),
        ({"OutputFormat": "pcm"}, "audio/pcm", 4),
    ):
        answer = await client.synthesize_speech(**(ASKED | more))
        assert (answer["ContentType"], answer["RequestCharacters"]) == (kind, len(ASKED["Text"]))
        assert len(await answer["AudioStream"].read()) == len(await expected()) * times
    assert not fake.refused


async def test_speech_marks_are_lines_of_json(client: Any) -> None:
    """Times in milliseconds, places in bytes of UTF-8."""
    text = "नमस्ते Asha. Yes!"
    asked = ASKED | {"Text": text, "OutputFormat": "json", "SpeechMarkTypes": ["word", "sentence"]}
    answer = await client.synthesize_speech(**asked)
    assert answer["ContentType"] == "application/x-json-stream"
    marks = [json.loads(line) for line in (await answer["AudioStream"].read()).splitlines()]
    words = [mark for mark in marks if mark["type"] == "word"]
    assert [mark["value"] for mark in words] == ["नमस्ते", "Asha", "Yes"]
    assert [text.encode()[mark["start"] : mark["end"]].decode() for mark in words] == ["नमस्ते", "Asha", "Yes"]
    assert [mark["value"] for mark in marks if mark["type"] == "sentence"] == ["नमस्ते Asha.", "Yes!"]
    assert [mark["time"] for mark in words] == sorted(mark["time"] for mark in words)


async def test_the_voices_are_listed(client: Any) -> None:
    """By engine and by language; the second language of a voice only on demand."""
    voices = (await client.describe_voices(Engine="neural", LanguageCode="en-IN"))["Voices"]
    assert [voice["Id"] for voice in voices] == ["Kajal"]
    assert (await client.describe_voices(LanguageCode="hi-IN"))["Voices"] == []
    voices = (await client.describe_voices(LanguageCode="hi-IN", IncludeAdditionalLanguageCodes=True))["Voices"]
    assert {voice["Id"] for voice in voices} == {"Kajal", "Aditi"}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"VoiceId": "Nobody"}, "ClientError"),
        ({"Engine": "standard"}, "EngineNotSupportedException"),
        ({"LanguageCode": "es-ES"}, "LanguageNotSupportedException"),
        ({"SampleRate": "16000"}, "InvalidSampleRateException"),
        ({"Text": "a" * 3001}, "TextLengthExceededException"),
        ({"Text": "<speak>", "TextType": "ssml"}, "InvalidSsmlException"),
        ({"SpeechMarkTypes": ["word"]}, "MarksNotSupportedForFormatException"),
    ],
)
async def test_the_client_knows_the_refusals_by_name(
    client: Any, fake: PollyFake, wrong: dict[str, Any], error: str
) -> None:
    """They come in AWS's shape."""
    with pytest.raises(getattr(client.exceptions, error, ClientError)) as failure:
        await client.synthesize_speech(**(ASKED | wrong))
    assert failure.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert failure.value.response["Error"]["Message"]
    assert len(fake.refused) == 1


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"secret": "wrong"}, "InvalidSignatureException"),
        ({"region": "us-east-1"}, "InvalidSignatureException"),
        ({"token": "unknown"}, "UnrecognizedClientException"),
    ],
)
async def test_whoever_signs_wrongly_is_refused(fake: PollyFake, keys: dict[str, str], code: str) -> None:
    """The signature is computed anew, and compared."""
    async with await polly(fake, **keys) as stranger:
        for request in (stranger.synthesize_speech(**ASKED), stranger.describe_voices()):
            with pytest.raises(ClientError) as failure:
                await request
            assert failure.value.response["Error"]["Code"] == code
            assert failure.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


async def test_temporary_keys_have_a_token(fake: PollyFake) -> None:
    """It is needed, and signed."""
    fake.token = "token"
    async with await polly(fake, token="token") as client:
        assert await client.describe_voices()
    async with await polly(fake) as client:
        with pytest.raises(ClientError):
            await client.describe_voices()


async def test_whoever_does_not_sign_is_refused(fake: PollyFake) -> None:
    """With the name of the error in a header and its message in the body."""
    async with web_client() as http:
        answer = await http.post(f"{fake.url}/v1/speech", json=ASKED)
    assert answer.status_code == 403
    assert answer.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"
    assert set(answer.json()) == {"message"}


@pytest.mark.parametrize("form", ["mp3", "ogg_vorbis", "ogg_opus"])
async def test_what_cannot_be_made_is_said(client: Any, form: str) -> None:
    """Instead of sending what is none."""
    with pytest.raises(ClientError, match="cannot make"):
        await client.synthesize_speech(**(ASKED | {"OutputFormat": form}))


@pytest.mark.parametrize(
    ("status", "real", "code"),
    [
        (429, 400, "ThrottlingException"),
        (402, 402, "ServiceQuotaExceededException"),
        (403, 403, "AccessDeniedException"),
        (500, 500, "ServiceFailureException"),
        (503, 503, "ServiceFailureException"),
    ],
)
async def test_faults_are_told_as_polly_tells_them(
    client: Any, fake: PollyFake, status: int, real: int, code: str
) -> None:
    """To throttle is a bad request with a name there."""
    fake.troubles.add(Fault("refuse", status=status))
    with pytest.raises(ClientError) as failure:
        await client.synthesize_speech(**ASKED)
    assert failure.value.response["Error"]["Code"] == code
    assert failure.value.response["ResponseMetadata"]["HTTPStatusCode"] == real


async def test_marks_of_ssml_are_where_they_stand(client: Any) -> None:
    """What is written in tags is no word, even when it is written like one; a named mark comes between its words."""
    text = '<speak>speak <mark name="here"/>up. <break time="1s"/>break &amp; name.</speak>'
    asked = {**ASKED, "Text": text, "TextType": "ssml", "OutputFormat": "json"}
    answer = await client.synthesize_speech(**asked, SpeechMarkTypes=["sentence", "word", "ssml"])
    marks = [json.loads(line) for line in (await answer["AudioStream"].read()).splitlines()]
    assert [(mark["type"], mark["value"]) for mark in marks] == [
        ("sentence", 'speak <mark name="here"/>up.'),
        ("word", "speak"),
        ("ssml", "here"),
        ("word", "up"),
        ("sentence", "break &amp; name."),
        ("word", "break"),
        ("word", "name"),
    ]
    assert marks[0]["start"] == len("<speak>")
    assert [text.encode()[mark["start"] : mark["end"]].decode() for mark in marks if mark["type"] == "word"] == [
        "speak",
        "up",
        "break",
        "name",
    ]


async def test_every_answer_has_an_id(client: Any) -> None:
    """AWS's client finds it where it looks for it."""
    ids = {(await client.describe_voices())["ResponseMetadata"]["RequestId"] for _ in range(2)}
    assert len(ids) == 2
