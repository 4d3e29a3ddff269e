"""Hassil rules for the options of a product, said in any order, each once.

Imports nothing of ours. A permutation written out has n! branches and parses that only differ in what was left out;
one rule for each set of options that can still follow has 2^n at most, and exactly one parse for each sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

DEEPEST = 3  # options said before, and again behind, one product; more is rare in speech and costs accuracy


@dataclass(frozen=True)
class AnyOrder:
    """Makes the rules: `name` for all groups, and one more for each set that is left."""

    name: str
    joiners: tuple[str, str]
    """Said before the first option, and before each that follows; or around it, where "{}" stands for it."""
    together: Mapping[str, frozenset[str]]
    """For each group those that may follow it: they share a product with it; itself, if it may be said twice."""
    around: Mapping[str, str] = field(default_factory=dict)
    """For some groups what is said around them, in place of the joiners"""

    def rules(self, groups: tuple[str, ...]) -> dict[str, str]:
        """One rule for every set of groups that can still follow; no order is written out twice."""
        found: dict[str, str] = {}
        todo = [(groups, 0)] if groups else []
        while todo:
            rest, depth = todo.pop()
            if self._rule(rest, depth) not in found:
                found[self._rule(rest, depth)] = f"[{self.one_or_more(rest, depth)}]"
                left = [self._left(rest, g) for g in rest if depth + 1 < DEEPEST]
                todo += [(groups, depth + 1) for groups in left if groups]
        return found

    def one_or_more(self, groups: tuple[str, ...], depth: int = 0) -> str:
        """Any of the groups, then any of what is left."""
        before, _, behind = self.joiners[min(depth, 1)].partition("{}")

        def said(group: str) -> str:
            first, _, last = self.around.get(group, f"{{}}{behind}").partition("{}")
            return f"{first}{{{group}}}{last}{self._then(self._left(groups, group), depth)}"

        return f"{before} ({'|'.join(map(said, groups))})"

    def _then(self, rest: tuple[str, ...], depth: int) -> str:
        return f" <{self._rule(rest, depth + 1)}>" if rest and depth + 1 < DEEPEST else ""

    def _left(self, groups: tuple[str, ...], said: str) -> tuple[str, ...]:
        return tuple(g for g in groups if g in self.together[said])

    def _rule(self, groups: tuple[str, ...], depth: int) -> str:
        return f"{self.name}_{depth}_{'_'.join(groups)}" if depth else self.name
