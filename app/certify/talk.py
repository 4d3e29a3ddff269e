"""How a talk begins, is helped along, and ends. Imports the customer and rules of speech."""

from collections.abc import Iterator

from app.certify import speech
from app.certify.customer import ADD, FIRST, PRODUCT, Customer, ends, words
from app.certify.filling import Fill
from app.certify.limits import MARKUP
from app.certify.outcome import NotApplicable
from app.certify.package import intents
from app.certify.service import Heard, Service

ODD = "Fish & Chips <with> \"salt\" 'n' vinegar"
HELP, STOP, CANCEL, MISS, HOME = (
    f"AMAZON.{name}Intent" for name in ("Help", "Stop", "Cancel", "Fallback", "NavigateHome")
)


def welcome(service: Service) -> Iterator[str]:
    """Somebody who comes for the first time is welcomed, and asked."""
    yield from _asking(Customer(service).launch(), "the first launch")


def welcome_back(service: Service) -> Iterator[str]:
    """Somebody who comes again too; also with something in the cart."""
    customer = Customer(service)
    customer.launch()
    customer.session = {}
    yield from _asking(customer.launch(), "the second launch")
    customer.answered(customer.say(ADD, {PRODUCT: FIRST}))
    customer.session = {}
    yield from _asking(customer.launch(), "a launch with something in the cart")


def helped(service: Service) -> Iterator[str]:
    """Help says what to say, and asks."""
    first, later = Customer(service), Customer(service)
    later.launch()
    for customer, when in ((first, "at once"), (later, "after the launch")):
        yield from _asking(customer.say(HELP), f"help {when}")


def stopped(service: Service) -> Iterator[str]:
    """Stop ends the session, also where a question is open."""
    yield from _ending(service, STOP)


def cancelled(service: Service) -> Iterator[str]:
    """Cancel ends the session where there is nothing to cancel."""
    yield from _ending(service, CANCEL)


def _ending(service: Service, name: str) -> Iterator[str]:
    launched, alone = Customer(service), Customer(service)
    launched.launch()
    for customer, when in ((launched, "after the launch"), (alone, "at once")):
        if not ends(customer.say(name)):
            yield f"{name} {when} leaves the session open"
    asked = Customer(service)
    asked.say(ADD, {PRODUCT: FIRST})
    if name == STOP and not ends(asked.say(name)):
        yield f"{name} in answer to a question leaves the session open"


def home(service: Service) -> Iterator[str]:
    """Going home ends the session, or begins again with a question."""
    customer = Customer(service)
    customer.launch()
    heard = customer.say(HOME)
    if not ends(heard):
        yield from _asking(heard, HOME)


def missed(service: Service) -> Iterator[str]:
    """What is not understood is asked for again; one who is not understood again and again hears something else."""
    customer = Customer(service)
    customer.launch()
    answers = [customer.say(MISS) for _ in range(3)]
    for count, heard in enumerate(answers, 1):
        yield from _asking(heard, f"miss {count} in a row")
    if words(answers[0]) == words(answers[-1]):
        yield "the third miss in a row is answered like the first"


def built_in(service: Service) -> Iterator[str]:
    """Each built-in intent of the model is answered, in a talk and outside of one."""
    language = service.package.language(service.package.locale)
    for name in intents(language):
        if name.startswith("AMAZON."):
            talking = Customer(service)
            talking.launch()
            for customer in (talking, Customer(service)):
                yield from _spoken(customer.say(name), name)


def locales(service: Service) -> Iterator[str]:
    """Each locale of the package is answered."""
    for locale in service.package.models:
        customer = Customer(service, locale)
        yield from _asking(customer.launch(), f"{locale}: the launch")
        yield from _asking(customer.say(HELP), f"{locale}: help")
        for name in intents(customer.language):
            yield from _spoken(Customer(service, locale).say(name), f"{locale}: {name}")


def escaped(service: Service) -> Iterator[str]:
    """Words that mean something in SSML are said as words."""
    customer = Customer(service)
    heard = [
        customer.say("SearchIntent", {"category": Fill(words=ODD)}),
        customer.say("PriceIntent", {PRODUCT: Fill(words=ODD)}),
        customer.say("NameIntent", {"first_name": Fill(words=ODD)}),
    ]
    yield from (f"{b.fault}" for one in heard for b in one.broken if b.item == MARKUP)


def odd_names(service: Service) -> Iterator[str]:
    """A product of the catalogue whose name has an ampersand is said as it is."""
    if not service.odd_product:
        raise NotApplicable("which names this catalogue has is not known here")
    heard = Customer(service).say("PriceIntent", {PRODUCT: Fill((service.odd_product,))})
    yield from (b.fault for b in heard.broken)
    if "&" not in words(heard):
        yield f"the name of {service.odd_product} is not said: {words(heard)!r}"


def _asking(heard: Heard, what: str) -> Iterator[str]:
    if ends(heard):
        yield f"{what} ends the session"
    elif not speech.asks(heard.given.get("outputSpeech")):
        yield f"{what} is answered without a question: {words(heard)!r}"


def _spoken(heard: Heard, what: str) -> Iterator[str]:
    if not words(heard) and not ends(heard):
        yield f"{what} is answered without a word"
