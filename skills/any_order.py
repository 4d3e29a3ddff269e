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
    groups: tuple[str, ...]
    joiners: tuple[str, str]
    """Said before the first option, and before each that follows; or around it, where "{}" stands for it."""
    together: Mapping[str, frozenset[str]]
    """For each group those that may follow it: they share a product with it; itself, if it may be said twice."""
    around: Mapping[str, str] = field(default_factory=dict)
    """For some groups what is said around them, in place of the joiners"""
    prefix: str = ""
    """Of the slots: they are called as the groups but for this"""

    @property
    def some(self) -> str:
        """Any of the groups or none, as an expression; "" if there are none."""
        return f"<{self.name}>" if self.groups else ""

    @property
    def one_or_more(self) -> str:
        """One of the groups at least, as an expression; "" if there are none."""
        return self._said(self.groups, 0) if self.groups else ""

    def rules(self) -> dict[str, str]:
        """One rule for every set of groups that can still follow; no order is written out twice."""
        found: dict[str, str] = {}
        todo = [(self.groups, 0)] if self.groups else []
        while todo:
            rest, depth = todo.pop()
            if self._rule(rest, depth) not in found:
                found[self._rule(rest, depth)] = f"[{self._said(rest, depth)}]"
                left = [self._left(rest, g) for g in rest if depth + 1 < DEEPEST]
                todo += [(groups, depth + 1) for groups in left if groups]
        return found

    def _said(self, groups: tuple[str, ...], depth: int) -> str:
        """Any of the groups, then any of what is left."""
        before, _, behind = self.joiners[min(depth, 1)].partition("{}")

        def said(group: str) -> str:
            first, _, last = self.around.get(group, f"{{}}{behind}").partition("{}")
            slot = f"{{{group}:{self.prefix}{group}}}" if self.prefix else f"{{{group}}}"
            return f"{first}{slot}{last}{self._then(self._left(groups, group), depth)}"

        return f"{before} ({'|'.join(map(said, groups))})"

    def _then(self, rest: tuple[str, ...], depth: int) -> str:
        return f" <{self._rule(rest, depth + 1)}>" if rest and depth + 1 < DEEPEST else ""

    def _left(self, groups: tuple[str, ...], said: str) -> tuple[str, ...]:
        return tuple(g for g in groups if g in self.together[said])

    def _rule(self, groups: tuple[str, ...], depth: int) -> str:
        return f"{self.name}_{depth}_{'_'.join(groups)}" if depth else self.name
