"""Whether the directives of a response may be sent, to this device and with this model. May import the limits."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.certify.limits import DIALOG, ENTITIES, LIMITS, SCREEN, Broken

INTERFACES = {
    "Alexa.Presentation.APL.": "Alexa.Presentation.APL",
    "Alexa.Presentation.APLT.": "Alexa.Presentation.APLT",
    "Alexa.Presentation.HTML.": "Alexa.Presentation.HTML",
    "AudioPlayer.": "AudioPlayer",
    "Display.": "Display",
    "VideoApp.": "VideoApp",
}
"""What a device has to support for a directive"""
_DIALOG = ("Dialog.ElicitSlot", "Dialog.ConfirmSlot", "Dialog.ConfirmIntent", "Dialog.Delegate")
Json = dict[str, Any]


def faults(directives: list[Json], request: Json, model: Json | None) -> Iterator[Broken]:
    """Check all directives of one response."""
    kinds = [str(d.get("type")) for d in directives]
    for kind in dict.fromkeys(kinds):
        yield from (Broken(SCREEN, fault) for fault in _unsupported(kind, request))
    if sum(kind in _DIALOG for kind in kinds) > 1:
        yield Broken(DIALOG, f"several dialog directives in one response: {', '.join(kinds)}")
    for kind, directive in zip(kinds, directives, strict=True):
        item, check = _CHECKS.get(kind, (SCREEN, _fine))
        for fault in check(directive, request, model):
            yield Broken(item, f"{kind} {fault}")


def _unsupported(kind: str, request: Json) -> Iterator[str]:
    device = request.get("context", {}).get("System", {}).get("device") or {}
    supported = device.get("supportedInterfaces") or {}
    for prefix, interface in INTERFACES.items():
        if kind.startswith(prefix) and interface not in supported:
            yield f"{kind} to a device without {interface}"


def _fine(_directive: Json, _request: Json, _model: Json | None) -> Iterator[str]:
    yield from ()


def _delegate(_directive: Json, _request: Json, _model: Json | None) -> Iterator[str]:
    yield "delegates the dialog, so that the prompts are not the skill's own"


def _slot(directive: Json, request: Json, model: Json | None) -> Iterator[str]:
    """ElicitSlot and ConfirmSlot: the slot must be one that the model's dialog has."""
    asked = directive.get("slotToElicit") or directive.get("slotToConfirm")
    if not asked:
        yield "names no slot"
    yield from _intent(directive, request, model, asked)


def _intent(
    directive: Json, request: Json, model: Json | None, asked: str | None = None
) -> Iterator[str]:
    came = request.get("request", {}).get("intent") or {}
    updated = directive.get("updatedIntent")
    intent = updated or came
    name, slots = intent.get("name"), intent.get("slots") or {}
    if not name:
        yield "has no updatedIntent where the request has no intent"
        return
    if asked and asked not in slots:
        yield f"asks for the slot {asked}, which {name} is not given with"
    for key, slot in slots.items():
        if slot.get("name") != key:
            yield f"has the slot {key} of {name} named {slot.get('name')!r}"
    if model is not None:
        yield from _in_model(str(name), set(slots) if updated else None, asked, model)


def _in_model(name: str, slots: set[str] | None, asked: str | None, model: Json) -> Iterator[str]:
    found = model["interactionModel"]
    known = _named(found["languageModel"]["intents"], name)
    dialog = _named(found.get("dialog", {}).get("intents", ()), name)
    if known is None:
        yield f"is for {name}, an intent that the model does not have"
        return
    wanted = {slot["name"] for slot in known.get("slots", ())}
    if slots is not None and slots != wanted:
        yield f"differs from the model's slots of {name}: {', '.join(sorted(slots ^ wanted))}"
    if dialog is None:
        yield f"is for {name}, which is not in the model's dialog"
    elif asked and _named(dialog.get("slots", ()), asked) is None:
        yield f"asks for {asked}, no slot of {name} in the model's dialog"


def _named(entries: Any, name: str) -> Json | None:
    return next((dict(entry) for entry in entries if entry.get("name") == name), None)


def _entities(directive: Json, _request: Json, model: Json | None) -> Iterator[str]:
    types = directive.get("types") or []
    behaviour = directive.get("updateBehavior")
    if (behaviour == "REPLACE") is not bool(types):
        yield f"has updateBehavior {behaviour} with {len(types)} types"
    own = (
        {t["name"] for t in model["interactionModel"]["languageModel"]["types"]} if model else None
    )
    words: list[str] = []
    for entry in types:
        name = str(entry.get("name"))
        if name.startswith("AMAZON.") or (own is not None and name not in own):
            yield f"names {name}, not a custom slot type of the model"
        values = entry.get("values") or []
        ids = [value.get("id") for value in values]
        if len(set(ids)) < len(ids) or not all(ids):
            yield f"gives {name} values without an id of their own"
        said = [value.get("name") or {} for value in values]
        words += [w for one in said for w in (one.get("value"), *(one.get("synonyms") or ()))]
    if not all(words):
        yield "has a value without a name"
    yield from LIMITS["entities"].faults("as a whole", len(words))
    for word in filter(None, words):
        yield from LIMITS["entity"].faults(f"value {word[:20]!r}", len(word))


def _document(directive: Json, _request: Json, _model: Json | None) -> Iterator[str]:
    document = directive.get("document") or {}
    if not directive.get("token"):
        yield "has no token"
    if document.get("type") != "APL":
        yield f"has a document of type {document.get('type')!r}, want 'APL'"
    if not document.get("version"):
        yield "has a document without a version"
    if not (document.get("mainTemplate") or {}).get("items"):
        yield "has a document whose mainTemplate shows no items"


_Check = Callable[[Json, Json, Json | None], Iterator[str]]
_CHECKS: Mapping[str, tuple[int, _Check]] = {
    "Dialog.Delegate": (DIALOG, _delegate),
    "Dialog.ElicitSlot": (DIALOG, _slot),
    "Dialog.ConfirmSlot": (DIALOG, _slot),
    "Dialog.ConfirmIntent": (DIALOG, _intent),
    "Dialog.UpdateDynamicEntities": (ENTITIES, _entities),
    "Alexa.Presentation.APL.RenderDocument": (SCREEN, _document),
}
