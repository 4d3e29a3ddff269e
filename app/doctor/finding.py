"""What the doctor says of a part. Imports nothing of ours."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """One part as it was found."""

    part: str
    level: Level
    says: str
    remedy: str = ""
    """What to do; empty where all is well"""

    def line(self) -> str:
        """For people."""
        remedy = f"\n{'':23}-> {self.remedy}" if self.remedy else ""
        return f"{self.level.value:<8} {self.part:<13} {self.says}{remedy}"


Check = Callable[[], Iterable[Finding]]


def ok(part: str, says: str) -> Finding:
    """All is well."""
    return Finding(part, Level.OK, says)


def warning(part: str, says: str, remedy: str) -> Finding:
    """It works, and could work better."""
    return Finding(part, Level.WARNING, says, remedy)


def fault(part: str, says: str, remedy: str) -> Finding:
    """It does not work."""
    return Finding(part, Level.FAULT, says, remedy)


def examined(checks: Iterable[tuple[str, Check]]) -> Iterator[Finding]:
    """Look at one part after another; one that cannot even be looked at is a fault, and the others are looked at still."""
    for part, check in checks:
        try:
            yield from check()
        except Exception as error:
            says = f"cannot be examined: {type(error).__name__}: {error}"
            yield fault(part, says, "this was not expected; please report it with this line")
