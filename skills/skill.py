"""The skill: one ask-sdk skill over the table of handlers, for both doors.

May import `models` (the store and errors) and `skills`. What can change anything is an attempt: what a handler changed
before it was refused is undone, and the refusal is worded like any answer.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import IntentRequest, LaunchRequest, Response
from sqlalchemy.orm import Session

from models import place
from models.errors import EmptyCart, OrderError, OutOfStock, ShopError
from models.news_errors import CodeWrong
from models.transaction import attempt
from skills import location
from skills.answer import Answer, Focus
from skills.answering import Meant, meant, named
from skills.can_fulfill import CanFulfill
from skills.directives import DialogSlots, Json, asking
from skills.entities import entities
from skills.handlers import HANDLERS, READING
from skills.handlers.lines import line_named
from skills.handlers.offering import instead
from skills.handlers.questions import again, anything_else, what_now
from skills.handlers.resuming import resumed
from skills.refusals import worded
from skills.response import respond
from skills.screens import has_screen
from skills.silent import Silent
from skills.slots import Slots
from skills.turn import Service, Turn
from skills.wording import Wording

LAUNCH, FALLBACK = "LaunchRequest", "AMAZON.FallbackIntent"
_ASKED = {"AskIntent": "question", "RecommendIntent": "advice"}
"""Intents of which a slot takes any words on Alexa, and must be one of ours"""


@dataclass
class Noted:
    """What a request leaves to the program beside its answer."""

    refused: list[ShopError] = field(default_factory=list)
    """What the shop refused of it"""
    account: str = ""
    """Whose visit it turned out to be"""


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
    meant: Meant
    """What is said, if anything is"""
    seed: int
    """Chooses between variants of a phrase"""
    service: Service | None = None
    """What reminds the customer and knows the time zone, if anything does"""
    counter: str | None = None
    """Where who speaks stands, if at one"""
    noted: Noted = field(default_factory=Noted)


def build(application_id: str, dialog: DialogSlots) -> CustomSkill:
    """Make the skill; a request for another application id is refused by the SDK.

    `dialog` has the slots of the intents that answers can be elicited for.
    """
    builder = CustomSkillBuilder()
    builder.skill_id = application_id  # type: ignore[assignment]  # the SDK's type is None
    for handler in (_Talk(dialog), CanFulfill(), Silent()):
        builder.add_request_handler(handler)
    return builder.create()


@dataclass(frozen=True)
class _Talk(AbstractRequestHandler):
    """Brings an intent, or the launch, to its handler; an intent that is not in the table was not understood."""

    dialog: DialogSlots

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Whether it is something said."""
        request = handler_input.request_envelope.request
        return isinstance(request, LaunchRequest | IntentRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer, in words."""
        visit: Visit = handler_input.context
        envelope = handler_input.request_envelope
        turn = _turn(envelope, visit)
        answer = _run(turn, visit.noted.refused)
        visit.noted.account = answer.account
        answer = replace(answer, focus=answer.focus.after(turn.focus, turn.request_id))
        if envelope.session:  # without one there is nothing to keep attributes in
            handler_input.attributes_manager.session_attributes = answer.focus.attributes()
        directives = tuple(self._directives(turn, answer, envelope.request))
        return respond(answer, visit.wording, visit.seed, directives)

    def _directives(self, turn: Turn, answer: Answer, request: Any) -> Iterator[Json]:
        if answer.asks or answer.again:
            yield from asking(answer.focus, self.dialog, getattr(request, "intent", None))
        if turn.intent == LAUNCH and turn.by_alexa:
            yield from entities(turn.session, turn.owner)


def understood(envelope: Any) -> Meant:
    """What is said in a request: the intent whose handler it comes to, its slots, and the focus of the talk."""
    focus = Focus.read(envelope.session.attributes if envelope.session else None)
    found = meant(_name(envelope.request), Slots.of(envelope.request), focus)
    found = named(found, str(envelope.request.locale))
    known = found.intent in HANDLERS and not _asks_nothing(found)
    return found if known else replace(found, intent=FALLBACK)


def _asks_nothing(found: Meant) -> bool:
    """Whether it is a question that the shop has no answer to: Alexa hears any words as one."""
    asked = found.slots.one(_ASKED.get(found.intent, ""))
    return not asked.ids if asked else found.intent == "AskIntent"


def _turn(envelope: Any, visit: Visit) -> Turn:
    place.serve(visit.session, visit.owner, visit.now, visit.counter)
    found = visit.meant
    name, focus = found.intent, found.focus
    misses = focus.misses if name == FALLBACK else 0
    return Turn(
        visit.session,
        visit.owner,
        visit.known,
        visit.now,
        visit.request_id,
        name,
        found.slots,
        replace(focus, misses=misses),
        str(envelope.request.locale),
        lambda phrase: visit.wording.render(phrase, visit.seed),
        visit.service,
        has_screen(envelope),
        location.position(envelope),
        location.can_tell(envelope),
        visit.counter,
    )


def _name(request: Any) -> str:
    if not isinstance(request, IntentRequest):
        return LAUNCH
    name = str(request.intent.name) if request.intent else ""
    return name if name in HANDLERS else FALLBACK


def _run(turn: Turn, refused: list[ShopError]) -> Answer:
    """Run the handler; what it did before a refusal is undone, and the refusal is noted."""
    try:
        with nullcontext() if turn.intent in READING else attempt(turn.session):
            return resumed(turn, HANDLERS[turn.intent](turn))
    except ShopError as error:
        refused.append(error)
        return _refusal(turn, error)


def _refusal(turn: Turn, error: ShopError) -> Answer:
    """Say why not; a choice or code that was asked for is asked for again, and what is sold out gets others offered."""
    said = worded(error)
    gone = isinstance(error, OutOfStock) and not error.left
    if gone and (offered := instead(turn, vars(error)["product"].id, said)):
        return offered
    if _asked_again(turn.focus.question, error):
        return again(turn, said)
    empty = isinstance(error, EmptyCart)
    return what_now(said) if empty else anything_else(said, line=line_named(turn))


def _asked_again(question: str, error: ShopError) -> bool:
    match question:
        case "choice":
            return not isinstance(error, OrderError)
        case "code":
            return isinstance(error, CodeWrong) and error.left > 0
    return False
