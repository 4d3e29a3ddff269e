"""The skill: one ask-sdk skill over the table of handlers, for both doors.

May import `models` (errors) and `skills`. Each request runs in a savepoint: what a handler changed before it was refused
is undone, and the refusal is worded like any answer.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import IntentRequest, LaunchRequest, Response
from sqlalchemy.orm import Session

from models.errors import EmptyCart, OrderError, ShopError
from skills.answer import Answer, Focus, Say
from skills.handlers import HANDLERS
from skills.handlers.questions import again, anything_else, what_now
from skills.response import respond
from skills.slots import Slots
from skills.turn import Turn
from skills.wording import Wording

LAUNCH, FALLBACK = "LaunchRequest", "AMAZON.FallbackIntent"

_LOG = logging.getLogger("countertalk.skill")


@dataclass(frozen=True)
class Visit:
    """What the program passes to the skill with each request, as its context."""

    session: Session
    """The store's open transaction"""
    owner: str
    known: bool
    now: datetime
    wording: Wording
    request_id: str
    seed: int
    """Chooses between variants of a phrase"""


def build(application_id: str) -> CustomSkill:
    """Make the skill; a request for another application id is refused by the SDK."""
    builder = CustomSkillBuilder()
    builder.skill_id = application_id  # type: ignore[assignment]  # the SDK's type is None
    builder.add_request_handler(_Talk())
    builder.add_request_handler(_Silent())
    return builder.create()


class _Talk(AbstractRequestHandler):
    """Brings an intent, or the launch, to its handler; an intent that is not in the table was not understood."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Whether it is something said."""
        request = handler_input.request_envelope.request
        return isinstance(request, LaunchRequest | IntentRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer, in words."""
        visit: Visit = handler_input.context
        envelope = handler_input.request_envelope
        focus = Focus.read(envelope.session.attributes if envelope.session else None)
        name = _name(envelope.request)
        misses = focus.misses if name == FALLBACK else 0
        turn = Turn(
            visit.session,
            visit.owner,
            visit.known,
            visit.now,
            visit.request_id,
            name,
            Slots.of(envelope.request),
            replace(focus, misses=misses),
        )
        answer = _run(turn)
        if envelope.session:  # without one there is nothing to keep attributes in
            handler_input.attributes_manager.session_attributes = answer.focus.attributes()
        return respond(answer, visit.wording, visit.seed)


class _Silent(AbstractRequestHandler):
    """The end of a session, events, and what else Alexa sends: Amazon allows no speech here."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Always: it stands behind the other."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say nothing; an error that Alexa reports is logged."""
        error: Any = getattr(handler_input.request_envelope.request, "error", None)
        if error:
            _LOG.warning("Alexa ended the session: %s: %s", error.object_type, error.message)
        return handler_input.response_builder.response


def _name(request: Any) -> str:
    if not isinstance(request, IntentRequest):
        return LAUNCH
    name = str(request.intent.name) if request.intent else ""
    return name if name in HANDLERS else FALLBACK


def _run(turn: Turn) -> Answer:
    """Run the handler; what it did before a refusal is undone."""
    try:
        with turn.session.begin_nested():
            return HANDLERS[turn.intent](turn)
    except ShopError as error:
        return _refusal(turn, error)


def _refusal(turn: Turn, error: ShopError) -> Answer:
    """Say why not; a choice that was being asked for is asked for again."""
    said = worded(error)
    if turn.focus.question == "choice" and not isinstance(error, OrderError):
        return again(turn, said)
    empty = isinstance(error, EmptyCart)
    return what_now(said) if empty else anything_else(said, line=turn.focus.line)


def worded(error: ShopError) -> Say:
    """The phrase for a refusal, with the error's own data; `.none` where nothing at all is left or offered."""
    facts = vars(error)
    none = facts.get("left", 1) == 0 or facts.get("offered", 1) == ()
    key = f"error.{type(error).__name__}"
    return Say(f"{key}.none" if none else key, facts)
