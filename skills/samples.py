"""Sample utterances of a template: a bounded set in which every branch is said at least once.

May import `skills.lexicon`. Written out in full one drink order has thousands of forms; here each branch is taken once with
the first of all others, a beginning also with what may follow it, and one sample takes the longest of everything.
"""

from collections.abc import Callable, Iterator
from itertools import islice, pairwise

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

FORMS = 24  # of one part, where two parts differ at once


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
    """The longest, then those with fewest slots, and for the last third some of all the others."""
    ordered = [*found[:1], *sorted(found[1:], key=lambda sample: sample.count("{"))]
    plain, rest = ordered[: most - most // 3], ordered[most - most // 3 :]
    return [*plain, *rest[:: max(1, -(-len(rest) // max(1, most // 3)))]]


class _Cover:
    """Walks templates; rules are taken from the language."""

    def __init__(self, lexicon: Lexicon, fill: Callable[[ListReference], str]) -> None:
        self._fill = fill
        self._rules = lexicon.rule_expressions
        self._said: dict[str, list[str]] = {}
        """Branches of the rules that were walked; most stand in many others"""

    def branches(self, expression: Expression) -> Iterator[str]:
        """The plainest form first, then forms that differ from it in one branch."""
        match expression:
            case TextChunk(text=text):
                yield text
            case ListReference():
                yield self._fill(expression)
            case RuleReference(rule_name=name):
                if name not in self._said:
                    self._said[name] = list(self.branches(self._rules[name]))
                yield from self._said[name]
            case Alternative(items=items):
                for item in sorted(items, key=_is_said):
                    yield from self.branches(item)
            case Sequence(items=items):
                yield from self._sequence(items)

    def _sequence(self, items: list[Expression]) -> Iterator[str]:
        plain = [next(self.branches(item)) for item in items]
        yield "".join(plain)
        yield from self._neighbours(items, plain)
        for place, item in enumerate(items):
            for other in islice(self.branches(item), 1, None):
                yield "".join((*plain[:place], other, *plain[place + 1 :]))

    def _neighbours(self, items: list[Expression], plain: list[str]) -> Iterator[str]:
        """Forms of a part with the first thing said in the next that may be left out: "can i have" with "a"."""
        spoken = [n for n, item in enumerate(items) if not _is_space(item)]
        for place, after in pairwise(spoken):
            said = next(islice(self.branches(items[after]), 1, None), None)
            if said is None or plain[after].strip():
                continue
            for other in islice(self.branches(items[place]), 1, FORMS):
                between = plain[place + 1 : after]
                yield "".join((*plain[:place], other, *between, said, *plain[after + 1 :]))

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


def _is_space(item: Expression) -> bool:
    return isinstance(item, TextChunk) and not item.text.strip()


def _is_said(item: Expression) -> bool:
    """Whether anything is said in it; what can be left out comes first."""
    return not (isinstance(item, TextChunk) and not item.text)


def _repeats_slot(sample: str) -> bool:
    slots = [word for word in sample.split() if word.startswith("{")]
    return len(slots) != len(set(slots))
