"""Read a catalogue file, report all its faults by line and field, and load it all or nothing.

Imports nothing of ours but the transaction, catalogue, its document, checks and source lines.
"""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from models import branch_checks, catalog_load, dialogue_checks, trait_checks, translation_checks
from models.catalog_checks import Flaw, flaws
from models.catalog_document import Document
from models.errors import CatalogueInvalid, Fault
from models.pricing import checks as pricing_checks
from models.source_lines import source_lines, written
from models.transaction import forget

MOST_BYTES = 20_000_000
_CHECKS = (
    flaws,
    branch_checks.flaws,
    dialogue_checks.flaws,
    trait_checks.flaws,
    pricing_checks.flaws,
    translation_checks.flaws,
)


def parse(text: str) -> Document:
    """Return the catalogue of a JSON text; raises `CatalogueInvalid` with every fault in it."""
    size = len(text.encode(errors="replace"))
    if size > MOST_BYTES:
        raise CatalogueInvalid((Fault(1, "", size, f"must not be over {MOST_BYTES} bytes"),))
    text = text.removeprefix("\ufeff")
    repeated: list[str] = []
    raw = _decode(text, repeated)
    found = [flaw for check in _CHECKS for flaw in check(raw)]
    try:
        document = Document.model_validate(raw)
    except ValidationError as error:
        found += _misshapen(error)
    else:
        if not found and not repeated:
            return document
    raise CatalogueInvalid(_located(text, found))


def load(session: Session, document: Document) -> None:
    """Make the store sell what the document lists, all or nothing.

    Rows are matched by id. Products no longer listed are kept for carts and orders, not sold;
    stock is set to what the document says.
    """
    with session.begin_nested():
        catalog_load.replace(session, document)
    session.expire_all()
    forget(session)


def _decode(text: str, repeated: list[str]) -> object:
    """Return the raw JSON; keys standing twice in an object are added to `repeated`."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        entries = dict(items)
        if len(entries) < len(items):
            repeated.extend(key for key, _value in items)
        return entries

    try:
        return json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        excerpt = text[error.pos : error.pos + 20]
        fault = Fault(error.lineno, "", excerpt, f"must be valid JSON: {error.msg}")
    except RecursionError:
        fault = Fault(1, "", text[:20], "must not be nested so deeply")
    except ValueError as error:
        fault = Fault(1, "", text[:20], f"must be valid JSON: {error}")
    raise CatalogueInvalid((fault,))


def _misshapen(error: ValidationError) -> Iterator[Flaw]:
    """Return what the shape of the document refuses."""
    for one in error.errors(include_url=False, include_context=False):
        value = None if one["type"] == "missing" else one["input"]
        message = "must be an object" if one["type"] == "model_type" else one["msg"]
        yield Flaw(tuple(part for part in one["loc"] if part != "[key]"), value, message)


def _located(text: str, found: list[Flaw]) -> tuple[Fault, ...]:
    """Return the faults with their lines, in the text's order."""
    where = source_lines(text)
    faults = [
        Fault(where.line(flaw.path), written(flaw.path), flaw.value, flaw.message) for flaw in found
    ]
    faults += [
        Fault(line, written(path), path[-1], "stands twice in the same object")
        for path, line in where.repeated
    ]
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.field)))
