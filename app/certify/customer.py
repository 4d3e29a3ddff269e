"""Somebody who talks to the skill through Alexa: a user, a session, a device. Imports the service and the package.

The words are not needed: what is said comes as an intent with its slots filled from the model's types.
"""

from dataclasses import dataclass, field
from typing import Any

from app.certify import filling
from app.certify.filling import Fill, Said
from app.certify.outcome import Unanswered
from app.certify.service import Heard, Service
from app.certify.speech import plain

ELICIT = "Dialog.ElicitSlot"
ADD, PRODUCT = "AddItemIntent", "product"
MOST_QUESTIONS = 8
Json = dict[str, Any]
FIRST = Fill(place=0)


@dataclass
class Customer:
    """Holds what the device and Alexa hold."""

    service: Service
    locale: str = ""
    screen: bool = False
    user: str = ""
    session: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.locale = self.locale or self.service.package.locale
        self.user = self.user or self.service.user()
        self.language = self.service.package.language(self.locale)

    def launch(self) -> Heard:
        """Open the skill."""
        return self._turn({"type": "LaunchRequest"})

    def say(self, name: str, said: Said | None = None, dialog: str = "STARTED") -> Heard:
        """Say something that is this intent."""
        intent = self.intent(name, said or {})
        return self._turn({"type": "IntentRequest", "dialogState": dialog, "intent": intent})

    def intent(self, name: str, said: Said) -> Json:
        """What Alexa makes of what is said."""
        authority = f"amzn1.er-authority.echo-sdk.{self.service.skill_id}"
        return filling.intent(self.language, name, said, authority)

    def leave(self, reason: str, error: Json | None = None) -> Heard:
        """End the session without a word to the skill."""
        given = {"error": error} if error else {}
        return self._turn({"type": "SessionEndedRequest", "reason": reason, **given})

    def answered(self, heard: Heard) -> Heard:
        """Answer what the skill asks for slot by slot, with the first value there is."""
        for _ in range(MOST_QUESTIONS):
            asked = next(
                (d for d in heard.given.get("directives") or () if d.get("type") == ELICIT), None
            )
            if asked is None:
                return heard
            heard = self.say(
                asked["updatedIntent"]["name"], {asked["slotToElicit"]: FIRST}, "IN_PROGRESS"
            )
        raise Unanswered(f"after {MOST_QUESTIONS} answers it still asks for slots")

    def _turn(self, request: Json) -> Heard:
        fresh = {"sessionId": f"amzn1.echo-api.session.{self.service.new_id()}", "attributes": {}}
        session: Json = {"new": not self.session, **fresh, **self.session}
        made = self.service.envelope(request, self.user, session)
        made["request"]["locale"] = self.locale
        if self.screen:
            interfaces = made["context"]["System"]["device"]["supportedInterfaces"]
            interfaces["Alexa.Presentation.APL"] = {"runtime": {"maxVersion": "2024.3"}}
        heard = self.service.ask(made)
        kept = {"sessionId": session["sessionId"]}
        kept["attributes"] = heard.response.get("sessionAttributes") or {}
        ended = heard.given.get("shouldEndSession") or request["type"] == "SessionEndedRequest"
        self.session = {} if ended else kept
        return heard


def words(heard: Heard) -> str:
    """What was said."""
    return plain(heard.given.get("outputSpeech"))


def ends(heard: Heard) -> bool:
    """Whether the session ended."""
    return heard.given.get("shouldEndSession") is True
