"""The tree of categories: what is below what. Imports nothing of ours."""

from collections.abc import Iterable, Mapping


def below(ids: Iterable[str], parents: Mapping[str, str | None]) -> set[str]:
    """Return categories with all below them, by the parent of each."""
    found = set(ids)
    while more := {one for one, above in parents.items() if above in found} - found:
        found |= more
    return found
