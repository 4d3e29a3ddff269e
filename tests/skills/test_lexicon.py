"""Language and catalogue joined: slot types, rules in any order, findings of the lint."""

from dataclasses import replace

import pytest

from audio.pronunciations import spoken_forms
from models.spoken import ProductWords
from skills import lint
from skills.any_order import AnyOrder
from skills.language import IntentSource, Language, Sentence
from skills.language.merge import LanguageMissing
from skills.lexicon import Lexicon
from skills.lint import Finding
from skills.samples import samples
from skills.slot_types import normalise
from skills.understand import Understanding


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Caffè Latte", "caffè latte"),
        ("Fish & Chips", "fish and chips"),
        ("Farmer\u2019s  Choice!", "farmer's choice"),
        ("half-and-half", "half and half"),
        ("no_5.", "no 5"),
    ],
)
def test_names_become_the_words_that_are_said(written: str, said: str) -> None:
    assert normalise(written) == said


def test_an_unknown_locale_names_those_there_are() -> None:
    with pytest.raises(LanguageMissing, match=r"'xx-XX'.*en-US"):
        Language.load("xx-XX")


def test_amounts_are_values_of_their_own(lexicon: Lexicon) -> None:
    said = {value.id: value.spoken for value in lexicon.types["milk"].values}
    assert said["oat_milk.little"][:2] == ("a bit of oat milk", "a little bit of oat milk")


def test_products_can_be_named_one_or_many(lexicon: Lexicon) -> None:
    latte = next(v for v in lexicon.types["product"].values if v.id == "latte")
    assert {"latte", "lattes"} <= set(latte.spoken)


def test_any_order_says_each_option_once() -> None:
    together = {g: frozenset("abc") - {g} for g in "abc"}
    rules = AnyOrder("o", ("a", "b", "c"), ("", "and"), together).rules()
    assert len(rules) == 7  # each set of what is left, but for the empty one
    assert rules["o_1_b_c"] == "[and ({b} <o_2_c>|{c} <o_2_b>)]"


def test_every_slot_of_an_intent_has_a_type(lexicon: Lexicon) -> None:
    for slots in lexicon.intent_slots.values():
        assert all(lexicon.slots[slot] in lexicon.types for slot in slots)


def test_samples_cover_every_branch(lexicon: Lexicon) -> None:
    found = samples(lexicon, "[please] (add|order) {product} [now]", 100)
    assert set(found) == {
        "add {product}",
        "order {product}",
        "please add {product}",
        "add {product} now",
        "please add {product} now",
    }


@pytest.fixture(scope="module")
def findings(lexicon: Lexicon) -> list[Finding]:
    return list(lint.faults(lexicon))


def test_the_language_has_no_faults(findings: list[Finding]) -> None:
    assert [str(one) for one in findings if one.kind not in lint.WARNINGS] == []


def test_a_word_that_an_ear_lacks_is_named_with_every_name_it_stands_in(lexicon: Lexicon) -> None:
    lacking = {w: Finding("guessed", w, "", "write it") for w in ("matcha", "checkout")}
    found = [str(finding) for finding in lint.unheard(lexicon, lacking)]
    assert "guessed: matcha (product matcha_latte: 'matcha latte'); write it" in found
    assert found[-1] == "guessed: checkout (sentences); write it"


def test_names_that_sound_alike_are_found(lexicon: Lexicon) -> None:
    sacks = [
        ProductWords(f"{word}_sack", f"{word} sack", (), "beans", ())
        for word in ("flour", "flower")
    ]
    vocabulary = replace(lexicon.vocabulary, products=(*lexicon.vocabulary.products, *sacks))
    found = lint.sound_alike(
        Lexicon(lexicon.language, vocabulary), lambda words: spoken_forms(words, {})
    )
    assert "sound: flour sack, flower sack (product flour_sack, flower_sack)" in map(str, found)


def test_a_sentence_with_two_meanings_is_found_once(findings: list[Finding]) -> None:
    found = [one.what for one in findings if one.kind == "ambiguous"]
    assert "no honey" in " ".join(found)
    assert len(found) < 12


def test_one_name_for_two_products_is_found(lexicon: Lexicon) -> None:
    twin = ProductWords("twin", "latte", (), "coffee", ("size",))
    vocabulary = replace(lexicon.vocabulary, products=(*lexicon.vocabulary.products, twin))
    found = list(lint.same_names(Lexicon(lexicon.language, vocabulary)))
    assert ("name", "latte") in {(finding.kind, finding.what) for finding in found}


def test_a_product_named_like_a_sentence_of_the_shop_is_found(lexicon: Lexicon) -> None:
    thief = ProductWords("thief", "check out", (), "coffee", ("size",))
    vocabulary = replace(lexicon.vocabulary, products=(*lexicon.vocabulary.products, thief))
    found = [str(f) for f in lint.sentence_names(Lexicon(lexicon.language, vocabulary))]
    assert found == ["name: check out (product thief is a sentence of CheckoutIntent)"]


def test_a_catalogue_without_options_leaves_out_what_cannot_be_said(lexicon: Lexicon) -> None:
    water = ProductWords("water", "water", (), "drinks", ())
    vocabulary = replace(lexicon.vocabulary, products=(water,), groups=())
    plain = Understanding(Lexicon(lexicon.language, vocabulary))
    bought, changed = plain.understand("two waters"), plain.understand("make it large")
    assert bought is not None
    assert (bought.intent, bought.ids("quantity"), changed) == ("AddItemIntent", ("2",), None)


def test_once_warmed_nothing_is_left_to_parse(
    lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm = Understanding(Lexicon(lexicon.language, lexicon.vocabulary)).warmed()
    monkeypatch.setattr("hassil.intents.parse_sentence", None)
    assert warm.understand("two small lattes with oat milk")


def test_one_sentence_for_two_intents_is_found(lexicon: Lexicon) -> None:
    intents = lexicon.language.intents
    thief = IntentSource(sentences=(Sentence(say="check out"),))
    language = lexicon.language.model_copy(update={"intents": {"ThiefIntent": thief, **intents}})
    found = [str(one) for one in lint.collisions(Lexicon(language, lexicon.vocabulary), lint.FEWER)]
    assert [one for one in found if one.startswith("sentence")] == [
        "sentence: check out (CheckoutIntent is understood as ThiefIntent)"
    ]
