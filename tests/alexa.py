"""Alexa requests written by hand, and one who sends them: for tests of what only Alexa has."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from skills.envelope import spoken
from tests.talk import Talk
from tests.test_two_doors import USER, request

Json = dict[str, Any]
OWNER = f"alexa:{USER}"
SCREEN = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}}
_numbers = count(1000)


@dataclass
class Speaker:
    """A customer at a device; the session goes on from answer to answer."""

    shop: Talk
    interfaces: Json = field(default_factory=dict)
    endpoint: str = ""
    """Where a stand-in for Alexa's own service is; the real one gets nothing of tests"""
    attributes: Json = field(default_factory=dict)
    sent: Json = field(default_factory=dict)
    last: Json = field(default_factory=dict)

    def say(self, intent: str, **slots: str | list[str]) -> Json:
        """Send an intent; the response."""
        return self.send(request(next(_numbers), intent, slots, self.attributes))

    def launch(self) -> Json:
        """Open the skill."""
        return self.send(self.plain("LaunchRequest"))

    def plain(self, kind: str, **members: Any) -> Json:
        """A request that is no intent."""
        body = request(next(_numbers), "", {}, self.attributes)
        del body["request"]["intent"]
        body["request"] |= {"type": kind, **members}
        return body

    def send(self, body: Json) -> Json:
        """Send a request as it is, from this device."""
        body["context"]["System"]["device"]["supportedInterfaces"] = self.interfaces
        body["context"]["System"]["apiEndpoint"] = self.endpoint
        self.sent = body
        response = self.shop.alexa.answer(body, json.dumps(body).encode())
        self.attributes = response.get("sessionAttributes") or {}
        self.last = response["response"]
        return self.last

    def directives(self, kind: str = "") -> list[Json]:
        """The directives of the last response whose type ends so."""
        return [d for d in self.last.get("directives") or () if d["type"].endswith(kind)]


def words(response: Json) -> str:
    """What is said in an answer."""
    return spoken({"response": response})
