"""A request's envelope, and what a turn needs of it. Imports the SDK's model, the skill's tables, visits and our errors."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import IntentRequest, LaunchRequest, RequestEnvelope, ResponseEnvelope
from ask_sdk_model.canfulfill import CanFulfillIntentRequest

from app.envelope import read
from app.errors import RequestMalformed
from models.visits import all_at, counter_of, is_visit
from skills.answer import Focus
from skills.answering import Meant
from skills.handlers import GUESSING, LASTING, READING
from skills.skill import understood
from skills.slots import Slots

_EVENT = "AlexaSkillEvent."
_SERIALIZER = DefaultSerializer()  # has no state
Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request."""

    envelope: RequestEnvelope
    request_id: str
    owner: str
    counter: str | None
    """Where who speaks stands, if at one"""
    named: bool
    """Whether Alexa says who it is"""
    locale: str
    attributes: Json

    @classmethod
    def read(cls, body: Json, namespace: str, account: str = "") -> "Call":
        """Read the envelope; `RequestMalformed` names what is missing. The user is an `account`, if one is known."""
        envelope: Any = read(body)
        try:
            person = envelope.context.system.user
            request = envelope.request
            user_id, request_id = person and person.user_id, request.request_id
        except AttributeError as error:
            raise RequestMalformed(f"not a request envelope: {error}") from error
        anybody = isinstance(request, CanFulfillIntentRequest)
        if not request_id or not (user_id or anybody):
            raise RequestMalformed("a request needs context.System.user.userId and a requestId")
        session = envelope.session
        attributes = (session and session.attributes) or {}
        user = f"{namespace}:{user_id or ''}"
        told = (bool(user_id), str(request.locale), attributes)
        return cls(envelope, request_id, account or user, counter_of(user), *told)

    @property
    def known(self) -> bool:
        """Whether it is somebody's account, and not a visit, which is anybody."""
        return self.named and not is_visit(self.owner)

    @property
    def speaks(self) -> bool:
        """Whether Amazon allows an answer in words."""
        return isinstance(self.envelope.request, LaunchRequest | IntentRequest)

    @property
    def wonders(self) -> bool:
        """Whether Alexa only asks what this skill could do: then nothing is changed or kept."""
        return isinstance(self.envelope.request, CanFulfillIntentRequest)

    @property
    def tells(self) -> bool:
        """Whether it is a skill event, which Alexa sends again until it was taken."""
        return str(getattr(self.envelope.request, "object_type", "")).startswith(_EVENT)

    @cached_property
    def meant(self) -> Meant:
        """What is said; of no intent if nothing is."""
        return understood(self.envelope) if self.speaks else Meant("", Slots({}), Focus())

    @property
    def intent(self) -> str:
        """The intent meant, if it is something said."""
        return self.meant.intent

    @property
    def reads(self) -> bool:
        """Whether the shop is only asked: then nothing is changed but what was answered."""
        return self.intent in READING

    @property
    def guesses_at(self) -> str | None:
        """The counter at which it may be guessed whose visit it is by this; None by others."""
        return all_at(self.counter) if self.counter and self.intent in GUESSING else None

    @property
    def lasting(self) -> bool:
        """Whether a power cut must not take the turn back."""
        waiting = self.meant.focus.then  # a name or a number may be all that it waits for
        return self.intent in LASTING or waiting in LASTING or self.tells


def wired(response: ResponseEnvelope) -> Json:
    """What goes over the wire; the SDK leaves out what is None."""
    return dict(_SERIALIZER.serialize(response))  # type: ignore[arg-type]
