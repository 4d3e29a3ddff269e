"""Words that an ear has to be told how to hear: what it lacks, what is guessed, what to write instead.

May import `audio` and `skills`. PocketSphinx takes pronunciations: the catalogue's, else the language file's, else a guess
by rule. A Vosk model has the words it has, and a word that it lacks needs a synonym of words that it knows.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from audio import vosk_engine
from audio.pronounce import pronounce
from audio.pronunciations import by_dictionary, missing
from audio.spellings import spellings
from skills.lexicon import Lexicon
from skills.lint import Finding


def pronunciations(lexicon: Lexicon) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The pronunciations that were written, and guesses for the words that neither they nor the dictionary have."""
    own = lexicon.pronunciations
    if not by_dictionary(lexicon.language.locale):
        return own, {}
    return own, pronounce(missing(_words(lexicon), own))


def words(lexicon: Lexicon, model: Path | None = None) -> dict[str, Finding]:
    """What to say of each word that an ear lacks: of PocketSphinx, and of a Vosk model where there is one."""
    found: dict[str, Finding] = {}
    if model:
        found |= _not_in_model(lexicon, model)
    if by_dictionary(lexicon.language.locale):
        own, guesses = pronunciations(lexicon)
        deaf = missing(_words(lexicon), {**own, **guesses})
        found |= {
            word: Finding("deaf", word, "", f"write {_entry(lexicon, word, 'PHONES')}")
            for word in deaf
        }
        found |= {
            word: Finding(
                "guessed", word, "", f"if it is not right, write {_entry(lexicon, word, phones)}"
            )
            for word, phones in guesses.items()
        }
    return found


def _entry(lexicon: Lexicon, word: str, phones: str) -> str:
    """What tells how a word is spoken, and where it stands: a name's in the catalogue, any other's in the language file."""
    if word in lexicon.names:
        language = lexicon.language.language
        return f'in the catalogue "pronunciations": {{"{language}": {{"{word}": "{phones}"}}}}'
    return f"in the language file pronunciations: {{{word}: {phones}}}"


def _not_in_model(lexicon: Lexicon, folder: Path) -> dict[str, Finding]:
    lacking = vosk_engine.missing(_words(lexicon), folder)

    def known(wanted: Iterable[str]) -> set[str]:
        every = set(wanted)
        return every - set(vosk_engine.missing(every, folder))

    better = spellings(lacking, known) if lacking else {}
    return {
        word: Finding(
            "deaf",
            word,
            "",
            f"{folder.name} knows {better[word]!r}: give it as a synonym"
            if word in better
            else f"not in {folder.name}: give a synonym",
        )
        for word in lacking
    }


def _words(lexicon: Lexicon) -> list[str]:
    return [word for word in lexicon.words if not word[-1].isdigit()]  # those are typed only
