"""Faults of a service, one each, and the check that has to find it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.certify.service import stamp
from app.settings import DEVELOPMENT_SKILL_ID
from app.web.devcert import Signer
from app.web.verify import CHAIN_URL, SIGNATURE
from tests.certify.faulty import Answer, Call, Fault, Forward

Json = dict[str, Any]
APL = "Alexa.Presentation.APL.RenderDocument"


def unsigned(call: Call, forward: Forward, signer: Signer) -> Answer:
    """Takes requests without a signature."""
    return forward(call if call.header(SIGNATURE) else call.signed(signer))


def careless(call: Call, forward: Forward, signer: Signer) -> Answer:
    """Takes any signature that is there."""
    return forward(call.signed(signer) if call.header(SIGNATURE) else call)


def old_signature(call: Call, forward: Forward, signer: Signer) -> Answer:
    """Takes the old header."""
    return forward(call.signed(signer) if call.header("Signature") else call)


def any_url(call: Call, forward: Forward, signer: Signer) -> Answer:
    """Does not look at the certificate's URL."""
    return forward(call.signed(signer) if call.header(CHAIN_URL) else call)


def first_header(call: Call, forward: Forward, signer: Signer) -> Answer:
    """Takes the first of two headers."""
    firsts = [(name, value.split(",")[0]) for name, value in call.headers]
    return forward(Call(call.method, call.path, firsts, call.body))


def resigning(change: Callable[[Json], object]) -> Fault:
    """Spoil the request, where it was rightly signed."""

    def fault(call: Call, forward: Forward, signer: Signer) -> Answer:
        document = call.document()
        if not document or call.header(SIGNATURE) != signer.sign(call.body)[SIGNATURE]:
            return forward(call)
        change(document)
        return forward(call.signed(signer, json.dumps(document).encode()))

    return fault


def _timeless(document: Json) -> None:
    document.get("request", {})["timestamp"] = stamp(datetime.now(UTC))


def _anybody(document: Json) -> None:
    for place in (document.get("context", {}).get("System", {}), document.get("session", {})):
        place["application"] = {"applicationId": DEVELOPMENT_SKILL_ID}


def _other_id(document: Json) -> None:
    document["request"]["requestId"] += f".{hash(json.dumps(document))}"


def instead(name: str, other: str) -> Fault:
    """Take one intent for another."""

    def change(document: Json) -> None:
        intent = document.get("request", {}).get("intent") or {}
        if intent.get("name") == name:
            intent["name"] = other

    return resigning(change)


def answering(change: Callable[[Json, Json], object]) -> Fault:
    """Spoil the response; `change` gets the request and the response."""

    def fault(call: Call, forward: Forward, signer: Signer) -> Answer:
        answer = forward(call)
        if answer.status != 200 or "response" not in answer.document():
            return answer
        document = answer.document()
        change(call.document()["request"], document)
        return Answer(200, json.dumps(document).encode())

    return fault


def refusing(status: int = 400, body: bytes = b"{}") -> Fault:
    """Spoil refusals."""

    def fault(call: Call, forward: Forward, signer: Signer) -> Answer:
        answer = forward(call)
        return Answer(status, body) if answer.status == 400 else answer

    return fault


def any_method(call: Call, forward: Forward, signer: Signer) -> Answer:
    """Answers whatever the method."""
    return forward(Call("POST", call.path, call.headers, call.body))


def late_events(call: Call, forward: Forward, signer: Signer) -> Answer:
    """Refuses events that are not new."""
    request = call.document().get("request")
    request = request if isinstance(request, dict) else {}
    old = str(request.get("timestamp")) < stamp(datetime.now(UTC).replace(second=0))
    event = str(request.get("type")).startswith("AlexaSkillEvent.")
    return Answer(400, b"{}") if event and old else forward(call)


def _words(change: Callable[[str], str]) -> Fault:
    def spoil(_: Json, document: Json) -> None:
        speech = document["response"].get("outputSpeech")
        if speech:
            speech["ssml"] = change(speech["ssml"])

    return answering(spoil)


def _long(ssml: str) -> str:
    return ssml.replace("<speak>", "<speak>" + "well " * 1600)


def _talkative(request: Json, document: Json) -> None:
    if request["type"] == "SessionEndedRequest":
        speech = {"type": "SSML", "ssml": "<speak>Goodbye.</speak>"}
        document["response"]["outputSpeech"] = speech


