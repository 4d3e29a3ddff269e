"""How the brand speaks, in each locale. May import the settings and `skills`."""

from app.settings import Settings
from skills.language import locales
from skills.wording import Wording


def make_wordings(settings: Settings) -> dict[str, Wording]:
    """What the brand says in all locales, the shop's own first."""
    spoken = dict.fromkeys((settings.locale, *locales()))
    return {locale: Wording.load(locale, tone=settings.tone) for locale in spoken}


def make_wording(settings: Settings) -> Wording:
    """What the brand says in the shop's own locale."""
    return Wording.load(settings.locale, tone=settings.tone)
