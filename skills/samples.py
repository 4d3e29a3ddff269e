"""Sample utterances of a template: a bounded set in which every branch is said at least once.

May import `skills.lexicon`. Written out in full one drink order has thousands of forms; here each branch is taken once with
the first of all others, then together with others that differ, and one sample takes the longest of everything.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from hassil import (
    Alternative,
    Expression,
    ListReference,
    RuleReference,
    Sequence,
    TextChunk,
    parse_sentence,
)

from skills.lexicon import Lexicon

FORMS = 24  # of one part, where several parts differ at once


def samples(
    lexicon: Lexicon, template: str, most: int, fill: Callable[[ListReference], str] | None = None
) -> list[str]:
    """Samples with slots as `{slot}`, or as `fill` writes them; of too many those with fewest slots, and the longest."""
    return bounded(every(lexicon, template, fill), most)


def every(
    lexicon: Lexicon, template: str, fill: Callable[[ListReference], str] | None = None
) -> list[str]:
    """All that stand for a template, the longest first."""
    cover = _Cover(lexicon, fill or (lambda slot: f"{{{slot.slot_name}}}"))
    expression = parse_sentence(template).expression
    found = (cover.longest(expression), *cover.branches(expression))
    tidy = (" ".join(text.split()) for text in found)
    return list(dict.fromkeys(t for t in tidy if t and not _repeats_slot(t)))


def bounded(found: list[str], most: int) -> list[str]:
    """The first, and of the others those with fewest slots."""
    return [*found[:1], *sorted(found[1:], key=lambda sample: sample.count("{"))][:most]


class _Cover:
    """Walks templates; rules are taken from the language."""

    def __init__(self, lexicon: Lexicon, fill: Callable[[ListReference], str]) -> None:
        self._fill = fill
        self._rules = lexicon.rule_expressions

    def branches(self, expression: Expression) -> Iterator[str]:
        """The plainest form first, then forms that differ from it in one branch."""
        match expression:
            case TextChunk(text=text):
                yield text
            case ListReference():
                yield self._fill(expression)
            case RuleReference(rule_name=name):
                yield from self.branches(self._rules[name])
            case Alternative(items=items):
                for item in sorted(items, key=_is_said):
                    yield from self.branches(item)
            case Sequence(items=items):
                yield from self._sequence(items)

    def _sequence(self, items: list[Expression]) -> Iterator[str]:
        plain = [next(self.branches(item)) for item in items]
        yield "".join(plain)
        for place, item in enumerate(items):
            for other in islice(self.branches(item), 1, None):
                yield "".join((*plain[:place], other, *plain[place + 1 :]))
        yield from self._together(items)

    def _together(self, items: list[Expression]) -> Iterator[str]:
        """All parts differ at once, each in the next of its forms: who asks politely may also want sugar."""
        forms = [list(islice(self.branches(item), FORMS)) for item in items]
        several = [form for form in forms if form[1:]]
        for turn in range(1, max(map(len, several)) if several[1:] else 1):
            yield "".join(form[turn % len(form)] for form in forms)

    def longest(self, expression: Expression) -> str:
        """The form with most words; of equally long ones the first."""
        match expression:
            case RuleReference(rule_name=name):
                return self.longest(self._rules[name])
            case Alternative(items=items):
                return max(map(self.longest, items), key=lambda text: len(text.split()))
            case Sequence(items=items):
                return "".join(map(self.longest, items))
        return next(self.branches(expression))


def _is_said(item: Expression) -> bool:
    """Whether anything is said in it; what can be left out comes first."""
    return not (isinstance(item, TextChunk) and not item.text)


def _repeats_slot(sample: str) -> bool:
    slots = [word for word in sample.split() if word.startswith("{")]
    return len(slots) != len(set(slots))
