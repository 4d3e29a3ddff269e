"""What the fuzz sends: cases drawn from the SDK's model and from real requests. May import `app.bench`.

A case has placeholders for the time and for a request id nobody has used, so that it is fresh whenever it is sent.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from app.bench.fuzz_model import TYPES, Model, texts
from app.bench.fuzz_mutate import FORGERIES, damaged, pick, spoiled, written
from app.bench.rehearse import NOW

ID = "@id@"
"""Stands where a request's id goes"""
KINDS = ("real", "model", "model", "spoiled", "spoiled", "spoiled", "damaged", "forged")
"""What is sent, how often of eight times"""
LOCALES = ("en-US", "en-GB", "en-IN", "de-DE")
Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One thing to send."""

    kind: str
    body: bytes
    forgery: str = ""
    """How its headers are spoiled"""


class Material:
    """What cases are made from."""

    def __init__(self, real: Sequence[Json], intents: Sequence[str]) -> None:
        """`real` are requests of conversations, `intents` the names that the skill knows."""
        seen = texts(real)
        seen["name"] = sorted({*seen["name"], *intents})
        self._model = Model(seen)
        self._real = [_fresh(request) for request in real]
        self._kinds = sorted(TYPES)

    def real(self, draw: DrawFn) -> Json:
        """A request that was real once."""
        return copy.deepcopy(pick(draw, self._real))

    def made(self, draw: DrawFn) -> Json:
        """A request of the SDK's model, addressed as a real one is so that it gets past the door."""
        kinds = ("IntentRequest", "CanFulfillIntentRequest", pick(draw, self._kinds))
        kind, like = pick(draw, kinds), self.real(draw)
        request = draw(self._model.request(kind)) | {"requestId": ID, "timestamp": NOW}
        if draw(st.booleans()):
            request["locale"] = pick(draw, LOCALES)
        context = draw(self._model.member("context")) if draw(st.booleans()) else {}
        context["System"] = context.get("System", {}) | like["context"]["System"]
        made = {"version": "1.0", "context": context, "request": request}
        if draw(st.integers(0, 3)):
            session, real = draw(self._model.member("session")), like["session"]
            made["session"] = real | session | {"application": real["application"]}
        return made


@st.composite
def cases(draw: DrawFn, material: Material) -> Case:
    """All kinds of cases."""
    kind = pick(draw, KINDS)
    if kind == "forged":
        body = written(draw, material.real(draw))
        return Case(kind, body, pick(draw, sorted(FORGERIES)))
    from_model = kind == "model" or (kind != "real" and draw(st.booleans()))
    document = material.made(draw) if from_model else material.real(draw)
    if kind == "spoiled":
        document = spoiled(draw, document)
    body = written(draw, document)
    return Case(kind, damaged(draw, body) if kind == "damaged" else body)


def _fresh(request: Json) -> Json:
    return request | {"request": request["request"] | {"requestId": ID, "timestamp": NOW}}
