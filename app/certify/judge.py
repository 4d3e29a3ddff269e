"""Joins the list to its checks and runs them. May import all of this room.

A check yields its faults. What depends on every answer of a run comes last; results stand in the order of the list.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from app.certify import (
    chains,
    dialog_rules,
    every,
    hearing,
    limits,
    listing,
    model_rules,
    occasions,
    purchases,
    refusals,
    signing,
    suggestions,
    talk,
)
from app.certify.checklist import Entry, entries
from app.certify.outcome import NotApplicable, Result, State, Unanswered
from app.certify.package import Package
from app.certify.service import Service

PACKAGE: Mapping[str, Callable[[Package], Iterable[str]]] = {
    "endpoint-address": listing.addresses,
    "required-intents": model_rules.required,
    "sample-overlap": model_rules.kept("overlap"),
    "suggestions": suggestions.suggestions,
    "store-texts": listing.texts,
    "example-phrases": listing.example_phrases,
    "invocation-name": model_rules.kept("invocation"),
    "manifest-form": listing.form,
    "model-form": model_rules.form,
    "model-names": model_rules.names,
    "model-samples": model_rules.kept("sample"),
    "model-size": model_rules.kept("limit"),
    "dialog-model": model_rules.kept("dialog"),
    "dialog-delegation": dialog_rules.dialog,
    "dialog-prompts": dialog_rules.prompts,
    "slot-type-values": model_rules.values,
    "can-fulfill-locales": occasions.declared,
    "retired-services": listing.retired,
    "shop-intents": model_rules.shop,
    "locales": listing.locales,
    "publications": listing.publications,
}
SERVICE: Mapping[str, Callable[[Service], Iterable[str]]] = {
    "endpoint-tls": refusals.tls,
    "signature-good": signing.signature,
    "signature-missing": signing.missing,
    "signature-old-only": signing.old_only,
    "headers-doubled": signing.doubled,
    "chain-url": signing.chain_url,
    "chain-url-forms": signing.chain_url_forms,
    "chain-verified": chains.verified,
    "timestamp": refusals.timestamps,
    "timestamp-events": refusals.event_times,
    "skill-id": refusals.skill_ids,
    "console": signing.console,
    "signature-wrong": signing.wrong,
    "request-replayed": refusals.replayed,
    "body-malformed": refusals.malformed,
    "methods": refusals.methods,
    "chain-absent": signing.absent,
    "verifier-loads": chains.loads,
    "speech-escaped": talk.escaped,
    "product-names": talk.odd_names,
    "session-ended": occasions.ended,
    "stop": talk.stopped,
    "built-in-intents": talk.built_in,
    "help": talk.helped,
    "cancel": talk.cancelled,
    "home": talk.home,
    "fallback": talk.missed,
    "samples": hearing.samples,
    "slot-values": hearing.slot_values,
    "welcome-first": talk.welcome,
    "welcome-returning": talk.welcome_back,
    "examples-work": hearing.examples,
    "resolved-ids": hearing.resolved,
    "resolved-several": hearing.ambiguous,
    "can-fulfill": occasions.can_fulfill,
    "can-fulfill-changes-nothing": occasions.can_fulfill_changes_nothing,
    "purchase-read-back": purchases.read_back,
    "purchase-unconfirmed": purchases.unconfirmed,
    "purchase-placed": purchases.placed,
    "orders-cancelled": purchases.after,
    "locales-answered": talk.locales,
    "screen-shown": every.shown,
}
LAST: Mapping[str, Callable[[Service], Iterable[str]]] = {
    "refusal-silent": refusals.silent,
    "response-time": every.in_time,
    "speech-length": every.broken(limits.SPEECH),
    "response-form": every.broken(limits.FORM),
    "speech-markup": every.broken(limits.MARKUP),
    "speech-punctuated": every.punctuated,
    "session-open": every.broken(limits.OPEN),
    "silent": every.broken(limits.SILENT),
    "dialog-directives": every.broken(limits.DIALOG),
    "dynamic-entities": every.broken(limits.ENTITIES),
    "screen-only": every.broken(limits.SCREEN),
}


def judge(
    package: Package, service: Service | None, only: Collection[str] | None = None
) -> list[Result]:
    """Run all checks, or `only` those; without a service those of the package."""
    wanted = [entry for entry in entries() if only is None or entry.check in only]
    found: dict[str, Result] = {}
    for table in (PACKAGE, SERVICE, LAST):
        subject = package if table is PACKAGE else service
        for entry in wanted:
            if entry.check in table:
                found[entry.check] = _run(entry, table[entry.check], subject)
    return [found.get(entry.check) or _open(entry) for entry in wanted]


def _run(
    entry: Entry, check: Callable[..., Iterable[str]], subject: Package | Service | None
) -> Result:
    if subject is None:
        return _result(entry, State.NOT_APPLICABLE, ("no service was asked",))
    faults: dict[str, None] = {}
    try:
        for fault in check(subject):
            faults[fault] = None
    except NotApplicable as reason:
        return _result(entry, State.NOT_APPLICABLE, (str(reason),))
    except Unanswered as fault:
        faults[str(fault)] = None
    except (AttributeError, IndexError, KeyError, StopIteration, TypeError, ValueError) as error:
        # A package or an answer of a wholly other shape; that it is wrong is said by the form's own check.
        faults[f"what is checked has another shape than Amazon's: {error!r}"] = None
    return _result(entry, State.FAIL if faults else State.PASS, tuple(faults))


def _open(entry: Entry) -> Result:
    return _result(entry, entry.state or State.NOT_APPLICABLE, (entry.why,))


def _result(entry: Entry, state: State, why: tuple[str, ...]) -> Result:
    return Result(entry.group, entry.item, entry.check, entry.title, state, why, entry.page)
