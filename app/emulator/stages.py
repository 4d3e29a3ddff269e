"""Where a script can be played: with Alexa, or at the counter. May import this room, the counter and its snapshot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.counter.conversation import Conversation, Reply
from app.counter.snapshot import snapshot
from app.emulator.alexa import Alexa, Exchange
from app.emulator.dialog import Dialog
from app.emulator.intents import slots_said
from app.emulator.invocation import Invocation
from app.emulator.script import Step
from models.base import Store
from skills.wording import Wording

Json = dict[str, Any]
ALEXAS_OWN = frozenset({"card", "elicits", "screen"})


@dataclass(frozen=True)
class Seen:
    """What came of a step; the members that `Expect` has, and the faults of the answer."""

    intent: str = ""
    slots: Mapping[str, Any] = field(default_factory=dict)
    speech: str = ""
    cart: list[list[Any]] = field(default_factory=list)
    ended: bool = False
    card: str = ""
    elicits: str = ""
    screen: list[str] = field(default_factory=list)
    faults: tuple[str, ...] = ()
    number: int | None = None
    """Of the owner's newest order"""
    exchange: Exchange | None = None


class Stage(Protocol):
    """Plays steps."""

    name: str

    @property
    def unseen(self) -> frozenset[str]:
        """The expectations that cannot be looked at here."""

    def play(self, step: Step, words: str) -> Seen | None:
        """Play a step; None where it means nothing here."""


@dataclass
class AlexaStage:
    """With Alexa."""

    alexa: Alexa
    store: Store | None
    name: str = "alexa"

    @property
    def unseen(self) -> frozenset[str]:
        """The cart, if the store is another's."""
        return frozenset() if self.store else frozenset({"cart"})

    def play(self, step: Step, words: str) -> Seen:
        """Say it to the device."""
        exchange = _DOINGS[step.do](self.alexa, words)
        return self.seen(exchange)

    def seen(self, exchange: Exchange) -> Seen:
        """Tell what came of an exchange."""
        has = _has(self.store, f"alexa:{self.alexa.device.user_id}")
        dialog = Dialog.of(exchange.response, exchange.request) if exchange.request else None
        heard = exchange.heard
        slots = slots_said(exchange.request) if exchange.request else {}
        return Seen(
            heard.intent if heard else "",
            # What a dialog kept from before was not said now.
            {name: said for name, said in slots.items() if heard and name in heard.slots},
            exchange.speech,
            _cart(has),
            bool(exchange.ended),
            exchange.card,
            dialog.elicits if dialog else "",
            exchange.rows,
            exchange.faults,
            _number(has),
            exchange,
        )


_DOINGS: Mapping[str | None, Callable[[Alexa, str], Exchange]] = {
    None: lambda alexa, words: alexa.say(words),
    "open": lambda alexa, words: alexa.open(),
    "silence": lambda alexa, words: alexa.silence(),
    "exit": lambda alexa, words: alexa.say("exit"),
}


@dataclass
class CounterStage:
    """At the counter, by text."""

    conversation: Conversation
    store: Store
    invocation: Invocation
    wording: Wording
    name: str = "counter"
    unseen: frozenset[str] = ALEXAS_OWN

    def play(self, step: Step, words: str) -> Seen | None:
        """Say it at the counter, without the skill's name; to leave there needs no words."""
        call = self.invocation.read(words)
        if step.do in ("open", "exit") or call.opens:
            self.conversation.leave()
        if step.do == "open" or (call.opens and not call.words):
            return self._seen(self.conversation.greet())
        return None if step.do else self._seen(self.conversation.say(call.words, typed=True))

    def _seen(self, reply: Reply) -> Seen:
        has = _has(self.store, reply.owner)
        intent = (reply.request["request"].get("intent") or {}).get("name", "")
        said = slots_said(reply.request)
        speech = self.wording.at_alexa(reply.speech)  # a script is for both doors
        return Seen(intent, said, speech, _cart(has), reply.ended, number=_number(has))


def _has(store: Store | None, owner: str) -> Json:
    return snapshot(store, owner) if store else {"cart": None, "order": None}


def _cart(has: Json) -> list[list[Any]]:
    lines = has["cart"]["lines"] if has["cart"] else []
    return [[line["quantity"], line["product"], line["options"]] for line in lines]


def _number(has: Json) -> int | None:
    return has["order"]["number"] if has["order"] else None
