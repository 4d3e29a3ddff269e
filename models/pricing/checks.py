"""Rules for the offers of a catalogue file: fields of their kind, goods that there are, times in order, own names.

Checked on raw JSON, as `catalog_checks` does. Imports nothing of ours but that, this room and words.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from models.catalog_checks import Flaw, Node, same_ids
from models.pricing.combine import ways
from models.pricing.document import MOST_OFFERS, MOST_WAYS, NEEDED
from models.pricing.offers import Kind, Offer
from models.words import normalise


def flaws(document: object) -> Iterator[Flaw]:
    """Return what is wrong with the offers."""
    top = Node(document)
    offers = top.each("offers")
    yield from same_ids(offers)
    yield from _same_words(offers)
    yield from _many_ways(top.at("offers"), offers)
    ids = {key: [one.at("id").text or "" for one in top.each(key)] for key in _NAMED}
    for offer in offers:
        yield from _kind(offer)
        yield from _times(offer)
        yield from _sale(offer)
        for field, key in _REFERS.items():
            yield from _known(offer, field, key, ids[key])
        own = offer.at("limit_per_customer")
        if own.number and offer.at("limit").number and own.number > (offer.at("limit").number or 0):
            yield own.flaw(f"must not be above limit, {offer.at('limit').number}")


_REFERS = {"products": "products", "categories": "categories", "stacks_with": "offers"}
_NAMED = {"products": "product", "categories": "category", "offers": "offer"}


def _known(offer: Node, field: str, key: str, ids: list[str]) -> Iterator[Flaw]:
    """Check that what is referred to is there."""
    for node in offer.each(field):
        if node.text is not None and node.text not in ids:
            yield node.flaw(f"{node.text!r} is no {_NAMED[key]}'s id")


def _kind(offer: Node) -> Iterator[Flaw]:
    """Check that an offer has the fields of its kind, and none of another."""
    kind = offer.at("kind").text
    if kind not in set(Kind):
        return
    needed = NEEDED[Kind(kind)]
    for field in needed:
        if offer.at(field).value is None:
            yield offer.at(field).flaw(f"an offer of kind {kind} needs {' and '.join(needed)}")
    for field in (one for fields in NEEDED.values() for one in fields if one not in needed):
        if offer.at(field).value is not None:
            yield offer.at(field).flaw(f"does not belong to an offer of kind {kind}")


def _times(offer: Node) -> Iterator[Flaw]:
    """Check that an offer ends after it began."""
    starts, ends = (_moment(offer.at(key).text) for key in ("starts", "ends"))
    if starts and ends and ends <= starts:
        yield offer.at("ends").flaw(f"must be after starts, {offer.at('starts').value}")


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _sale(offer: Node) -> Iterator[Flaw]:
    """Check that what applies by itself has no code, and that what is not told has one."""
    if offer.at("sale").value is True and offer.at("codes").value:
        yield offer.at("codes").flaw("a sale applies by itself and has no codes")
    if offer.at("listed").value is False and not offer.at("codes").value:
        yield offer.at("listed").flaw("an offer that is not listed needs codes")


def _many_ways(whole: Node, offers: list[Node]) -> Iterator[Flaw]:
    """Check that what goes with what leaves few enough ways to try."""
    kinds = set(Kind)
    known = [one for one in offers if one.at("kind").text in kinds]
    if len(known) > MOST_OFFERS:
        return  # refused by its length
    made = [
        Offer(
            one.at("id").text or "",
            "",
            Kind(one.at("kind").text or ""),
            stacks_with=frozenset(with_.text or "" for with_ in one.each("stacks_with")),
            stacks_with_all=one.at("stacks_with").value == "all",
        )
        for one in known
    ]
    if sum(1 for _ in islice(ways(made), MOST_WAYS + 1)) > MOST_WAYS:
        yield whole.flaw(
            f"can be used together in more than {MOST_WAYS} ways; let fewer go with others, or fewer give pieces"
        )


def _same_words(offers: list[Node]) -> Iterator[Flaw]:
    """Check that no two offers are said alike."""
    owners: dict[str, Node] = {}
    for offer in offers:
        codes = [
            one for code in offer.each("codes") for one in (code.at("code"), *code.each("spoken"))
        ]
        for said in (offer.at("name"), *codes):
            words = normalise(said.text or "")
            if words and owners.setdefault(words, offer) is not offer:
                yield said.flaw(f"{words!r} already names {owners[words].at('id').value!r}")
