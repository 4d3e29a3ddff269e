"""A real server of two workers and a real notifier: what is counted, and how they end."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from time import monotonic

import requests
from sqlalchemy import select

from app.web.counter_news import STREAM_S
from app.web.process import Running, running
from models import devices
from models.base import Store
from models.devices import Key
from models.turns import Turn
from tests.app.test_operations import samples
from tests.app.world import ROOT
from tests.databases import locked

HEADERS = {"Authorization": "Bearer till.secret"}
ENDS_S = 9.0
"""Less than the ten seconds that a server gives its turns, and than systemd gives the server"""


@contextmanager
def served(url: str) -> Iterator[Running]:
    environ = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}
    arguments = ["app", "serve", "--bind", "127.0.0.1:0", "--operations", "127.0.0.1:0"]
    with Store.open(url) as store, store.begin() as session:
        devices.add(session, "till", Key("till", "secret"), datetime.now(UTC))
    with running(arguments, environ) as server:
        yield server


def said(server: Running, number: int, words: str = "two croissants") -> requests.Response:
    body = {"turn": f"t{number}", "heard": [{"words": words}]}
    url = server.url.replace("/alexa", "/counter/turn")
    return requests.post(url, json=body, headers=HEADERS, timeout=20)


@contextmanager
def under_way(server: Running, number: int) -> Iterator[socket.socket]:
    """A turn whose request a thread of the server has, to the last byte."""
    port = int(server.url.removesuffix("/alexa").rpartition(":")[2])
    body = json.dumps({"turn": f"t{number}", "heard": [{"words": "two croissants"}]}).encode()
    head = [
        "POST /counter/turn HTTP/1.1",
        "Host: shop",
        f"Authorization: {HEADERS['Authorization']}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "Expect: 100-continue",
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        yield connection


def test_workers_count_together_and_the_public_door_does_not_tell(demo_url: str) -> None:
    with served(demo_url) as server:
        for number in range(6):
            assert said(server, number).status_code == 200
        public = server.url.removesuffix("/alexa")
        port = server.operations.rpartition(":")[2]
        host = {"Host": f"127.0.0.1:{port}"}
        for headers in ({}, host):
            assert requests.get(f"{public}/metrics", headers=headers, timeout=9).status_code == 404
        found = samples(requests.get(f"{server.operations}/metrics", timeout=9).text)
        for at in (public, server.operations):
            assert requests.get(f"{at}/live", timeout=9).status_code == 200
            assert requests.get(f"{at}/ready", timeout=9).json()["status"] == "ok"
        assert requests.post(f"{server.operations}/alexa", timeout=9).status_code == 404
    turn = {"door": "counter", "intent": "AddItemIntent", "outcome": "answered"}
    assert found[f"countertalk_turns_total{json.dumps(turn)}"] == 6
    assert found['countertalk_recognitions_total{"outcome": "understood"}'] == 6
    assert found["countertalk_outbox_waiting"] == 0


def test_told_to_end_it_answers_the_turn_under_way_and_ends_its_streams(demo_url: str) -> None:
    with served(demo_url) as server:
        assert said(server, 0).status_code == 200
        news = server.url.replace("/alexa", "/counter/news")
        stream = requests.get(news, headers=HEADERS, stream=True, timeout=20)
        beats = stream.iter_lines(chunk_size=1)
        assert next(beats) == b"retry: 100"
        with ExitStack() as lock:
            lock.enter_context(locked(demo_url))
            with under_way(server, 1) as turn:
                began = monotonic()
                os.kill(server.pid, signal.SIGTERM)
                lock.close()  # at once: a turn that waits for two seconds is given up
                answer = b"".join(iter(lambda: turn.recv(4096), b""))
                list(beats)
                assert monotonic() - began < STREAM_S / 2, "a stream ends at once"
        assert server.ended(ENDS_S) == 0
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"I added two croissants. Anything else?" in answer
    with Store.open(demo_url) as store, store.read() as session:
        kept = session.scalars(select(Turn.request_id)).all()
    assert sorted(kept) == ["counter:till:t0", "counter:till:t1"]


def test_a_notifier_that_is_told_to_end_ends(demo_url: str) -> None:
    command = [sys.executable, "-m", "app", "notify", "--operations", "127.0.0.1:0"]
    environ = {**os.environ, "DATABASE_URL": demo_url, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("operations on ").strip()
        assert process.stdout.readline().startswith("notifier: ")
        assert requests.get(f"{url}/ready", timeout=9).json()["status"] == "ok"
        assert "countertalk_outbox_waiting 0.0" in requests.get(f"{url}/metrics", timeout=9).text
        process.send_signal(signal.SIGTERM)
        assert process.wait(ENDS_S) == 0
