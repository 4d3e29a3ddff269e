"""Joins a locale's language with the catalogue: slot types, rules and hassil templates.

May import `models` (the vocabulary). Everything that listens is made from a `Lexicon`: the recogniser's grammar, the
local understanding and Alexa's interaction model, so no phrase is written twice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hassil import (
    Expression,
    Intents,
    Sentence,
    SlotList,
    TextSlotList,
    TextSlotValue,
    parse_sentence,
)

from models.vocabulary import Vocabulary
from skills.called import FIRST_NAME
from skills.items import item_rules, item_weights
from skills.language import IntentSource, Language
from skills.slot_types import SlotType, slot_types, spoken_words

_SLOT = re.compile(r"{(\w+)(?::(\w+))?}")  # {list} or {list:slot}


@dataclass(frozen=True)
class Lexicon:
    """A locale's language over one state of the catalogue."""

    language: Language
    vocabulary: Vocabulary

    @cached_property
    def types(self) -> dict[str, SlotType]:
        """All slot types by list name."""
        return slot_types(self.language, self.vocabulary)

    @cached_property
    def sources(self) -> dict[str, IntentSource]:
        """The language's intents, without sentences for which the catalogue has nothing."""
        return {n: s.only(self._can_be_said) for n, s in self.language.intents.items()}

    def _can_be_said(self, template: str) -> bool:
        listed = (self.types.get(kind) for kind, _ in _SLOT.findall(template))
        known = all(kind is None or kind.values or kind.digits for kind in listed)
        return known and set(re.findall(r"<(\w+)>", template)) <= set(self.rules)

    @cached_property
    def rules(self) -> dict[str, str]:
        """The language's rules, and those for products with their options."""
        return self.language.rules | item_rules(self.vocabulary, self.language.joiners)

    @cached_property
    def rule_weights(self) -> dict[str, float]:
        """How likely a rule is beside others, where it is not 1: those of products, by how often these are sold."""
        return item_weights(self.vocabulary)

    @cached_property
    def rule_expressions(self) -> dict[str, Expression]:
        """The rules parsed, digits not written out: what samples are made from."""
        return {name: parse_sentence(text).expression for name, text in self.rules.items()}

    def spelled(self, template: str) -> str:
        """Write a slot that is said digit by digit as so many `{digit}` of the same slot."""
        return _SLOT.sub(self._spelled_slot, template)

    def _spelled_slot(self, found: re.Match[str]) -> str:
        listed, slot = found[1], found[2] or found[1]
        digits = self.types[listed].digits if listed in self.types else None
        return _repeat(f"{{digit:{slot}}}", *digits) if digits else found[0]

    @cached_property
    def slots(self) -> dict[str, str]:
        """The list behind each slot name that a sentence uses."""
        texts = (*self.rules.values(), *(t for i in self.sources.values() for t in i.all))
        found = (m for t in texts for m in _SLOT.findall(t))
        return {slot or kind: self.types[kind].part_of or kind for kind, slot in found}

    @cached_property
    def intent_slots(self) -> dict[str, tuple[str, ...]]:
        """The slots that each intent's sentences can fill, rules within rules included."""
        return {n: tuple(self._slots_of(s.all)) for n, s in self.sources.items()}

    def _slots_of(self, templates: Iterable[str]) -> dict[str, None]:
        """Walk the templates and the rules they name; a dictionary, to keep the order."""
        found: dict[str, None] = {}
        todo, seen = list(templates), set[str]()
        while todo:
            text = todo.pop(0)
            found |= dict.fromkeys(slot or kind for kind, slot in _SLOT.findall(text))
            rules = set(re.findall(r"<(\w+)>", text)) - seen
            seen |= rules
            todo += [self.rules[r] for r in sorted(rules)]
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that any sentence can have."""
        return self._words_of(self.types.values())

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """The same, without those that are first names and nothing else."""
        return self._words_of(t for n, t in self.types.items() if n != FIRST_NAME)

    def _words_of(self, types: Iterable[SlotType]) -> frozenset[str]:
        """Every word of these types' values and of the sentences around them."""
        values = (w for t in types for v in t.values for w in v.spoken)
        texts = (*self.rules.values(), *(t for i in self.sources.values() for t in i.all))
        literal = (re.sub(r"{[^}]*}|<[^>]*>", " ", t) for t in texts)
        return frozenset(re.findall(r"[\w']+", " ".join((*values, *literal))))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every word of the catalogue's names, and those that an amount puts around them."""
        own = (t for n, t in self.types.items() if n not in {"digit", *self.language.lists})
        return spoken_words(own)

    @cached_property
    def pronunciations(self) -> Mapping[str, str]:
        """Word -> phones of the recogniser's dictionary: the language file's, and the catalogue's before them."""
        return {**self.language.pronunciations, **self.vocabulary.pronunciations}

    @cached_property
    def spelled_rules(self) -> dict[str, Sentence]:
        """The rules parsed, digits written out: what is listened for."""
        return {n: parse_sentence(self.spelled(t)) for n, t in self.rules.items()}

    @cached_property
    def intents(self) -> Intents:
        """Hassil's intents with every list and rule, to understand sentences `as_matched`."""
        data = {name: {"data": list(self._blocks(source))} for name, source in self.sources.items()}
        joined = {"settings": {"ignore_whitespace": self.joined}}
        intents = Intents.from_dict({"language": self.language.language, "intents": data} | joined)
        intents.slot_lists.update({t.name: self._slot_list(t) for t in self.types.values()})
        rules = {n: self._template(t) for n, t in self.rules.items()} if self.joined else {}
        intents.expansion_rules.update(
            {n: parse_sentence(t) for n, t in rules.items()} or self.spelled_rules
        )
        return intents

    def lists_in(self, matched: str) -> dict[str, SlotList] | None:
        """Hassil's lists with only the values that stand in joined words; None where spaces part words.

        Hassil finds values by their first letters where a word begins; where none does it would try all, at each place.
        """
        if not self.joined:
            return None
        return {
            name: TextSlotList(name, [value for said, value in values if said in matched])
            for name, values in self._listed.items()
        }

    @cached_property
    def _listed(self) -> dict[str, list[tuple[str, TextSlotValue]]]:
        return {name: list(self._slot_values(slot)) for name, slot in self.types.items()}

    @property
    def joined(self) -> bool:
        """Whether spaces carry no meaning."""
        return self.language.words == "joined"

    def as_matched(self, text: str) -> str:
        """Bring words to the spacing that they are matched in."""
        return "".join(text.split()) if self.joined else text

    def _template(self, text: str) -> str:
        return self.as_matched(self.spelled(text))

    def _blocks(self, source: IntentSource) -> Iterator[dict[str, Any]]:
        yield {"sentences": [self._template(s.say) for s in source.sentences]}
        for focus, answers in source.answers.items():
            sentences = [self._template(s.say) for s in answers]
            yield {"sentences": sentences, "requires_context": {"focus": focus}}

    def _slot_list(self, slot: SlotType) -> TextSlotList:
        return TextSlotList(slot.name, [value for _, value in self._slot_values(slot)])

    def _slot_values(self, slot: SlotType) -> Iterator[tuple[str, TextSlotValue]]:
        for value in slot.values:
            for said in map(self.as_matched, value.spoken):
                yield said, TextSlotValue.from_tuple((said, value.id), allow_template=False)


def _repeat(text: str, low: int, high: int) -> str:
    return " ".join([text] * low + [f"[{text}]"] * (high - low))
