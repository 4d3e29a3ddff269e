"""The end of a session, skill events, and what else Alexa sends without anybody speaking: Amazon allows no speech here.

May import `models` and `skills`. Amazon's "SessionEndedRequest": reasons are USER_INITIATED, ERROR and
EXCEEDED_MAX_REPROMPTS, and all leave the cart as it is.
"""

import logging
from typing import Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Response, SessionEndedRequest

from models import pending, preferences
from skills.answer import Focus
from skills.events import note
from skills.handlers.questions import ASKED_BY

_LOG = logging.getLogger("countertalk.skill")


class Silent(AbstractRequestHandler):
    """Stands behind all other handlers and takes what they leave."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Always."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say nothing; an event is noted, a question nobody answered is dropped, what was looked at is kept if agreed."""
        keep_nothing(handler_input)
        visit: Any = handler_input.context
        request = handler_input.request_envelope.request
        if isinstance(request, SessionEndedRequest):
            focus = _focus(handler_input.request_envelope.session)
            _drop_question(visit, focus)
            if visit.known:
                preferences.keep_viewed(visit.session, visit.owner, focus.viewed, visit.now)
            _log_error(request)
        else:
            note(visit.session, visit.owner, request, visit.now)
        return handler_input.response_builder.response


def keep_nothing(handler_input: HandlerInput) -> None:
    """Give no session attributes back: the SDK would return those that came, of whatever size."""
    if handler_input.request_envelope.session:
        handler_input.attributes_manager.session_attributes = {}


def _focus(session: Any) -> Focus:
    """What the talk was about."""
    return Focus.read(session.attributes if session else None)


def _drop_question(visit: Any, focus: Focus) -> None:
    """Drop what this talk asked; the same person may have another open at another device."""
    waits = pending.peek(visit.session, visit.owner, visit.now)
    if waits and focus.asked_by and waits.data.get(ASKED_BY) == focus.asked_by:
        pending.drop(visit.session, visit.owner)


def _log_error(request: SessionEndedRequest) -> None:
    """Say what Alexa found wrong with our last answer, or on its way."""
    if request.error:
        kind = getattr(request.error.object_type, "value", request.error.object_type)
        _LOG.warning("Alexa ended the session: %s: %s", kind, request.error.message)
