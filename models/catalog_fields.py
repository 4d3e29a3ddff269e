"""What the fields of a catalogue file may hold: ids, names that can be said and how, plain texts, money, counts.

Imports nothing of ours but hours and words.
"""

import re
import unicodedata
from typing import Annotated, Literal

from babel.numbers import is_currency
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.hours import knows_zone
from models.words import normalise

NAME_LENGTH = 60
MARKS = " '\u2019-&."
"""What a name may hold beside letters and digits: more would break a grammar, SSML or a card"""
PHONES = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW "
    "V W Y Z ZH"
)
"""How English words are spoken: CMU's ARPAbet without stress (speech.cs.cmu.edu/cgi-bin/cmudict)"""


def speakable(name: str) -> str:
    """Refuse a name that cannot be said, listened for or shown."""
    strange = sorted({mark for mark in name if not _allowed(mark)})
    if strange:
        listed = " ".join(repr(mark) for mark in strange)
        raise ValueError(f"only letters, digits, space and ' - & . can be said; not {listed}")
    if not normalise(name):
        raise ValueError("needs at least one letter or digit")
    return name


def _allowed(mark: str) -> bool:
    """Tell whether a character is a letter (of any script), a digit or an allowed mark."""
    return mark in MARKS or unicodedata.category(mark)[0] in "LM" or mark.isdecimal()


def one_word(word: str) -> str:
    """Refuse what is not a single word as a recogniser writes it."""
    lower = word == word.casefold() and any(map(str.isalpha, word))
    if not lower or not re.fullmatch(r"(?:[^\W_]|')+", word):
        raise ValueError("must be one word in lower case, of letters and apostrophes, as kombucha")
    return word


def in_phones(text: str) -> str:
    """Refuse ways to say a word, apart by a comma, that are not written in phones, apart by a space."""
    for phone in (phone for way in text.split(", ") for phone in way.split(" ")):
        if phone not in PHONES.split():
            raise ValueError(f"{phone!r} is none of the phones {PHONES}; as M AA CH AH, M AE CH AH")
    return text


def heard_in_phones(language: str) -> str:
    """Refuse a language whose ears cannot be told how a word is spoken."""
    if language != "en":
        raise ValueError("must be en: in other languages give a synonym of words that are heard")
    return language


def plain(text: str) -> str:
    """Refuse control characters, which no card and no database wants."""
    if any(unicodedata.category(mark) in ("Cc", "Cs") and mark != "\n" for mark in text):
        raise ValueError("must not hold control characters")
    return text


def known_currency(code: str) -> str:
    """Refuse a code that no currency has."""
    if not is_currency(code):
        raise ValueError("must be a currency's code of ISO 4217, as USD")
    return code


def known_zone(name: str) -> str:
    """Refuse a name that no time zone has."""
    if not knows_zone(name):
        raise ValueError("must be a time zone of the IANA's data base, as America/New_York")
    return name


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), AfterValidator(speakable)]
Text = Annotated[str, Field(max_length=2000), AfterValidator(plain)]
Word = Annotated[str, Field(max_length=NAME_LENGTH), AfterValidator(one_word)]
Phones = Annotated[str, Field(max_length=500), AfterValidator(in_phones)]
Money = Annotated[int, Field(ge=0, le=100_000_000)]
"""Minor units"""
Change = Annotated[int, Field(ge=-100_000_000, le=100_000_000)]
"""Minor units, may be negative"""
Count = Annotated[int, Field(ge=1, le=10_000)]
Amount = Literal["little", "some", "lots", "none"]
Value = bool | int | Text
Attribute = Value | list[Text]


class Entry(BaseModel):
    """Parent of all entries: no unknown fields, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
