"""Rules for what a catalogue lets the shop say: each question has one answer, in every language; suggestions are of goods.

Checked on raw JSON, as `catalog_checks` does. Imports nothing of ours but that and words.
"""

from collections.abc import Container, Iterable, Iterator, Mapping

from models.catalog_checks import Flaw, Node, same_ids
from models.words import normalise


def flaws(document: object) -> Iterator[Flaw]:
    """Return what is wrong with answers and suggestions."""
    top = Node(document)
    yield from _answers(top)
    known = {
        "product": {one.at("id").text for one in top.each("products")},
        "category": {one.at("id").text for one in top.each("categories")},
    }
    suggestions = top.each("suggestions")
    yield from same_ids(suggestions)
    for one in suggestions:
        yield from _question(one.at("question"))
        for goods in (one.at("when"), one.at("offer")):
            yield from _goods(goods, known)


def _question(question: Node) -> Iterator[Flaw]:
    """Check that it asks for interest, and for nothing else."""
    text = question.text or ""
    if text and not text.endswith("?"):
        yield question.flaw("must end with a question mark")
    if any(mark.isdigit() for mark in text):
        yield question.flaw("must name no number: prices are told to who is interested")


def _goods(goods: Node, known: Mapping[str, Container[str | None]]) -> Iterator[Flaw]:
    named = [goods.at(kind) for kind in known if goods.at(kind).text is not None]
    if isinstance(goods.value, dict) and len(named) != 1:
        yield goods.flaw("needs a product or a category, one of both")
    for one in named:
        if one.text not in known[str(one.path[-1])]:
            yield one.flaw(f"is no {one.path[-1]}'s id")


def _answers(top: Node) -> Iterator[Flaw]:
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
