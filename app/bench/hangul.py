"""How written Korean sounds: Hangul to the phones of the mbrola database hn1 (X-SAMPA). Imports nothing of ours.

The rules are those of Standard Korean pronunciation: links to a following vowel, neutral codas, assimilation of nasals and
liquids, tense and aspirated onsets. Words apart by a space do not change each other.
"""

ONSETS = "k k_> n t t_> 4 m p p_> s s_> _ ts\\ ts\\_> ts\\_h k_h t_h p_h h".split()  # noqa: SIM905
"""By Unicode's number of the initial; `_` is none"""
VOWELS = "a E ja jE V e jV je o wa wE we jo u wV we wi ju M M\\i i".split()  # noqa: SIM905
FINALS = " g gg gs n nj nh d r rg rm rb rs rt rp rh m b bs s ss ng j ch k t p h".split(" ")  # noqa: SIM905
"""By Unicode's number of the final, in letters"""
NONE = "_"
_CODA = {"g": "k", "n": "n", "d": "t", "r": "l", "m": "m", "b": "p", "ng": "N", "h": "t"}
_NEUTRAL = {
    **dict.fromkeys(("gg", "gs", "rg", "k"), "g"),
    **dict.fromkeys(("nj", "nh"), "n"),
    **dict.fromkeys(("s", "ss", "j", "ch", "t"), "d"),
    **dict.fromkeys(("rb", "rs", "rt", "rh"), "r"),
    "rm": "m",
    **dict.fromkeys(("bs", "rp", "p"), "b"),
}
_LINKED = {
    "g": "k", "gg": "k_>", "n": "n", "d": "t", "r": "4", "m": "m", "b": "p", "s": "s", "ss": "s_>",
    "j": "ts\\", "ch": "ts\\_h", "k": "k_h", "t": "t_h", "p": "p_h",
}  # fmt: skip
_TENSE = {"k": "k_>", "t": "t_>", "p": "p_>", "s": "s_>", "ts\\": "ts\\_>"}
_ASPIRATED = {"k": "k_h", "t": "t_h", "p": "p_h", "ts\\": "ts\\_h"}
_VOICED = {"k": "g", "t": "d", "p": "b", "ts\\": "dz\\"}
_NASAL = {"g": "ng", "d": "n", "b": "m"}
_FIRST = 0xAC00
Syllable = tuple[str, str, str]
"""Onset, vowel, final"""


def phones(text: str) -> list[list[str]]:
    """The phones of each word; what is no Hangul is left out."""
    return [spoken for word in text.split() if (spoken := _word(word))]


def _word(word: str) -> list[str]:
    syllables = [_syllable(sign) for sign in word if 0 <= ord(sign) - _FIRST < 11_172]
    for place in range(len(syllables) - 1):
        syllables[place : place + 2] = _meeting(syllables[place], syllables[place + 1])
    return [phone for one in syllables for phone in _sounds(one) if phone]


def _syllable(sign: str) -> Syllable:
    rest, final = divmod(ord(sign) - _FIRST, 28)
    onset, vowel = divmod(rest, 21)
    return ONSETS[onset], VOWELS[vowel], FINALS[final]


def _meeting(one: Syllable, two: Syllable) -> tuple[Syllable, Syllable]:
    """What a final and the onset behind it become."""
    final, onset = one[2], two[0]
    if final.endswith("h") and final != "ch":
        final = final[:-1]
        onset = _ASPIRATED.get(onset, onset)
    elif onset == NONE and final not in ("", "ng"):
        moved = final if final in _LINKED else final[1:]
        final, onset = final.removesuffix(moved), _LINKED.get(moved, NONE)
        return (*one[:2], final), (onset, *two[1:])
    if onset == NONE and final in _LINKED:
        return (*one[:2], ""), (_LINKED[final], *two[1:])
    final, onset = _assimilated(_NEUTRAL.get(final, final), onset)
    return (*one[:2], final), (onset, *two[1:])


def _assimilated(final: str, onset: str) -> tuple[str, str]:
    stopped = final in _NASAL
    if stopped and onset == "h":
        return "", _ASPIRATED[_CODA[final]]
    if stopped and onset in ("n", "m"):
        return _NASAL[final], onset
    if stopped and onset == "4":
        return _NASAL[final], "n"
    if stopped:
        return final, _TENSE.get(onset, onset)
    if (final, onset) in (("n", "4"), ("r", "n"), ("r", "4")):
        return "r", "l"
    if final in ("m", "ng") and onset == "4":
        return final, "n"
    return final, _VOICED.get(onset, onset) if final else onset


def _sounds(syllable: Syllable) -> tuple[str, ...]:
    onset, vowel, final = syllable
    if onset == "s" and vowel[0] in "ij":
        onset = "s\\"
    coda = _CODA.get(_NEUTRAL.get(final, final), "")
    return ("" if onset == NONE else onset, vowel, f"{coda}_}}" if coda and coda != "N" else coda)
