"""The HTTP pages: statuses, constant answers, and what stays out of the log."""

import io
from typing import Any

import pytest

from app.errors import EventNotTaken
from app.web.alexa import Answer, create_app
from models.errors import RequestIdReused
from tests.web.world import World, envelope, signed


def _post(world: World, answer: Answer) -> tuple[int, Any]:
    client = create_app(world.verifier, answer, dict).test_client()
    sending = signed(envelope())
    found = client.post("/alexa", data=sending.body, headers=sending.headers)
    return found.status_code, found.json


def test_the_answer_is_sent_as_alexa_wants_it(world: World) -> None:
    answer = world.post(signed(envelope()))
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert answer.data == b'{"version":"1.0","response":{"shouldEndSession":true}}'


def test_a_reused_request_id_is_a_bad_request(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(document: dict[str, Any], raw: bytes) -> dict[str, Any]:
        raise RequestIdReused("amzn1.echo-api.request.1")

    assert _post(world, answer) == (400, {"error": "bad request"})
    assert "amzn1.echo-api.request.1" in caplog.text


def test_an_event_that_was_not_taken_is_to_be_sent_again(world: World) -> None:
    def answer(document: dict[str, Any], raw: bytes) -> dict[str, Any]:
        raise EventNotTaken("amzn1.echo-api.request.1")

    assert _post(world, answer) == (503, {"error": "try again later"})


def test_an_unexpected_error_tells_nothing_outside(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(document: dict[str, Any], raw: bytes) -> dict[str, Any]:
        raise RuntimeError("the till is on fire")

    assert _post(world, answer) == (500, {"error": "internal error"})
    assert "the till is on fire" in caplog.text
    assert "Traceback" in caplog.text


def test_an_answer_that_is_no_json_is_an_error(world: World) -> None:
    assert _post(world, lambda _document, _raw: {"price": float("nan")})[0] == 500


def test_the_log_of_a_refusal_has_no_body(world: World, caplog: pytest.LogCaptureFixture) -> None:
    document = envelope(skill="amzn1.ask.skill.other")
    document["context"]["System"]["user"]["userId"] = "amzn1.ask.account.SECRET"
    document["context"]["System"]["apiAccessToken"] = "token-SECRET"
    sending = signed(document)
    assert world.post(sending).status_code == 400
    assert "SECRET" not in caplog.text
    assert sending.headers[0][1] not in caplog.text


def test_health(world: World) -> None:
    answer = world.client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_failing_health_check_says_unavailable(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def health() -> dict[str, Any]:
        raise OSError("disk full at /secret")

    client = create_app(world.verifier, world.answer, health).test_client()
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})
    assert "disk full" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/alexa", 405),
        ("PUT", "/alexa", 405),
        ("OPTIONS", "/alexa", 405),
        ("POST", "/health", 405),
        ("GET", "/", 404),
        ("POST", "/alexa/", 404),
        ("GET", "/static/x", 404),
    ],
)
def test_other_pages_are_small_json(world: World, method: str, path: str, status: int) -> None:
    answer = world.client.open(path, method=method)
    assert answer.status_code == status
    assert answer.json
    assert list(answer.json) == ["error"]
    assert world.reached == []


def test_405_names_what_is_allowed(world: World) -> None:
    assert world.client.get("/alexa").headers["Allow"] == "POST"


class _Counted(io.RawIOBase):
    """An endless body that counts what is read of it."""

    read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.read_so_far += len(buffer)
        return len(buffer)


def _endless(world: World, **environ: Any) -> tuple[int, int]:
    body = _Counted()
    environ |= {"wsgi.input": body}
    answer = world.client.post("/alexa", environ_overrides=environ)
    return answer.status_code, body.read_so_far


def test_a_length_over_the_limit_is_refused_unread(world: World) -> None:
    assert _endless(world, CONTENT_LENGTH="1048576") == (400, 0)


def test_a_body_in_chunks_is_read_up_to_the_limit(world: World) -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    status, read = _endless(world, **chunked)
    assert status == 400
    assert read <= world.verifier.body_limit + 64 * 1024


def test_a_body_that_breaks_off_is_refused(world: World) -> None:
    answer = world.client.post(
        "/alexa",
        environ_overrides={"wsgi.input": io.BytesIO(b"{"), "CONTENT_LENGTH": "500"},
    )
    assert (answer.status_code, answer.json) == (400, {"error": "bad request"})
