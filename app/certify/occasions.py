"""What Alexa sends without anybody speaking: ends of sessions, skill events, name-free questions. Imports the customer."""

from collections.abc import Iterator

from app.certify.customer import ADD, FIRST, PRODUCT, Customer, words
from app.certify.limits import CAN_FULFILL
from app.certify.outcome import NotApplicable
from app.certify.package import Package, at, intents, slots, types
from app.certify.service import Json, Service

REASONS = ("USER_INITIATED", "EXCEEDED_MAX_REPROMPTS", "ERROR")
ERRORS = (
    "INVALID_RESPONSE",
    "DEVICE_COMMUNICATION_ERROR",
    "INTERNAL_SERVICE_ERROR",
    "ENDPOINT_TIMEOUT",
)
_SCOPES = {"acceptedPermissions": [{"scope": "alexa::alerts:reminders:skill:readwrite"}]}
_NEWS = {"subscriptions": [{"eventName": "AMAZON.OrderStatus.Updated"}]}
EVENTS: tuple[tuple[str, Json | None], ...] = (
    ("SkillEnabled", None),
    ("SkillPermissionAccepted", _SCOPES),
    ("SkillPermissionChanged", {"acceptedPermissions": []}),
    ("SkillPermissionChanged", None),
    ("ProactiveSubscriptionChanged", _NEWS),
    ("ProactiveSubscriptionChanged", {"subscriptions": []}),
    ("NotificationSubscriptionChanged", {"subscriptions": []}),
    ("SkillAccountLinked", {"accessToken": "x"}),
    ("SkillDisabled", {"userInformationPersistenceStatus": "NOT_PERSISTED"}),
)
INTERFACE = "CAN_FULFILL_INTENT_REQUEST"
NAME_FREE = ("en-US", "en-GB", "en-CA", "en-AU", "en-IN")
"""Where name-free questions are asked"""


def ended(service: Service) -> Iterator[str]:
    """A session may end for every reason, after any talk."""
    errors = ({"type": kind, "message": "An exception occurred"} for kind in ERRORS)
    for reason, error in [*((reason, None) for reason in REASONS), *(("ERROR", e) for e in errors)]:
        fresh, asked = Customer(service), Customer(service)
        asked.say(ADD, {PRODUCT: FIRST})
        for customer in (fresh, asked):
            yield from _broken(customer.leave(reason, error).broken)


def events(service: Service) -> Iterator[str]:
    """Every skill event is answered; also again, and in another order."""
    user = service.user()
    for kind, body in (*EVENTS, *reversed(EVENTS)):
        made = service.envelope({"type": f"AlexaSkillEvent.{kind}"}, user)
        created = {"eventCreationTime": made["request"]["timestamp"]}
        created["eventPublishingTime"] = made["request"]["timestamp"]
        made["request"] |= created | ({"body": body} if body else {})
        yield from _broken(service.ask(made).broken)


def _broken(found: tuple[object, ...]) -> Iterator[str]:
    yield from (str(getattr(one, "fault", one)) for one in found)


def can_fulfill(service: Service) -> Iterator[str]:
    """Each intent has an answer for somebody unknown."""
    _declared(service)
    for name in intents(service.package.language(service.package.locale)):
        heard = service.ask(_question(service, name, None))
        yield from (b.fault for b in heard.broken if b.item == CAN_FULFILL)


def can_fulfill_changes_nothing(service: Service) -> Iterator[str]:
    """A question whether something could be ordered orders nothing."""
    _declared(service)
    customer = Customer(service)
    product = types(customer.language)[PRODUCT]["values"][0]["name"]["value"]
    service.ask(_question(service, ADD, customer.user))
    if product in words(customer.say("CartIntent")).lower():
        yield f"after CanFulfillIntentRequest {product} is in the cart"


def declared(package: Package) -> Iterator[str]:
    """Name-free questions are asked in some locales only."""
    if INTERFACE not in _interfaces(package):
        raise NotApplicable(f"the manifest does not have the interface {INTERFACE}")
    if not set(NAME_FREE) & set(package.models):
        yield f"{INTERFACE} works in {', '.join(NAME_FREE)} only"


def _declared(service: Service) -> None:
    if INTERFACE not in _interfaces(service.package):
        raise NotApplicable(f"the manifest does not have the interface {INTERFACE}")


def _interfaces(package: Package) -> set[str]:
    found = at(package.manifest, "apis", "custom").get("interfaces") or ()
    return {str(one.get("type")) for one in found}


def _question(service: Service, name: str, user: str | None) -> Json:
    """The request has no session, and no user where none is given."""
    known = Customer(service)
    named = slots(intents(known.language)[name])
    intent = known.intent(name, dict.fromkeys(named, FIRST))
    return service.envelope({"type": "CanFulfillIntentRequest", "intent": intent}, user)
