"""The results for people, faults last and loud, and for programs. Imports outcomes and the service."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from app.certify.outcome import Result, State
from app.certify.service import Json, Service

MOST = 8
"""Faults of one check that are printed; JSON has them all"""
_WIDTH = max(map(len, State))


def text(results: Sequence[Result], service: Service) -> str:
    """All results by group, then the counts, then what failed and why."""
    failed = [result for result in results if result.state is State.FAIL]
    lines = [*_groups(results), "", _counts(results, service)]
    for result in failed:
        lines += _loud(result)
    return "\n".join(lines)


def _groups(results: Iterable[Result]) -> Iterator[str]:
    for group, found in groupby(results, key=lambda result: result.group):
        yield f"\n{group}"
        for result in found:
            yield f"  {result.item:>2}  {result.state:<{_WIDTH}}  {result.title} ({result.check})"
            yield f"      {'':<{_WIDTH}}  {result.page}"
            if result.state in (State.LATER, State.NOT_APPLICABLE):
                yield from (f"      {'':<{_WIDTH}}  {why}" for why in result.why)


def _counts(results: Sequence[Result], service: Service) -> str:
    counted = ", ".join(f"{number} {state}" for state, number in counts(results).items())
    slowest = max((heard.seconds for heard in service.heard), default=0.0)
    answers = f"{len(service.replies)} requests, the slowest answer after {slowest:.2f} s"
    return f"{len(results)} checks of {service.url}: {counted}; {answers}"


def _loud(result: Result) -> Iterator[str]:
    yield f"\nFAIL {result.item} {result.check}: {result.title}"
    yield from (f"     {why}" for why in result.why[:MOST])
    if len(result.why) > MOST:
        yield f"     and {len(result.why) - MOST} more"
    yield f"     {result.page}"


def counts(results: Iterable[Result]) -> dict[str, int]:
    """How many came out how."""
    counted = Counter(result.state for result in results)
    return {state.value: counted[state] for state in State}


def document(results: Sequence[Result], service: Service) -> Json:
    """The same as one JSON object."""
    return {
        "url": service.url,
        "counts": counts(results),
        "requests": len(service.replies),
        "slowest_s": round(max((heard.seconds for heard in service.heard), default=0.0), 3),
        "results": [asdict(result) for result in results],
    }
