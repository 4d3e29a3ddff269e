"""Lists that are written apart from the sentences, each once, however many sentences have them.

May import `skills.names` and the language's forms. In a sentence a word stands for the list (`$0`). Behind a word that must
agree with the next one ("an") a list of its own has the names that do.
"""

from dataclasses import dataclass, field

from skills.arcs import LIST, Arc, text
from skills.language.forms import Forms
from skills.names import END, ENTRY


@dataclass
class Lists:
    """Lists by the words that stand for them; those that are alike are one."""

    forms: Forms
    _lists: dict[str, tuple[Arc, ...]] = field(default_factory=dict)
    _words: dict[tuple[Arc, ...], str] = field(default_factory=dict)
    _fitting: dict[tuple[str, str], str] = field(default_factory=dict)

    def word(self, names: list[Arc]) -> str:
        """The word for the names of a graph; "" if there are none."""
        arcs = tuple(sorted(names, key=lambda arc: arc.start != ENTRY))
        if arcs and arcs not in self._words:
            self._words[arcs] = word = f"{LIST}{len(self._words)}"
            self._lists[word] = arcs
        return self._words.get(arcs, "")

    def fitting(self, last: str, following: str) -> str:
        """What may follow a word that must agree, in the place of another or of a list: "" for nothing."""
        if following not in self._lists:
            return following if self.forms.agrees(last, following) else ""
        if (last, following) not in self._fitting:
            names = self._lists[following]
            first = [a for a in names if a.start == ENTRY and self.forms.agrees(last, a.word)]
            later = [a for a in names if a.start != ENTRY]
            self._fitting[last, following] = self.word([*first, *later] if first else [])
        return self._fitting[last, following]

    def text(self) -> str:
        """For each list a line with its word, then its names as AT&T text."""
        return "".join(f"{word}\n{text(arcs)}\n{END} 0.0\n" for word, arcs in self._lists.items())
