"""What the manifest says: addresses, texts of the store, example phrases, permissions, locales. Imports the package."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from app.certify.outcome import NotApplicable
from app.certify.package import Json, Package, at
from app.certify.phrases import Phrases, plain
from skills import schema

NOTIFICATIONS = "alexa::devices:all:notifications:write"
SUBSCRIPTION_CHANGED = "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"
ORDER_STATUS, ORDER_STATUS_LOCALE = "AMAZON.OrderStatus.Updated", "en-US"
RETIRED = ("payments:", "alexa::household:lists:")
"""Permissions for Amazon Pay, and for lists"""
TRUSTED = ("Trusted", "Wildcard")
WAKE, OPENING = "alexa", ("open", "start", "launch", "ask", "tell", "begin")
LENGTHS = {"name": (2, 50), "summary": (1, 160), "description": (1, 4000)}
KEYWORDS, EXAMPLES = 30, 3


def form(package: Package) -> Iterator[str]:
    """The manifest against Amazon's model of it."""
    yield from schema.faults(package.document, "manifest")


def addresses(package: Package) -> Iterator[str]:
    """Every endpoint is https on port 443, under a name, with a certificate that is not self-signed."""
    found = list(_endpoints(package.manifest))
    if not found:
        yield "the manifest has no endpoint"
    for endpoint in found:
        uri = str(endpoint.get("uri"))
        parts = urlsplit(uri)
        if parts.scheme != "https":
            yield f"{uri} is not https"
        if parts.port not in (None, 443):
            yield f"{uri} has port {parts.port}, want 443"
        if not parts.hostname or "." not in parts.hostname or _is_number(parts.hostname):
            yield f"{uri} is not at a name that a certificate can be for"
        if (kind := endpoint.get("sslCertificateType")) not in TRUSTED:
            yield f"{uri}: certificate type {kind!r}, want {' or '.join(TRUSTED)}"


def _endpoints(manifest: Json) -> Iterator[Json]:
    for place in (at(manifest, "apis", "custom"), at(manifest, "events")):
        regions = at(place, "regions").values()
        yield from filter(None, (at(place, "endpoint"), *(at(r, "endpoint") for r in regions)))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def texts(package: Package) -> Iterator[str]:
    """Name, summary, description and keywords are there, and no longer than the store shows."""
    for locale, listing in package.listings.items():
        for name, (least, most) in LENGTHS.items():
            size = len(str(listing.get(name) or "").strip())
            if not least <= size <= most:
                yield f"{locale}: {name} has {size} characters, want {least} to {most}"
        if len(listing.get("keywords") or ()) > KEYWORDS:
            yield f"{locale}: more than {KEYWORDS} keywords"


def example_phrases(package: Package) -> Iterator[str]:
    """The first opens the skill by its name; what any of them says is a sample utterance."""
    for locale, listing in package.listings.items():
        examples = listing.get("examplePhrases") or []
        if not 1 <= len(examples) <= EXAMPLES:
            yield f"{locale}: {len(examples)} example phrases, want 1 to {EXAMPLES}"
        name = (
            package.language(locale).get("invocationName", "") if locale in package.models else ""
        )
        if not any(
            plain(e).startswith(f"{WAKE} {w} {name}") for e in examples[:1] for w in OPENING
        ):
            yield f"{locale}: the first example phrase is not 'Alexa, open {name}'"
        for example, said in utterances(package, locale):
            if said and Phrases(package.language(locale)).find(said) is None:
                yield f"{locale}: {example!r}: {said!r} is no sample utterance"


def utterances(package: Package, locale: str) -> Iterator[tuple[str, str]]:
    """Each example phrase with what is left when the skill was called; nothing, where it is only opened."""
    if locale not in package.models:
        return
    name = package.language(locale).get("invocationName", "")
    for example in package.listings[locale].get("examplePhrases") or ():
        said = plain(example).removeprefix(WAKE).strip()
        for word in OPENING:
            if f"{said} ".startswith(f"{word} {name} "):
                said = said.removeprefix(f"{word} {name}").strip()
                said = said.removeprefix("to ").removeprefix("for ").removeprefix("and ")
                break
        yield example, said


def locales(package: Package) -> Iterator[str]:
    """Store texts, privacy texts and models are there for the same locales."""
    models = set(package.models)
    privacy = set(at(package.manifest, "privacyAndCompliance", "locales"))
    for what, found in (("store texts", set(package.listings)), ("privacy texts", privacy)):
        for locale in sorted(found ^ models):
            missing = what if locale in models else "interaction model"
            yield f"{locale} has no {missing}"


def publications(package: Package) -> Iterator[str]:
    """Who publishes proactive events asks for the permission, and hears who has subscribed."""
    events = at(package.manifest, "events")
    published = [str(one.get("eventName")) for one in events.get("publications") or ()]
    if not published:
        raise NotApplicable("the skill publishes no proactive events")
    if NOTIFICATIONS not in _permissions(package):
        yield f"events.publications without the permission {NOTIFICATIONS}"
    subscribed = {one.get("eventName") for one in events.get("subscriptions") or ()}
    if SUBSCRIPTION_CHANGED not in subscribed:
        yield f"events.publications without the subscription {SUBSCRIPTION_CHANGED}"
    if not at(events, "endpoint"):
        yield "events without an endpoint"
    if ORDER_STATUS in published and ORDER_STATUS_LOCALE not in package.models:
        yield f"{ORDER_STATUS} works for {ORDER_STATUS_LOCALE} only, which is no locale here"


def _permissions(package: Package) -> set[str]:
    return {str(one.get("name")) for one in package.manifest.get("permissions") or ()}


def retired(package: Package) -> Iterator[str]:
    """Nothing is built on what Amazon has switched off."""
    for name in sorted(_permissions(package)):
        if name.startswith(RETIRED):
            yield f"permission {name} belongs to a service that has ended"
    if "AMAZON.BuyIntent" in str(package.models):
        yield "in-skill purchases are for digital goods only"
