"""Search by terms: words of names, categories and traits that products stand under, the rarest one first.

Imports nothing of ours but the catalogue's names.
"""

import sys
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session, aliased

from models.catalog_names import ANY_PRODUCT, SearchEntry, SearchTerm

WORD_LIKENESS = 75
"""Per cent of likeness at which a word may be meant by another"""
MOST_WORDS = 12
"""Words of a question that are looked at"""
MOST_TERMS = 2000
"""Terms of one initial compared with a word that is not among them"""
_COUNTS = select(SearchTerm.term, SearchTerm.products).where(
    SearchTerm.term.in_(bindparam("terms", expanding=True))
)


def rarest_first(session: Session, terms: Iterable[str], words: Sequence[str] = ()) -> list[str]:
    """Return the terms to search by, those with the fewest products first."""
    wanted = [*terms, *words[:MOST_WORDS]]
    counts = _counts(session, wanted)
    known = {term if term in counts else _nearest(session, term) or term for term in wanted}
    return sorted(known, key=lambda term: (counts.get(term, 0), term))


def _counts(session: Session, terms: Sequence[str]) -> dict[str, int]:
    """Return how many products stand under each term that has any."""
    if not terms:
        return {}
    return dict(session.connection().execute(_COUNTS, {"terms": terms}).all())


def _nearest(session: Session, word: str) -> str | None:
    """Return the known word of the same initial that is most like this one."""
    if word.startswith(ANY_PRODUCT):
        return None
    initial = word[0]
    query = select(SearchTerm.term).where(
        SearchTerm.term >= initial, SearchTerm.term < initial + chr(sys.maxunicode)
    )
    known = session.scalars(query.limit(MOST_TERMS)).all()
    best = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=WORD_LIKENESS)
    return None if best is None else best[0]


def standing_under(terms: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return what makes a search entry one of the first term, its product one of all others too."""
    conditions = [SearchEntry.term == terms[0]]
    for term in terms[1:]:
        entry = aliased(SearchEntry)
        same = select(entry).where(entry.term == term, entry.sort == SearchEntry.sort)
        conditions.append(same.exists())
    return conditions
