"""The language at the counters, over the catalogue as it is now. May import `models` and `skills`."""

from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy.orm import Session

from models import shelf
from models.translations import translated
from skills.language import Language
from skills.lexicon import Lexicon
from skills.understand import Understanding


@dataclass(frozen=True)
class Speaking:
    """A language over one edition of the catalogue."""

    edition: str
    lexicon: Lexicon
    understanding: Understanding


@dataclass
class Speakings:
    """Makes the language anew when the catalogue has changed; one for all threads."""

    locale: str
    made: Speaking | None = None
    _lock: Lock = field(default_factory=Lock)

    def now(self, session: Session) -> Speaking:
        """The language over what the shop sells in this transaction; a second when it has to be made."""
        edition = shelf.shop(session).edition
        made = self.made
        if made and made.edition == edition:
            return made
        with self._lock:
            if self.made is None or self.made.edition != edition:
                language = Language.load(self.locale)
                lexicon = Lexicon(language, translated(session, language.language))
                self.made = Speaking(edition, lexicon, Understanding(lexicon).warmed())
            return self.made
