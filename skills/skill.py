"""The skill: one ask-sdk skill over the table of handlers, for both doors.

May import `models` (errors) and `skills`. Each request runs in a savepoint: what a handler changed before it was refused
is undone, and the refusal is worded like any answer.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import IntentRequest, LaunchRequest, Response, SessionEndedRequest
from sqlalchemy.orm import Session

from models.errors import OrderError, ShopError
from skills.answer import Answer, Focus, Say, ask, say
from skills.handlers import HANDLERS
from skills.handlers.lines import ask_missing
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
    seed: int
    """Chooses between variants of a phrase"""


def build(application_id: str) -> CustomSkill:
    """Make the skill; a request for another application id is refused by the SDK."""
    builder = CustomSkillBuilder()
    builder.skill_id = application_id  # type: ignore[assignment]  # the SDK's type is None
    builder.add_request_handler(_Talk())
    builder.add_request_handler(_SessionEnded())
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
        slots = Slots.of(envelope.request)
        turn = Turn(
            visit.session,
            visit.owner,
            visit.known,
            visit.now,
            name,
            slots,
            replace(focus, misses=misses),
        )
        answer = _run(turn)
        handler_input.attributes_manager.session_attributes = answer.focus.attributes()
        return respond(answer, visit.wording, visit.seed)


class _SessionEnded(AbstractRequestHandler):
    """The session is over; Amazon allows no speech here."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Whether it is the end."""
        return isinstance(handler_input.request_envelope.request, SessionEndedRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say nothing; an error that Alexa reports is logged."""
        request: Any = handler_input.request_envelope.request
        error = request.error
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
    if isinstance(error, OrderError):
        return ask(worded(error), say("ask_else"), focus=Focus("else"))
    if turn.focus.question == "choice" and turn.focus.line is not None:
        with suppress(ShopError):
            question = ask_missing(turn, turn.focus.line, turn.focus.group)
            return replace(question, says=(worded(error),))
    return ask(worded(error), say("ask_else"), focus=replace(turn.focus, question="else"))


def worded(error: ShopError) -> Say:
    """The phrase for a refusal, with the error's own data; `.none` where nothing at all is left or offered."""
    facts = vars(error)
    none = facts.get("left", 1) == 0 or facts.get("offered", 1) == ()
    key = f"error.{type(error).__name__}"
    return Say(f"{key}.none" if none else key, facts)
