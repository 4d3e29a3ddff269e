"""Rules for the questions and answers of a catalogue file: each asks for one answer, in every language.

Checked on raw JSON, as `catalog_checks` does. Imports nothing of ours but that and words.
"""

from collections.abc import Iterable, Iterator

from models.catalog_checks import Flaw, Node, same_ids
from models.words import normalise


def flaws(document: object) -> Iterator[Flaw]:
    """Return what is wrong with the answers."""
    top = Node(document)
    answers = top.each("answers")
    yield from same_ids(answers)
    yield from same_ids(answers, "text")
    yield from _same((answer, answer.each("phrasings")) for answer in answers)
    languages = top.at("translations")
    for language in languages.value if isinstance(languages.value, dict) else ():
        entries = languages.at(language)
        yield from _same((one, _said(one, entries)) for one in answers)


def _said(answer: Node, entries: Node) -> list[Node]:
    """How an answer is asked for in a language; one that has no translation is asked for as it is."""
    entry = entries.at(answer.at("text").text or "")
    return entry.each("synonyms") if entry.value else answer.each("phrasings")


def _same(asked: Iterable[tuple[Node, list[Node]]]) -> Iterator[Flaw]:
    owners: dict[str, object] = {}
    for answer, phrasings in asked:
        for phrasing in phrasings:
            words, id = normalise(phrasing.text or ""), answer.at("id").value
            if words and owners.setdefault(words, id) != id:
                yield phrasing.flaw(f"{words!r} already asks for {owners[words]!r}")
