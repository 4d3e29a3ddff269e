"""How large the parts of a response may be, as a table, and what a broken rule is. May import the pages.

Amazon's older pages give 24 KB for the whole response and its newer ones 120 KB; the smaller holds either way.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.certify import pages

SPEECH, FORM, MARKUP, OPEN, SILENT = 11, 12, 13, 16, 18
DIALOG, ENTITIES, CAN_FULFILL, SCREEN = 25, 26, 28, 36
"""The items of the list that a response can break"""


class Broken(NamedTuple):
    """A rule that a response breaks."""

    item: int
    fault: str


class Limit(NamedTuple):
    """The most that is allowed, of what, and where it is said."""

    most: int
    unit: str
    page: str

    def faults(self, what: str, found: int) -> list[str]:
        """Name what is over the limit."""
        if found <= self.most:
            return []
        return [f"{what} has {found:,} {self.unit}, at most {self.most:,} are allowed"]


LIMITS: Mapping[str, Limit] = {
    "speech": Limit(7_999, "characters", pages.TEXT),
    "card": Limit(8_000, "characters", pages.JSON_REFERENCE),
    "image": Limit(2_000, "characters", pages.JSON_REFERENCE),
    "response": Limit(24 * 1024, "bytes", pages.JSON_REFERENCE),
    "attributes": Limit(2 * 1024, "bytes", pages.SESSION),
    "audio": Limit(5, "audio files", pages.SSML),
    "pause": Limit(10_000, "milliseconds", pages.SSML),
    "entities": Limit(100, "values and synonyms", pages.ENTITIES),
    "entity": Limit(140, "characters", pages.ENTITIES),
}
