"""What a check finds, and why some cannot be made. Imports nothing of ours."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    PASS = "pass"  # noqa: S105 (no password)
    FAIL = "fail"
    LATER = "later"
    """Purchases with account linking, which the skill does not have yet"""
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Result:
    """One check of one item of the list."""

    group: str
    item: int
    check: str
    title: str
    state: State
    why: tuple[str, ...]
    """Its faults, or the reason why there is nothing to check"""
    page: str


class NotApplicable(Exception):
    """There is nothing to check here; the text says why."""


class Unanswered(Exception):
    """The service did not answer a right request as it should; the text says how."""
