"""What every page of the API does: read at one moment, or write once, in one transaction. May import `models` and this room.

A write is known by its program and its `Idempotency-Key`: the same again gets the answer it got for an hour, another
request under the same key is refused. A refusal changes nothing and is not kept.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from flask import Response, g, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy.orm import Session

from app.web.api.problems import Refused
from models import transaction, turns
from models.base import Store
from models.errors import RequestIdReused

_JSON = "application/json"


class Once(BaseModel):
    """Header of every write."""

    key: str = Field(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9_.:-]{1,100}$",
        description="new for each write; the same again when its answer was lost",
    )


def whole(value: object) -> object:
    """JSON has one kind of numbers: 5.0 is the whole number 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(whole)]
"""A whole number in a body"""


class Given(BaseModel):
    """Parent of what is sent: no unknown members, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ShownOnce(BaseModel):
    """Parent of answers with a secret: it is in no store, nor in the answer to the same request again."""

    secret: str | None = Field(
        default=None, description="only when it was made; null if the request came again"
    )

    def kept(self) -> Self:
        """What may be stored."""
        return self.model_copy(update={"secret": None})


class Asked(BaseModel):
    """Parent of what is asked for in a path or a query, which are text."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Work:
    """A write as it is done."""

    session: Session
    now: datetime
    program: str

    def who(self, person: str | None) -> str:
        """Say for the history who did it: the program, and the person that it names."""
        return f"{self.program}: {person}" if person else self.program


@dataclass(frozen=True)
class Desk:
    """Where pages get at the shop."""

    store: Store
    clock: Callable[[], datetime]

    def read(self, look: Callable[[Session], BaseModel]) -> Response:
        """Answer with what is there."""
        with self.store.read() as session:
            return answer(look(session).model_dump_json())

    def write(
        self, once: Once, do: Callable[[Work], BaseModel | None], alone: str | None = None
    ) -> Response:
        """Do it and keep the answer, or give the answer it got; of those `alone` under one name there is one at a time.

        Raises `Refused` for a key that came before, and what `do` raises.
        """
        return answer(transaction.run(lambda: self._once(once, do, alone)))

    def _once(self, once: Once, do: Callable[[Work], BaseModel | None], alone: str | None) -> str:
        owner, now = f"api:{g.program}", self.clock()
        request_id, digest = f"{owner}:{once.key}", _digest()
        with self.store.begin(alone=alone or request_id) as session:
            stored = _stored(session, request_id, digest)
            if stored is None:
                made = do(Work(session, now, g.program))
                stored = made.model_dump_json() if made else ""
                kept = made.kept().model_dump_json() if isinstance(made, ShownOnce) else stored
                turns.keep(session, request_id, owner, digest, kept, now)
        return stored


def _stored(session: Session, request_id: str, digest: str) -> str | None:
    try:
        return turns.answered(session, request_id, digest)
    except RequestIdReused:
        detail = "this Idempotency-Key came before with another request; each needs its own"
        raise Refused(422, "idempotency-key-reused", detail) from None


def _digest() -> str:
    """Tell requests apart: by what is asked, of what, and with which body."""
    asked = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(asked + request.get_data()).hexdigest()


def answer(text: str) -> Response:
    """Make a response of JSON, or of nothing."""
    return Response(text, 200, content_type=_JSON) if text else Response("", 204)
