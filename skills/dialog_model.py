"""The dialog of the interaction model: which slots the skill asks for and confirms by directive, and their prompts.

May import `skills`. Made from the tables of `skills.directives`. Alexa never leads the talk (`SKILL_RESPONSE`, and nothing
is delegated), so the prompts are never heard; the model needs them all the same, and they are worded like any question.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from skills.answer import Say, say
from skills.directives import CHOICE, CONFIRMED, ELICITED, Asked
from skills.lexicon import Lexicon
from skills.samples import samples
from skills.wording import Wording

Json = dict[str, Any]
MOST_ANSWERS = 12
QUESTIONS: Mapping[str, Say] = {
    "name": say("ask_name"),
    "number": say("ask_number"),
    "code": say("ask_code"),
    "category": say("ask_category"),
    "which": say("ask_product"),
    "guide": say("prompt_trait"),
}
"""What is asked, by question of `ELICITED`"""


def elicited(lexicon: Lexicon) -> dict[Asked, Say]:
    """Every slot that is asked for, and with what phrase."""
    asked = {slot: QUESTIONS[question] for question, slot in ELICITED.items()}
    groups = (g for g in lexicon.vocabulary.groups if g.id in lexicon.intent_slots[CHOICE])
    return asked | {Asked(CHOICE, g.id): say("prompt_choice", group=g.name) for g in groups}


def dialog(lexicon: Lexicon) -> Json:
    """The model's `dialog`: each intent with all its slots, as Amazon wants it."""
    asked = elicited(lexicon)
    intents = dict.fromkeys(slot.intent for slot in (*asked, *CONFIRMED))
    return {
        "delegationStrategy": "SKILL_RESPONSE",
        "intents": [_intent(lexicon, name, asked) for name in intents],
    }


def prompts(lexicon: Lexicon, wording: Wording) -> list[Json]:
    """The model's `prompts`, by the ids that the dialog names."""
    spoken = {_id("Elicit", slot): phrase for slot, phrase in elicited(lexicon).items()}
    for slot in CONFIRMED:
        spoken[_id("Confirm", slot)] = say("prompt_quantity", quantity=f"{{{slot.slot}}}")
    return [
        {"id": name, "variations": [{"type": "PlainText", "value": wording.render(phrase, 0)}]}
        for name, phrase in spoken.items()
    ]


def answers(lexicon: Lexicon, slot: Asked) -> list[str]:
    """How the question for a slot is answered: by its value alone, or as the language says behind the question."""
    source = lexicon.sources[slot.intent]
    questions = [question for question, asked in ELICITED.items() if asked == slot]
    said = (s.say for question in questions for s in source.answers.get(question, ()))
    every = (s for template in said for s in samples(lexicon, template, MOST_ANSWERS))
    return list(dict.fromkeys((f"{{{slot.slot}}}", *every)))


def _intent(lexicon: Lexicon, name: str, asked: Mapping[Asked, Say]) -> Json:
    slots = (Asked(name, slot) for slot in lexicon.intent_slots[name])
    return {
        "name": name,
        "confirmationRequired": False,
        "prompts": {},
        "slots": [_slot(lexicon, slot, slot in asked) for slot in slots],
    }


def _slot(lexicon: Lexicon, slot: Asked, is_asked: bool) -> Json:
    kind = lexicon.types[lexicon.slots[slot.slot]]
    return {
        "name": slot.slot,
        "type": kind.builtin or kind.name,
        "elicitationRequired": is_asked,
        "confirmationRequired": slot in CONFIRMED,
        "prompts": dict(_prompts(slot, is_asked)),
    }


def _prompts(slot: Asked, is_asked: bool) -> Iterator[tuple[str, str]]:
    if is_asked:
        yield "elicitation", _id("Elicit", slot)
    if slot in CONFIRMED:
        yield "confirmation", _id("Confirm", slot)


def _id(what: str, slot: Asked) -> str:
    return f"{what}.Slot.{slot.intent}.{slot.slot}"
