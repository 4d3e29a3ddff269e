"""Who says how a word is spoken: the catalogue, else the language file, else the dictionary, else a guess."""

from dataclasses import replace

import pytest

from app.counter import hearing
from audio.pronunciations import spoken_forms
from models.spoken import ProductWords
from skills import lint
from skills.lexicon import Lexicon

OWN = {"matcha": "M AE CH AH", "latte": "L AA T IY", "mocha": "M OW K UH", "zhoosh": "Z UH SH"}


def with_products(lexicon: Lexicon, said: dict[str, str], *names: str) -> Lexicon:
    """The lexicon with more products, of whose words the catalogue says how some are spoken."""
    more = tuple(ProductWords(name, name, (), "bakery", ()) for name in names)
    words = replace(lexicon.vocabulary, pronunciations=said)
    return replace(lexicon, vocabulary=replace(words, products=(*words.products, *more)))


def test_the_catalogue_knows_best_then_the_language_then_a_guess(demo_lexicon: Lexicon) -> None:
    lexicon = with_products(demo_lexicon, OWN, "zhoosh cake", "gyozuko")
    own, guessed = hearing.pronunciations(lexicon)
    assert {word: own[word] for word in OWN} == OWN
    assert demo_lexicon.language.pronunciations["matcha"] != OWN["matcha"]
    assert own["chemex"] == demo_lexicon.language.pronunciations["chemex"]
    assert "gyozuko" in guessed
    assert not guessed.keys() & own.keys()
    assert not guessed.keys() & {"coffee", *OWN}
    assert spoken_forms(["mocha", "coffee"], own)["mocha"] == [OWN["mocha"]]


@pytest.mark.parametrize(
    ("product", "kind", "mend"),
    [
        (
            "zhoosh cake",
            "guessed",
            'write in the catalogue "pronunciations": {"en": {"zhoosh": "ZH UW SH"}}',
        ),
        (
            "crème pie",
            "deaf",
            'write in the catalogue "pronunciations": {"en": {"crème": "PHONES"}}',
        ),
    ],
)
def test_what_the_ear_lacks_is_asked_of_the_catalogue(
    demo_lexicon: Lexicon, product: str, kind: str, mend: str
) -> None:
    word = product.split()[0]
    finding = hearing.words(with_products(demo_lexicon, {}, product))[word]
    assert finding.kind == kind
    assert finding.mend.endswith(mend)
    assert word not in hearing.words(with_products(demo_lexicon, {word: "S"}, product))


def test_a_word_of_sentences_is_asked_of_the_language_file(demo_lexicon: Lexicon) -> None:
    rules = demo_lexicon.language.rules | {"praise": "how zhoosh"}
    language = demo_lexicon.language.model_copy(update={"rules": rules})
    mend = hearing.words(replace(demo_lexicon, language=language))["zhoosh"].mend
    assert mend.endswith("write in the language file pronunciations: {zhoosh: ZH UW SH}")


def test_names_that_the_catalogue_has_spoken_alike_are_found(demo_lexicon: Lexicon) -> None:
    lexicon = with_products(demo_lexicon, {"zhoosh": "S K OW N"}, "zhoosh")
    found = lint.sound_alike(lexicon, lambda words: spoken_forms(words, lexicon.pronunciations))
    assert "zhoosh" in " ".join(finding.what for finding in found)
