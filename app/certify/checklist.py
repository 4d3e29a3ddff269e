"""The list of what certification asks, read from the table beside this module. Imports the pages and outcomes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from app.certify import pages
from app.certify.outcome import State

_TABLE = Path(__file__).with_name("checklist.yaml")


@dataclass(frozen=True)
class Entry:
    """One line of the list."""

    group: str
    item: int
    check: str
    title: str
    page: str
    state: State | None = None
    """Set where no check can hold it"""
    why: str = ""


def entries() -> list[Entry]:
    """All lines, in order."""
    return list(_entries())


def _entries() -> Iterator[Entry]:
    group = ""
    for row in yaml.safe_load(_TABLE.read_text(encoding="utf-8")):
        group = row.get("group", group)
        item, own = row["item"], row.get("pages", {})
        for check, title in row.get("checks", {}).items():
            yield Entry(group, item, check, title, getattr(pages, own.get(check, row["page"])))
        for check, told in row.get("open", {}).items():
            page = getattr(pages, row["page"])
            yield Entry(group, item, check, told["title"], page, State(told["state"]), told["why"])