def _drop(member: str) -> Fault:
    return answering(lambda _, document: document["response"].pop(member, None))


def _put(member: str, value: object) -> Fault:
    return answering(lambda _, document: document["response"].update({member: value}))


def _direct(directive: Json) -> Fault:
    def spoil(request: Json, document: Json) -> None:
        if request["type"] == "IntentRequest":
            document["response"].setdefault("directives", []).append(directive)

    return answering(spoil)


def _entities(_: Json, document: Json) -> None:
    for directive in document["response"].get("directives") or ():
        for kind in directive.get("types") or ():
            kind["values"] = [{"id": str(n), "name": {"value": f"v {n}"}} for n in range(101)]


SPOILT: dict[str, tuple[str, Fault]] = {
    "takes requests without a signature": ("signature-missing", unsigned),
    "takes any signature": ("signature-wrong", careless),
    "takes the old signature": ("signature-old-only", old_signature),
    "takes any certificate URL": ("chain-url", any_url),
    "does not miss the certificate": ("chain-absent", any_url),
    "takes the first of two headers": ("headers-doubled", first_header),
    "answers 500 to a wrong signature": ("signature-wrong", refusing(500)),
    "fails the console's test": ("console", refusing(403)),
    "shows a stack trace": ("refusal-silent", refusing(400, b"Traceback (most recent call last)")),
    "does not look at the time": ("timestamp", resigning(_timeless)),
    "refuses late events": ("timestamp-events", late_events),
    "takes another skill's requests": ("skill-id", resigning(_anybody)),
    "forgets request ids": ("request-replayed", resigning(_other_id)),
    "answers any method": ("methods", any_method),
    "does not escape": ("speech-escaped", _words(lambda ssml: ssml.replace("&amp;", "&"))),
    "says an unknown tag": (
        "speech-markup",
        _words(lambda ssml: ssml.replace("<speak>", "<speak><b/>")),
    ),
    "speaks too long": ("speech-length", _words(_long)),
    "ends without a period": (
        "speech-punctuated",
        _words(lambda ssml: ssml.replace(".</", "</").replace("?</", "</")),
    ),
    "does not reprompt": ("session-open", _drop("reprompt")),
    "leaves the session undecided": ("session-open", _drop("shouldEndSession")),
    "speaks when nobody is there": ("silent", answering(_talkative)),
    "has an unknown member": ("response-form", _put("speech", "Hello.")),
    "has a mistyped member": ("response-form", _put("shouldEndSession", "false")),
    "keeps too much in the session": (
        "response-form",
        answering(lambda _, document: document.update(sessionAttributes={"a": "x" * 3000})),
    ),
    "delegates": ("dialog-directives", _direct({"type": "Dialog.Delegate"})),
    "asks for an unknown slot": (
        "dialog-directives",
        _direct({"type": "Dialog.ElicitSlot", "slotToElicit": "colour_of_the_sky"}),
    ),
    "has too many dynamic entities": ("dynamic-entities", answering(_entities)),
    "shows documents to every device": ("screen-only", _direct({"type": APL, "token": "t"})),
    "shows nothing": ("screen-shown", _drop("directives")),
    "says nothing of CanFulfill": ("can-fulfill", _drop("canFulfillIntent")),
    "does not stop": ("stop", instead("AMAZON.StopIntent", "AMAZON.HelpIntent")),
    "does not cancel": ("cancel", instead("AMAZON.CancelIntent", "AMAZON.HelpIntent")),
    "stops for help": ("help", instead("AMAZON.HelpIntent", "AMAZON.StopIntent")),
    "takes a no for a yes": (
        "purchase-unconfirmed",
        instead("AMAZON.NoIntent", "AMAZON.YesIntent"),
    ),
    "says no tax": ("purchase-read-back", _words(lambda ssml: ssml.replace("tax", "more"))),
    "shows no card": ("purchase-placed", _drop("card")),
    "cancels nothing": ("orders-cancelled", instead("CancelOrderIntent", "CartIntent")),
    "says nothing to new customers": ("welcome-first", _drop("outputSpeech")),
    "takes everything for a miss": (
        "resolved-several",
        instead("AddItemIntent", "AMAZON.FallbackIntent"),
    ),
}
