"""The counters' pages: who is let in, what is refused, and how it is said."""

import json
import logging
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.bootstrap import World, constant_seed, make_shop
from app.counter.speaking import Speaking
from app.rates import Rate
from app.settings import Settings
from app.web.counter import BODY_LIMIT, CounterDoor
from app.web.counter_news import Streams
from app.web.factory import make_counter_door
from models import devices, orders, shelf
from models.base import Store
from models.devices import Key
from models.fulfilment import OrderStatus
from skills.lexicon import Lexicon
from skills.understand import Understanding
from tests.conftest import Clock
from tests.databases import on_sqlite

KEY = Key("till", "secret")
TURN = {"turn": "t1", "heard": [{"words": "a croissant"}]}


@pytest.fixture
def door(
    demo_store: Store, demo_lexicon: Lexicon, clock: Clock, new_id: Callable[[], str]
) -> Iterator[CounterDoor]:
    world, settings = World(clock, new_id, constant_seed), Settings(variants="first")
    with demo_store.begin() as session:
        devices.add(session, "till", KEY, clock())
        edition = shelf.shop(session).edition
    made = make_counter_door(make_shop(demo_store, settings, world), settings, world)
    made.visits.speakings.made = Speaking(edition, demo_lexicon, Understanding(demo_lexicon))
    yield made
    made.streams.desk.watch.close()


@pytest.fixture
def client(door: CounterDoor, caplog: pytest.LogCaptureFixture) -> Iterator[FlaskClient]:
    caplog.set_level(logging.CRITICAL, "countertalk.web")
    app = Flask("counter")
    app.register_blueprint(door.blueprint())
    with app.test_client() as made:
        yield made


def sent(
    client: FlaskClient, body: bytes | dict[str, Any], key: str = KEY.text, path: str = "turn"
) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}"}
    return client.post(f"/counter/{path}", data=data, headers=headers)


def error(response: TestResponse) -> tuple[int, str]:
    assert response.content_type.startswith("application/json")
    document = response.get_json()
    assert set(document) == {"error", "detail"}
    return response.status_code, document["error"]


def test_a_turn_is_answered_with_words_markup_and_the_open_question(client: FlaskClient) -> None:
    response = sent(client, TURN)
    document = response.get_json()
    assert response.status_code == 200
    assert document["speech"] == "I added a croissant. Anything else?"
    assert document["ssml"] == f"<speak>{document['speech']}</speak>"
    assert (document["question"], document["ended"]) == ("else", False)
    assert not set(document) & {"owner", "request", "response"}


@pytest.mark.parametrize("key", ["", "till", "till.", "till.wrong", "other.secret", "x" * 5000])
def test_a_wrong_key_is_refused_before_anything_is_read(client: FlaskClient, key: str) -> None:
    response = sent(client, b"\0" * (BODY_LIMIT * 4), key)
    assert error(response) == (401, "unauthorized")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_no_key_is_refused(client: FlaskClient) -> None:
    for path in ("grammar", "news"):
        assert error(client.get(f"/counter/{path}")) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"\xff", 400, "not_json"),
        (b"[]", 400, "not_json"),
        (b"[" * 5000, 400, "not_json"),
        (b" " * (BODY_LIMIT + 1), 413, "body_too_large"),
        ({}, 400, "invalid"),
        (TURN | {"turn": ""}, 400, "invalid"),
        (TURN | {"turn": "a:b"}, 400, "invalid"),
        (TURN | {"turn": "x" * 65}, 400, "invalid"),
        (TURN | {"turn": 7}, 400, "invalid"),
        (TURN | {"heard": []}, 400, "invalid"),
        (TURN | {"heard": [{"words": "x" * 401}]}, 400, "invalid"),
        (TURN | {"heard": [{"words": "x", "confidence": 2}]}, 400, "invalid"),
        (TURN | {"heard": [{"words": "x"}] * 21}, 400, "invalid"),
        (TURN | {"after": ["t0", "t1", "t2", "t3", "t4"]}, 400, "invalid"),
        (TURN | {"after": ["a:b"]}, 400, "invalid"),
        (TURN | {"envelope": {}}, 400, "invalid"),
        (TURN | {"account": "alexa:a"}, 400, "invalid"),
        (TURN | {"heard": [{"words": "\x00"}]}, 400, "not_json"),
    ],
)
def test_what_is_no_turn_is_refused_and_says_why(
    client: FlaskClient, body: bytes | dict[str, Any], status: int, code: str
) -> None:
    assert error(sent(client, body)) == (status, code)


def test_another_turn_by_the_same_id_is_refused(client: FlaskClient) -> None:
    assert sent(client, TURN).status_code == 200
    assert error(sent(client, TURN | {"typed": True})) == (409, "turn_reused")


@pytest.mark.parametrize(
    "words", ["<speak>&amp;</speak>", "'; drop table cart;--", "\u202e\u0000"[:1]]
)
def test_odd_words_are_not_understood_and_nothing_else(client: FlaskClient, words: str) -> None:
    document = sent(client, TURN | {"heard": [{"words": words}]}).get_json()
    assert document["meaning"] is None
    assert document["speech"].startswith("Sorry")


