"""Stands for Amazon: Login with Amazon, Proactive Events and Settings, which fail on purpose.

It checks each event against the SDK's own model and Amazon's written rules, answers the first ones as told (a status;
`hang`; `drop`), and writes to a log what it was sent.
A device's time zone is told to whoever has a token, of the first ones as told too (also a `zone=NAME`).
"""

import importlib
import json
import re
import threading
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tests.app.serving import Handler, served

MODEL = "ask_sdk_model.services.proactive_events.create_proactive_event_request.CreateProactiveEventRequest"
STATUSES = {
    "PREORDER_RECEIVED",
    "ORDER_RECEIVED",
    "ORDER_PREPARING",
    "ORDER_SHIPPED",
    "ORDER_OUT_FOR_DELIVERY",
    "ORDER_DELIVERED",
}
TAKEN = ("202", "500", "hang", "drop")
"""Answers to an event that is kept: the last three do not say so"""
Json = dict[str, Any]
CLIENT = {
    "grant_type": ["client_credentials"],
    "client_id": ["amzn1.application-oa2-client.test"],
    "client_secret": ["secret"],
    "scope": ["alexa::proactive_events"],
}


def faults(value: Any, kind: str, path: str = "") -> list[str]:
    """What is wrong with JSON for a type of the SDK's model; every member has to be there."""
    if kind == "str":
        return [] if isinstance(value, str) else [f"{path}: no text"]
    if kind == "datetime":
        return [] if _time(value) else [f"{path}: no time"]
    if kind.startswith("list["):
        return [] if isinstance(value, list) else [f"{path}: no list"]
    if kind == "object":
        return [] if isinstance(value, dict) else [f"{path}: no object"]
    module, _, name = kind.rpartition(".")
    model = getattr(importlib.import_module(module), name)
    if not hasattr(model, "attribute_map"):
        return [] if value in [one.value for one in model] else [f"{path}: {value!r}"]
    names = model.attribute_map
    if set(value) != set(names.values()):
        return [f"{path}: members {sorted(value)}"]
    return [
        fault
        for attribute, member in names.items()
        for fault in faults(value[member], model.deserialized_types[attribute], f"{path}.{member}")
    ]


def rules(event: dict[str, Any]) -> list[str]:
    """What is against the written rules."""
    found = []
    ahead = (_time(event["expiryTime"]) or datetime.now(UTC)) - datetime.now(UTC)
    if not re.fullmatch(r"[A-Za-z0-9~]{1,100}", event["referenceId"]):
        found.append("referenceId")
    if not timedelta(minutes=5) <= ahead <= timedelta(hours=24):
        found.append(f"expiryTime {ahead}")
    if event["event"]["name"] != "AMAZON.OrderStatus.Updated":
        found.append("event.name")
    state = event["event"]["payload"]["state"]
    if state["status"] not in STATUSES or set(state) - {"status", "deliveryDetails", "deliveredOn"}:
        found.append("state")
    attribute = event["event"]["payload"]["order"]["seller"]["name"].removeprefix(
        "localizedattribute:"
    )
    if not all(one["locale"] and one[attribute] for one in event["localizedAttributes"]):
        found.append("localizedAttributes")
    if not event["relevantAudience"]["payload"]["user"].startswith("amzn1.ask.account."):
        found.append("user")
    return found


def _time(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


class Amazon:
    """What it knows: tokens given, events taken."""

    def __init__(self, log: Path, answers: list[str]) -> None:
        self._log, self._answers = log, answers
        self._known: set[tuple[str, str]] = set()
        self._tokens: list[str] = []
        self._lock = threading.Lock()

    def login(self, form: dict[str, list[str]]) -> tuple[int, Json]:
        """Give a token; the ones before end."""
        if form != CLIENT:
            return 400, {"error": "invalid_client"}
        self._tokens.append(f"token-{len(self._tokens)}")
        return 200, {"access_token": self._tokens[-1], "expires_in": 3600}

    def event(self, path: str, authorization: str, event: Json) -> str:
        """Take an event or not; how to answer."""
        with self._lock:
            status, why = self._judged(authorization, event)
            note = {"path": path, "status": status, "why": why, "body": event}
            with self._log.open("a") as file:
                file.write(json.dumps(note) + "\n")
        return status

    def zone(self, path: str, authorization: str) -> tuple[str, Json | str]:
        """How to answer who asks for a device's time zone, and with what."""
        with self._lock:
            known = re.fullmatch(
                r"/v2/devices/amzn1\.ask\.device\.\w+/settings/System.timeZone", path
            )
            answer = self._answers.pop(0) if self._answers else "zone=America/Denver"
            if not known or not re.fullmatch(r"Bearer [\w-]+", authorization):
                answer = "403" if known else "404"
            with self._log.open("a") as file:
                file.write(json.dumps({"path": path, "answer": answer}) + "\n")
        kind, _, zone = answer.partition("=")
        return ("200", zone) if kind == "zone" else (kind, {"message": "no"})

    def _judged(self, authorization: str, event: Json) -> tuple[str, list[str]]:
        if not self._tokens or authorization != f"Bearer {self._tokens[-1]}":
            return "403", ["token"]
        if wrong := faults(event, MODEL) or rules(event):
            return "400", wrong
        key = (event["relevantAudience"]["payload"]["user"], event["referenceId"])
        if key in self._known:
            return "409", []
        answer = self._answers.pop(0) if self._answers else "202"
        if answer in TAKEN:
            self._known.add(key)
        return answer, []


class Page(Handler):
    """Answers for it."""

    def __init__(self, amazon: Amazon, *args: Any) -> None:
        self.amazon = amazon
        super().__init__(*args)

    def do_POST(self) -> None:  # noqa: N802 (named by http.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/auth/o2/token":
            return self._send(*self.amazon.login(parse_qs(body.decode())))
        answer = self.amazon.event(self.path, self.headers["Authorization"], json.loads(body))
        self._answer(answer, {})

    def do_GET(self) -> None:  # noqa: N802 (named by http.server)
        self._answer(*self.amazon.zone(self.path, self.headers["Authorization"]))

    def _answer(self, answer: str, body: Json | str) -> None:
        if answer == "hang":
            self.server.over.wait()
        elif answer != "drop":
            self._send(int(answer), body)

    def _send(self, status: int, body: Json | str) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def serving(log: Path, *answers: str) -> AbstractContextManager[int]:
    """Serve meanwhile; the port."""
    return served(partial(Page, Amazon(log, list(answers))))
