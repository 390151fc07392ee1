"""What came to a stand-in is remembered, and memory has an end."""

from agent.fakes.seen import KEPT, KEPT_BYTES, KEPT_OF_ONE, Requests, Seen, parsed


def seen(size: int = 0) -> Seen:
    """A request of this size."""
    found = Seen("GET", "/", [("language", "en"), ("keyterm", "a"), ("keyterm", "b")], {})
    found.kept_bytes = size
    return found


def test_a_query_parameter_may_come_more_than_once() -> None:
    """All its values, in order."""
    assert seen().values("keyterm") == ["a", "b"]
    assert seen().values("model") == []


def test_the_messages_of_one_socket_that_are_remembered_are_bounded() -> None:
    """A client that sends for ever costs no more than the bound; what came last is there."""
    one = seen()
    for number in range(40):
        one.remember(number, KEPT_OF_ONE // 16)
    assert len(one.messages) == 16
    assert one.messages[-1] == 39
    assert one.kept_bytes <= KEPT_OF_ONE


def test_the_requests_that_are_remembered_are_bounded_in_number() -> None:
    """The oldest is forgotten."""
    requests = Requests()
    for _ in range(KEPT + 5):
        requests.add(seen())
    assert len(requests) == KEPT


def test_the_requests_that_are_remembered_are_bounded_in_size() -> None:
    """Also when they grow after they came."""
    requests = Requests()
    for _ in range(30):
        requests.add(seen(KEPT_BYTES // 10))
    assert sum(each.kept_bytes for each in requests) <= KEPT_BYTES
    last = requests[-1]
    last.kept_bytes += KEPT_BYTES
    requests.grew(KEPT_BYTES)
    assert list(requests) == [last]


def test_text_that_is_no_json_is_itself() -> None:
    """Nothing that a client sends breaks the record: neither bytes that are no text nor a thousand brackets."""
    assert parsed('{"a": 1}') == {"a": 1}
    for text in ("hello", "", "[" * 100_000, b"\xff\xfe"):
        assert parsed(text) == text
