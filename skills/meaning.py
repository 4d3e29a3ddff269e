"""What an utterance means: an intent with its slots. Imports nothing of ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One value of a slot: the words as spoken, and the ids they stand for (several: ambiguous)."""

    words: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """An intent with its slots; a slot with several values was said several times ("butter and jam")."""

    intent: str
    slots: dict[str, tuple[Said, ...]]

    def words(self) -> dict[str, str]:
        """The words of each slot."""
        return {n: " and ".join(said.words for said in some) for n, some in self.slots.items()}

    def ids(self, slot: str) -> tuple[str, ...]:
        """All ids of a slot."""
        return tuple(i for said in self.slots.get(slot, ()) for i in said.ids)
