"""Whose visit it is, and at which counter: the owner keys of people who stand at one. Imports nothing of ours.

Nobody knows them before a code says whose account it is, so that a visit is its counter and the turn that began it.
Neither has a colon in its name.
"""

import re

DOOR = "counter"
"""Begins the owner keys of visits; the user ids of other doors are a namespace of their own"""
_COUNTER = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


def is_counter(name: str) -> bool:
    """Whether a counter may be named so: 1 to 32 small letters, digits, hyphens and underscores."""
    return _COUNTER.fullmatch(name) is not None


def visit(counter: str, first_turn: str) -> str:
    """Give the user id of a visit."""
    return f"{counter}:{first_turn}"


def is_visit(owner: str) -> bool:
    """Whether an owner is a visit, and so nobody's account."""
    return owner.startswith(f"{DOOR}:")


def all_at(counter: str) -> str:
    """Name all who come to one counter, as if they were one owner."""
    return f"{DOOR}:{counter}"


def counter_of(owner: str) -> str | None:
    """Give the counter where an owner stood, or None if it was at another door."""
    door, _, who = owner.partition(":")
    counter, _, turn = who.partition(":")
    return counter if door == DOOR and turn else None
