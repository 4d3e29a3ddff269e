"""From an utterance to an intent with slots, as Alexa does it on her side. Imports this room only.

Built-in phrases first, then the question that a dialog directive left open, then a sample word for word, then the nearest.
"""

from rapidfuzz import fuzz, process

from app.emulator.answers import Answers
from app.emulator.dialog import Dialog
from app.emulator.exact import Samples
from app.emulator.heard import BUILT_IN, FALLBACK, NEAREST, SAMPLE, Heard
from app.emulator.lattice import Lattice, Reader
from app.emulator.model import Model, Speech, Words, words_of
from app.emulator.near import Near
from app.emulator.values import Values

LIKE = 86  # per cent at which an unknown word is taken for a misspelled one
MOST_WORDS = 60  # of one utterance; what is longer means nothing
SHORT = 3  # letters of words that are never misspelled


class Resolver:
    """Resolves utterances by one locale of a package."""

    def __init__(self, model: Model, speech: Speech) -> None:
        self.static = Values(model.types.values())
        """The values in the package"""
        self._reader = Reader(speech)
        intents = model.intents.values()
        self._samples = Samples((intent, text) for intent in intents for text in intent.samples)
        self._near = Near(self._samples, speech.filler)
        self._answers = Answers(model, speech.filler, self._near.words)
        self._built_in = {
            words_of(phrase): name
            for name, phrases in speech.intents.items()
            if name in model.intents
            for phrase in phrases
        }
        self._known = self._near.words | self.static.words | speech.words
        self._spelled = sorted(self._known)

    def resolve(
        self, utterance: str, dialog: Dialog | None = None, dynamic: Values | None = None
    ) -> Heard:
        """Resolve words; `dialog` is the question left open, `dynamic` are this session's own values."""
        words = words_of(utterance)
        if len(words) > MOST_WORDS:
            return Heard(FALLBACK)
        lattice = self._lattice(words, dynamic)
        heard = (
            self._phrase(words, dialog)
            or self._answers.value(lattice, dialog)
            or self._sample(lattice)
            or self._answers.name(lattice, dialog)
            or self._nearest(self._lattice(self._corrected(words), dynamic))
            or self._answers.anything(lattice, dialog)
            or Heard(FALLBACK)
        )
        return heard.within(dialog.name) if dialog else heard

    def _lattice(self, words: Words, dynamic: Values | None) -> Lattice:
        return self._reader.read(words, [self.static, *filter(None, [dynamic])])

    def _phrase(self, words: Words, dialog: Dialog | None) -> Heard | None:
        name = self._built_in.get(words)
        if name is None:
            return None
        heard = Heard(name, {}, BUILT_IN, " ".join(words))
        return self._answers.confirmed(name, dialog) or heard

    def _sample(self, lattice: Lattice) -> Heard | None:
        found = self._samples.match(lattice) if lattice.words else None
        if found is None:
            return None
        sample, filled = found
        return Heard(sample.intent.name, sample.values(filled), SAMPLE, sample.text)

    def _nearest(self, lattice: Lattice) -> Heard | None:
        found = self._near.match(lattice)
        if found is None:
            return None
        way, like = found
        names = way.intent.by_name
        slots = {names[name].name: values for name, values in way.filled}
        return Heard(way.intent.name, slots, NEAREST, like, round(way.cost, 2))

    def _corrected(self, words: Words) -> Words:
        """Put known words for misspelled ones: Alexa hears words, a keyboard makes letters."""
        short = (len(word) <= SHORT or word in self._known for word in words)
        return tuple(w if s else self._spelling(w) for w, s in zip(words, short, strict=True))

    def _spelling(self, word: str) -> str:
        found = process.extractOne(word, self._spelled, scorer=fuzz.ratio, score_cutoff=LIKE)
        return str(found[0]) if found else word
