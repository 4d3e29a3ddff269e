"""Everything that one response can do wrong, given the request that it answers. May import this room's parts of it.

For the certification and for the offline Alexa, which refuses what the real one would.
"""

import json
from collections.abc import Iterator
from typing import Any

from app.certify import directives, members, speech
from app.certify.limits import (
    CAN_FULFILL,
    FORM,
    LIMITS,
    MARKUP,
    OPEN,
    SILENT,
    SPEECH,
    Broken,
)

_TALKING = ("LaunchRequest", "IntentRequest")
_SPEAKABLE = (*_TALKING, "Alexa.Presentation.APL.UserEvent", "Connections.Response")
"""What may be answered in words"""
_SILENT = ("outputSpeech", "reprompt", "card", "directives")
Json = dict[str, Any]


def faults(response: Json, request: Json, model: Json | None = None) -> list[str]:
    """Name each rule that is broken; `model` is the package's interaction model of the request's locale."""
    return [broken.fault for broken in by_item(response, request, model)]


def by_item(response: Json, request: Json, model: Json | None = None) -> list[Broken]:
    """The same, each beneath its item of the list."""
    form = _whole(response)
    if not form:
        # What has a wrong type is not looked at any closer.
        form = members.faults(response)
    if form:
        return [Broken(FORM, fault) for fault in form]
    given = {name: value for name, value in response["response"].items() if value is not None}
    return [*_parts(response, given), *_by_kind(given, request, model)]


def _whole(response: Json) -> list[str]:
    if not isinstance(response, dict):
        return ["the response is not a JSON object"]
    if not isinstance(response.get("response"), dict):
        return ["the response has no object `response`"]
    return [] if response.get("version") == "1.0" else ["version is not '1.0'"]


def _parts(response: Json, given: Json) -> Iterator[Broken]:
    """What holds for every response, whatever it answers."""
    attributes = response.get("sessionAttributes") or {}
    sizes = LIMITS["response"].faults("the response", _bytes(response))
    sizes += LIMITS["attributes"].faults("sessionAttributes", _bytes(attributes))
    yield from (Broken(FORM, fault) for fault in (*sizes, *_card(given.get("card") or {})))
    for name, said in (("outputSpeech", given.get("outputSpeech")), ("reprompt", _reprompt(given))):
        yield from (Broken(MARKUP, fault) for fault in speech.markup(name, said))
        yield from (Broken(SPEECH, fault) for fault in speech.length(name, said))


def _by_kind(given: Json, request: Json, model: Json | None) -> Iterator[Broken]:
    """What depends on the request."""
    kind = str(request.get("request", {}).get("type"))
    if kind in _TALKING:
        yield from (Broken(OPEN, fault) for fault in _turn(given))
    if kind not in _SPEAKABLE:
        silent = (f"{kind} is answered with {name}" for name in _SILENT if given.get(name))
        yield from (Broken(SILENT, fault) for fault in silent)
    yield from directives.faults(given.get("directives") or [], request, model)
    answer = given.get("canFulfillIntent")
    yield from (Broken(CAN_FULFILL, fault) for fault in _can_fulfill(kind, answer, request))


def _bytes(document: object) -> int:
    return len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())


def _reprompt(given: Json) -> Json | None:
    reprompt = given.get("reprompt")
    return (reprompt.get("outputSpeech") or {}) if reprompt is not None else None


def _card(card: Json) -> list[str]:
    kind, image = card.get("type"), card.get("image") or {}
    text = "".join(str(card.get(name) or "") for name in ("title", "content", "text"))
    found = LIMITS["card"].faults("the card", len(text))
    if kind in ("Simple", "Standard") and not text.strip():
        found.append("the card shows nothing")
    if kind == "AskForPermissionsConsent" and not card.get("permissions"):
        found.append("the card asks for no permission")
    for url in filter(None, image.values()):
        found += LIMITS["image"].faults("an image URL", len(url))
        found += [] if url.startswith("https://") else [f"image {url[:40]!r} is not https"]
    return found


def _turn(given: Json) -> list[str]:
    """A spoken turn either asks, with the microphone open, or ends the session."""
    ends, said, reprompt = (given.get(n) for n in ("shouldEndSession", "outputSpeech", "reprompt"))
    kinds = [str(directive.get("type")) for directive in given.get("directives") or ()]
    video = any(kind.startswith("VideoApp.") for kind in kinds)
    if video:
        wrong = [name for name in ("reprompt", "shouldEndSession") if name in given]
        return [f"a video is started together with {name}" for name in wrong]
    if ends is None:
        return ["shouldEndSession is not said: a device without a screen hears nothing more"]
    if ends:
        found = ["the session ends with a reprompt"] if reprompt else []
        dialog = [k for k in kinds if k.startswith("Dialog.") and not k.endswith("Entities")]
        found += [f"the session ends with {kind}" for kind in dialog]
        return found + (["the session ends on a question"] if speech.asks(said) else [])
    found = [] if speech.asks(said) else ["the session stays open, and no question is asked"]
    if not reprompt:
        return [*found, "the session stays open without a reprompt"]
    asked = speech.asks(_reprompt(given))
    return found if asked else [*found, "the reprompt asks nothing"]


def _can_fulfill(kind: str, answer: Json | None, request: Json) -> list[str]:
    if kind != "CanFulfillIntentRequest":
        return [f"{kind} is answered with canFulfillIntent"] if answer else []
    if not answer or not answer.get("canFulfill"):
        return ["CanFulfillIntentRequest is answered without canFulfill"]
    asked = set((request["request"].get("intent") or {}).get("slots") or {})
    slots = answer.get("slots") or {}
    found = [f"canFulfillIntent says nothing of the slot {name}" for name in asked - set(slots)]
    found += [f"canFulfillIntent has the slot {name}, not asked for" for name in set(slots) - asked]
    for name, slot in slots.items():
        missing = {"canUnderstand", "canFulfill"} - set(slot)
        found += [f"canFulfillIntent says no {member} of the slot {name}" for member in missing]
    return found
