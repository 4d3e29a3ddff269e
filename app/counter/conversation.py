"""A conversation at the counter: words in, answers out, visit after visit. May import `audio`, `skills` and the exchange.

Who is at the counter is the shop's to know: a visit begins with the first words, and ends with an answer that ends the
session or with silence; the next person has a cart of their own and hears nothing of the last. Where
the talk is, the shop knows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.counter.exchange import LONGEST, REMEMBERED, Guess, Reply, Said, Shop
from audio.recognize import Hearing
from skills.grammar import OPENING

__all__ = ("Conversation", "Reply")


@dataclass
class Conversation:
    """Talks to the shop, near or far, for whoever stands at one counter."""

    shop: Shop
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    silence: timedelta = timedelta(seconds=60)
    """After so long the next words are another person's"""
    _turns: tuple[str, ...] = ()
    """Of this visit, newest first"""
    _question: str = ""
    _category: str = ""
    _understood: bool = False
    """Whether anything was, in this visit"""
    _heard: datetime | None = None

    @property
    def focus(self) -> str:
        """What to listen for: answers to the question that is open now, or what people begin a visit with."""
        self._leave_if_silent()
        return self._question or ("" if self._understood else OPENING)

    @property
    def category(self) -> str:
        """The category of products that was talked about last, if any."""
        self._leave_if_silent()
        return self._category

    @property
    def begun(self) -> bool:
        """Whether a visit is going on."""
        self._leave_if_silent()
        return bool(self._turns)

    def greet(self) -> Reply:
        """Begin a visit without words."""
        return self._turn(None)

    def say(self, words: str, *, typed: bool = False) -> Reply:
        """Say something to the shop."""
        text = words.encode(errors="replace").decode()  # a keyboard may give half a character
        return self._turn((Guess(words=text[:LONGEST]),), typed=typed)

    def answer(self, hearing: Hearing) -> Reply:
        """Say what was heard, with what else it may have been; words "" are what was not understood."""
        others = (Guess(words=words, confidence=0) for words in hearing.alternatives[:10])
        return self._turn((Guess(words=hearing.words, confidence=hearing.confidence), *others))

    def leave(self) -> None:
        """End the visit: what comes next is another person."""
        self._turns, self._question, self._category = (), "", ""
        self._understood = False

    def _turn(self, heard: tuple[Guess, ...] | None, *, typed: bool = False) -> Reply:
        self._leave_if_silent()
        said = Said(
            turn=self.new_id(),
            heard=heard,
            typed=typed,
            after=self._turns,
            question=self._question,
        )
        self._heard = self.clock()
        # Before it is answered: if the answer is lost, the turn may be done, but its question was not heard.
        self._turns, self._question = (said.turn, *self._turns)[:REMEMBERED], ""
        reply = self.shop.answer(said)
        if reply.ended:
            self.leave()
        else:
            self._question, self._category = reply.question, reply.category
            self._understood = self._understood or reply.meaning is not None
        return reply

    def _leave_if_silent(self) -> None:
        if self._heard and self.clock() - self._heard > self.silence:
            self.leave()
