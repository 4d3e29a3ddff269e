"""What holds for every answer of a run: length, form, markup, session, directives, time. Imports the service and a talk.

These come last; where nothing was said before, a short talk is held first.
"""

import re
from collections.abc import Callable, Iterator

from app.certify import occasions
from app.certify.customer import ADD, FIRST, PRODUCT, Customer, words
from app.certify.filling import Fill
from app.certify.outcome import NotApplicable
from app.certify.package import at, types
from app.certify.purchases import CHECKOUT, YES
from app.certify.service import Heard, Service
from app.certify.wire import LONGEST_S

SHOWN = "Alexa.Presentation.APL.RenderDocument"
INTERFACE = "ALEXA_PRESENTATION_APL"
_STOPPED = re.compile(r"[.?!]\W*$")


def broken(*items: int) -> Callable[[Service], Iterator[str]]:
    """A check for these items in all answers."""

    def check(service: Service) -> Iterator[str]:
        talk(service)
        return service.faults(*items)

    return check


def talk(service: Service) -> None:
    """Hold a short talk, with and without a screen, unless there was a longer one."""
    service.trusted()
    if len({heard.request["request"]["type"] for heard in service.heard}) > 1:
        return
    for screen in (False, True):
        customer = Customer(service, screen=screen)
        customer.launch()
        for name in ("AMAZON.HelpIntent", "SearchIntent"):
            customer.say(name)
        customer.answered(customer.say(ADD, {PRODUCT: FIRST}))
        for name in ("CartIntent", CHECKOUT, YES, "AMAZON.StopIntent"):
            customer.answered(customer.say(name))
        customer.leave("USER_INITIATED")
    list(occasions.events(service))


def in_time(service: Service) -> Iterator[str]:
    """No answer came later than Alexa waits."""
    talk(service)
    slowest = max(heard.seconds for heard in service.heard)
    if slowest > LONGEST_S:
        yield f"an answer took {slowest:.1f} s, Alexa waits {LONGEST_S:.0f} s"


def punctuated(service: Service) -> Iterator[str]:
    """Speech ends with a period, a question mark or an exclamation mark."""
    talk(service)
    said = dict.fromkeys(filter(None, (words(heard) for heard in service.heard)))
    yield from (
        f"does not end a sentence: {text[-60:]!r}" for text in said if not _STOPPED.search(text)
    )


def shown(service: Service) -> Iterator[str]:
    """A device with a screen is shown the cart and the order."""
    found = at(service.package.manifest, "apis", "custom").get("interfaces") or ()
    if INTERFACE not in {one.get("type") for one in found}:
        raise NotApplicable(f"the manifest does not have the interface {INTERFACE}")
    customer = Customer(service, screen=True)
    customer.answered(customer.say(ADD, {PRODUCT: FIRST}))
    if not _shows(customer.say("CartIntent")):
        yield "CartIntent shows nothing on a screen"
    categories = types(customer.language).get("category", {}).get("values", ())
    lists = (customer.say("SearchIntent", {"category": Fill((c["id"],))}) for c in categories)
    if not any(map(_shows, lists)):
        yield "SearchIntent shows nothing on a screen, whatever the category"


def _shows(heard: Heard) -> bool:
    return SHOWN in {one.get("type") for one in heard.given.get("directives") or ()}
