"""How written names become the words a customer says. Imports nothing of ours."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Lower case, no accents or apostrophes, `&` as "and", other marks as single spaces.

    >>> normalise("Crème & Sugar No.5")
    'creme and sugar no 5'
    """
    small = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
    marks = "".join(_plain(mark) for mark in unicodedata.normalize("NFKD", small))
    return " ".join(unicodedata.normalize("NFC", marks).split())


def _plain(mark: str) -> str:
    """Return a letter or digit as it is, accents and apostrophes as nothing, others as a space."""
    # Only Latin-style accents go: in other scripts combining marks are letters of their own.
    if mark in "'\u2019" or "\u0300" <= mark <= "\u036f":
        return ""
    return mark if unicodedata.category(mark)[0] in "LMN" else " "
