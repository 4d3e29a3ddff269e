"""Faults of a language over a catalogue, found when it is built: what cannot be heard, and what cannot be told apart.

May import `skills`. What an ear lacks is asked of the ear, by a function that is passed in.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from skills.language.forms import forms
from skills.lexicon import Lexicon
from skills.meaning import Meaning
from skills.samples import samples
from skills.slot_types import SlotType
from skills.understand import Understanding

SAMPLES = 120  # of one template; what collides shows in far fewer
FEWER = 10  # of one template, where a language differs little from one that is checked with more


@dataclass(frozen=True)
class Finding:
    """One fault."""

    kind: str
    """deaf: not in an ear's vocabulary; guessed: spoken by rule; sound: two things sound alike; name: one name for two
    things; sentence: another intent is understood; ambiguous: two meanings are as good; and of a package invocation,
    sample, overlap (one sample in two intents), limit, dialog, example, endpoint, manifest, schema"""
    what: str
    where: str
    mend: str = ""
    """What would be right"""

    def __str__(self) -> str:
        return f"{self.kind}: {self.what} ({self.where})" + (f"; {self.mend}" if self.mend else "")


WARNINGS = frozenset({"deaf", "guessed", "sound", "ambiguous"})
"""Kinds that a shop can live with"""


def faults(lexicon: Lexicon, most: int = SAMPLES) -> Iterator[Finding]:
    """What must be mended: names and sentences that stand for two things."""
    yield from same_names(lexicon)
    yield from sentence_names(lexicon)
    yield from collisions(lexicon, most)


def unheard(lexicon: Lexicon, words: Mapping[str, Finding]) -> Iterator[Finding]:
    """What was found of single words, each with the names it stands in; words of sentences alone come last."""
    told = set[str]()
    for slot in (t for t in lexicon.types.values() if not t.part_of):
        for value in slot.values:
            for said in value.spoken:
                for word in sorted(words.keys() & set(said.split())):
                    told.add(word)
                    yield replace(words[word], where=f"{slot.name} {value.id}: {said!r}")
    yield from (replace(words[word], where="sentences") for word in sorted(words.keys() - told))


def sound_alike(
    lexicon: Lexicon, spoken: Callable[[Iterable[str]], Mapping[str, list[str]]]
) -> Iterator[Finding]:
    """Things of one kind whose names are written differently and spoken alike: an ear hears one of them only."""
    types = [t for t in lexicon.types.values() if not t.part_of and not t.digits]
    names = [(t, v.id, said) for t in types for v in t.values for said in v.spoken]
    sounds = spoken({word for _, _, said in names for word in said.split()})
    alike: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for slot, value, said in names:
        if all(word in sounds for word in said.split()):
            sound = " ".join(sounds[word][0] for word in said.split())
            alike[slot.name, sound].setdefault(value, said)
    for (slot_name, _), owners in alike.items():
        if len(set(owners.values())) > 1:
            yield Finding("sound", ", ".join(owners.values()), f"{slot_name} {', '.join(owners)}")


def same_names(lexicon: Lexicon) -> Iterator[Finding]:
    """Names that two products have, or two options of one product."""
    yield from _shared("product", [lexicon.types["product"]])
    yield from _shared("category", [lexicon.types["category"]])
    profiles = dict.fromkeys(p.groups for p in lexicon.vocabulary.products)
    for groups in profiles:
        yield from _shared("option", [lexicon.types[g] for g in groups])


def sentence_names(lexicon: Lexicon) -> Iterator[Finding]:
    """Names of the catalogue that are whole sentences of the shop, as "check out" would be."""
    said = {
        sentence: intent
        for intent, _, template in _templates(lexicon)
        for sentence in samples(lexicon, template, SAMPLES)
        if "{" not in sentence
    }
    for slot in (t for t in lexicon.types.values() if not t.part_of and not t.builtin):
        for value in slot.values:
            for name in said.keys() & set(value.spoken):
                yield Finding("name", name, f"{slot.name} {value.id} is a sentence of {said[name]}")


def _shared(where: str, types: list[SlotType]) -> Iterator[Finding]:
    owners: dict[str, set[str]] = defaultdict(set)
    for slot in types:
        for value in slot.values:
            for said in value.spoken:
                owners[said].add(f"{slot.name}.{value.id}")
    for said, ids in owners.items():
        if len(ids) > 1:
            yield Finding("name", said, f"{where} {', '.join(sorted(ids))}")


def collisions(lexicon: Lexicon, most: int = SAMPLES) -> Iterator[Finding]:
    """Sentences of one intent that are understood as another, or as well in another way; one for each such pair."""
    understanding = Understanding(lexicon)
    seen: set[tuple[str, ...]] = set()
    for intent, focus, template in _templates(lexicon):
        for sentence in samples(lexicon, template, most, lambda s: _value(lexicon, s.list_name)):
            meanings = understanding.meanings(sentence, focus)
            found = meanings[0].intent if meanings else "nothing"
            meanings = [m for m in meanings if m.intent == found]
            pair = (intent, found, *_differing(meanings))
            if pair in seen or (found == intent and len(meanings) == 1):
                continue
            seen.add(pair)
            if found != intent:
                yield Finding("sentence", sentence, f"{intent} is understood as {found}")
            else:
                ways = " or ".join(f"{m.intent} {', '.join(m.slots)}".strip() for m in meanings)
                yield Finding("ambiguous", sentence, ways, "the first is taken")


def _differing(meanings: list[Meaning]) -> list[str]:
    """The slots that some meanings have and others have not."""
    every = {slot for meaning in meanings for slot in meaning.slots}
    return sorted(slot for slot in every if not all(slot in m.slots for m in meanings))


def _templates(lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    """Intent, question and template of all sentences."""
    for intent, source in lexicon.sources.items():
        for focus, sentences in (("", source.sentences), *source.answers.items()):
            yield from ((intent, focus, sentence.say) for sentence in sentences)


def _value(lexicon: Lexicon, listed: str) -> str:
    slot = lexicon.types[listed]
    spoken = forms(lexicon.language.language)
    if slot.digits:
        return spoken.digits(int("123456789"[: slot.digits[0]]))
    return slot.values[-1].spoken[0]
