"""Makes of what was understood at the counter the same request JSON that Alexa sends, entity resolution included.

May import `skills.lexicon` and `skills.understand`. Shapes: Amazon's "Request and Response JSON Reference". It also
reads the plain text back out of a response.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from skills.lexicon import Lexicon
from skills.meaning import Meaning, Said

AUTHORITY = "countertalk"
Json = dict[str, Any]


@dataclass(frozen=True)
class Caller:
    """Who speaks, and into what."""

    application_id: str
    user_id: str
    device_id: str
    locale: str


@dataclass(frozen=True)
class Session:
    """One conversation; `attributes` are what the last answer asked to be kept."""

    id: str
    new: bool = True
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Envelopes:
    """Writes request envelopes of one caller."""

    def __init__(self, lexicon: Lexicon, caller: Caller) -> None:
        self._lexicon = lexicon
        self._caller = caller

    def launch(self, session: Session, request_id: str, now: datetime) -> Json:
        """The person came without saying what for."""
        return self._envelope({"type": "LaunchRequest"}, session, request_id, now)

    def intent(
        self, meaning: Meaning | None, session: Session, request_id: str, now: datetime
    ) -> Json:
        """An utterance; one that was not understood is the fallback intent, as with Alexa."""
        meaning = meaning or Meaning("AMAZON.FallbackIntent", {})
        names = self._lexicon.intent_slots.get(meaning.intent, ())
        intent: Json = {"name": meaning.intent, "confirmationStatus": "NONE"}
        if names:
            intent["slots"] = {n: self._slot(n, meaning.slots.get(n, ())) for n in names}
        request = {"type": "IntentRequest", "dialogState": "COMPLETED", "intent": intent}
        return self._envelope(request, session, request_id, now)

    def _envelope(self, request: Json, session: Session, request_id: str, now: datetime) -> Json:
        caller = self._caller
        application, user = {"applicationId": caller.application_id}, {"userId": caller.user_id}
        device = {"deviceId": caller.device_id, "supportedInterfaces": {}}
        stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        common = {"requestId": request_id, "timestamp": stamp, "locale": caller.locale}
        return {
            "version": "1.0",
            "session": {
                "new": session.new,
                "sessionId": session.id,
                "application": application,
                "attributes": dict(session.attributes),
                "user": user,
            },
            "context": {"System": {"application": application, "user": user, "device": device}},
            "request": common | request,
        }

    def _slot(self, name: str, said: tuple[Said, ...]) -> Json:
        slot: Json = {"name": name, "confirmationStatus": "NONE"}
        if not said:
            return slot
        values = [self._value(name, s) for s in said]
        if len(values) > 1:
            return slot | {"source": "USER", "slotValue": {"type": "List", "values": values}}
        simple = {k: v for k, v in values[0].items() if k != "type"}
        return slot | simple | {"source": "USER", "slotValue": values[0]}

    def _value(self, name: str, said: Said) -> Json:
        slot_type = self._lexicon.types[self._lexicon.slots[name]]
        if slot_type.builtin:  # Alexa's own types write numbers as digits, and resolve nothing
            return {"type": "Simple", "value": said.ids[0]}
        names = {v.id: v.spoken[0] for v in slot_type.values}
        authority = {
            "authority": f"{AUTHORITY}.{slot_type.name}",
            "status": {"code": "ER_SUCCESS_MATCH"},
            "values": [{"value": {"name": names[i], "id": i}} for i in said.ids],
        }
        resolutions = {"resolutionsPerAuthority": [authority]}
        return {"type": "Simple", "value": said.words, "resolutions": resolutions}


def spoken(response: Json) -> str:
    """Give the words of a response's speech, without markup; empty where it is silent."""
    return _plain(response.get("response", {}).get("outputSpeech"))


def markup(response: Json) -> str:
    """Give a response's speech as SSML; empty where it is silent."""
    return str((response.get("response", {}).get("outputSpeech") or {}).get("ssml", ""))


def reprompt(response: Json) -> str:
    """Give the words that are said if nothing comes back; empty where the session ends."""
    return _plain((response.get("response", {}).get("reprompt") or {}).get("outputSpeech"))


def _plain(speech: Json | None) -> str:
    ssml = (speech or {}).get("ssml", "<speak/>")
    return " ".join("".join(ElementTree.fromstring(ssml).itertext()).split())  # noqa: S314 (our own)