def test_the_likeliest_guess_that_means_something_is_taken(client: FlaskClient) -> None:
    guesses = [
        {"words": "a croissant please elephant", "confidence": 0.9},
        {"words": "a bagel", "confidence": 0.1},
        {"words": "a croissant", "confidence": 0.5},
    ]
    assert sent(client, TURN | {"heard": guesses}).get_json()["words"] == "a croissant"


def test_what_the_ear_refused_is_not_guessed_again(client: FlaskClient) -> None:
    guesses = [{"words": ""}, {"words": "a croissant", "confidence": 0.4}]
    assert sent(client, TURN | {"heard": guesses}).get_json()["meaning"] is None


def test_a_counter_that_asks_too_often_is_told_when_to_come_again(
    client: FlaskClient, door: CounterDoor
) -> None:
    object.__setattr__(door.keys, "rate", Rate(2))
    codes = [sent(client, TURN).status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    assert 1 <= int(sent(client, TURN).headers["Retry-After"]) <= 60


def test_a_grammar_comes_once_for_each_content(client: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {KEY.text}"}
    first = client.get("/counter/grammar?question=name", headers=headers)
    other = client.get("/counter/grammar", headers=headers)
    assert first.headers["ETag"] != other.headers["ETag"]
    headers["If-None-Match"] = first.headers["ETag"]
    again = client.get("/counter/grammar?question=name", headers=headers)
    assert (again.status_code, again.data) == (304, b"")


@on_sqlite
def test_a_store_that_is_gone_is_said_in_words(client: FlaskClient, demo_store: Store) -> None:
    with demo_store.begin():  # it does not wait
        document = sent(client, TURN).get_json()
    assert "cannot write anything down" in document["speech"]
    assert sent(client, TURN).get_json()["speech"] == "I added a croissant. Anything else?"


def ready(store: Store, client: FlaskClient, clock: Clock) -> None:
    """An order of the counter's that is ready."""
    before: list[str] = []
    question = ""
    for turn, words in enumerate(("a croissant", "check out", "sophia", "yes"), 10):
        said = {"turn": f"t{turn}", "heard": [{"words": words}], "question": question}
        question = sent(client, said | {"after": before[:4]}).get_json()["question"]
        before.insert(0, f"t{turn}")
    for status in (OrderStatus.PREPARING, OrderStatus.READY):
        with store.begin() as session:
            orders.move(session, orders.listing(session)[0].number, status, clock())


def news(client: FlaskClient, last_id: str = "") -> str:
    headers = {"Authorization": f"Bearer {KEY.text}", "Last-Event-ID": last_id}
    response = client.get("/counter/news", headers=headers)
    assert response.content_type.startswith("text/event-stream")
    return response.get_data(as_text=True)


def full(door: CounterDoor) -> None:
    """Take all places, so that streams end with what there is."""
    while door.streams.places.acquire(blocking=False):
        pass


def test_news_is_an_event_with_an_id_and_comes_after_no_later_one(
    client: FlaskClient, door: CounterDoor, demo_store: Store, clock: Clock
) -> None:
    ready(demo_store, client, clock)
    full(door)
    text = news(client)
    assert "id: 1\nevent: news\n" in text
    assert "Order one zero zero is ready to pick up." in text
    assert "event: news" not in news(client, "1")
    assert "event: news" in news(client, "no number")


def test_when_there_are_streams_enough_the_counter_is_told_to_come_again(
    client: FlaskClient, door: CounterDoor
) -> None:
    full(door)
    assert news(client).startswith("retry: 2000\n")


def test_a_stream_gives_its_place_back(demo_store: Store, door: CounterDoor) -> None:
    streams = Streams(door.streams.desk, door.keys.still_valid, BoundedSemaphore(1), stream_s=0)
    for _ in range(3):
        stream = streams.open("till", 0)
        assert stream.placed
        assert b"retry: 100" in b"".join(stream.events())
        stream.close()
        stream.close()


@on_sqlite
def test_a_stream_ends_while_the_store_cannot_be_used(
    door: CounterDoor, caplog: pytest.LogCaptureFixture
) -> None:
    stream = door.streams.open("till", 0)
    events = stream.events()
    assert b"retry" in next(events)
    for table in ("news", "customer_order"):  # gone, as far as one who reads can tell
        with door.keys.store.begin() as session:
            session.connection().exec_driver_sql(f"ALTER TABLE {table} RENAME TO {table}_away")
    assert list(events) == []
    assert "news of till ended" in caplog.text


def test_news_is_taken_once(
    client: FlaskClient, door: CounterDoor, demo_store: Store, clock: Clock
) -> None:
    ready(demo_store, client, clock)
    taken = [sent(client, {"by": by}, path="news/1/take").get_json() for by in ("a", "b", "a")]
    assert taken == [{"taken": True}, {"taken": False}, {"taken": True}]
    full(door)
    assert "event: news" not in news(client)
    assert sent(client, {"by": "a"}, path=f"news/{10**30}/take").get_json() == {"taken": False}


def test_news_cannot_be_taken_by_another_counter(
    client: FlaskClient, demo_store: Store, clock: Clock
) -> None:
    ready(demo_store, client, clock)
    with demo_store.begin() as session:
        devices.add(session, "bar", Key("bar", "word"), clock())
    assert sent(client, {"by": "a"}, "bar.word", "news/1/take").get_json() == {"taken": False}
