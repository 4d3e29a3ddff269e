"""Which offers may be used together: the largest sets of them that all go with each other, and what is tried of them.

Imports nothing of ours but offers.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from itertools import combinations as some_of

from models.pricing.offers import Kind, Offer


def ways(offers: Sequence[Offer]) -> Iterator[tuple[Offer, ...]]:
    """Give what is worth trying: every combination, and each without some of its offers that give pieces.

    A percent or an amount more never takes less off. But what one offer gives for nothing the next does not count any
    more, so that it may give nothing, where by itself it would have given more.
    """
    for chosen in combinations(offers):
        pieces = [one.id for one in chosen if one.kind is Kind.BUY_X_GET_Y]
        sizes = range(len(pieces) + 1)
        for left_out in chain.from_iterable(some_of(pieces, size) for size in sizes):
            yield tuple(one for one in chosen if one.id not in left_out)


def combinations(offers: Sequence[Offer]) -> Iterator[tuple[Offer, ...]]:
    """Give every set to which none of the others could be added, in the offers' order; the empty one if there are none.

    These are the maximal cliques of "goes with" (Bron and Kerbosch, with pivoting). Of a catalogue's offers
    (`document.MOST_OFFERS`) there can be no more than some thousands, and `document.MOST_WAYS` allows far fewer.
    """
    places = range(len(offers))
    friends = {
        p: frozenset(q for q in places if q != p and offers[p].goes_with(offers[q])) for p in places
    }
    found = _cliques(frozenset(), frozenset(places), frozenset(), friends)
    for chosen in sorted(map(sorted, found)):
        yield tuple(offers[place] for place in chosen)


def _cliques(
    chosen: frozenset[int],
    open_: frozenset[int],
    done: frozenset[int],
    friends: dict[int, frozenset[int]],
) -> Iterator[frozenset[int]]:
    if not open_ and not done:
        yield chosen
        return
    pivot = max(sorted(open_ | done), key=lambda place: len(friends[place] & open_))
    for place in sorted(open_ - friends[pivot]):
        near = friends[place]
        yield from _cliques(chosen | {place}, open_ & near, done & near, friends)
        open_, done = open_ - {place}, done | {place}
