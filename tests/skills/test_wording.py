"""What is said: forms of English, variants by seed, escaping, answers that ask or end."""

import re
from string import Formatter
from typing import Any

import pytest

from app.settings import SettingInvalid, Settings
from app.tone import make_wording
from skills.answer import Answer, Focus, Item, Money, Option, Say, ask, say, tell
from skills.envelope import reprompt, spoken
from skills.language import locales
from skills.language.en import English
from skills.response import respond
from skills.wording import SUGGESTED, TONES, Wording


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording.load("en-US")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Money(450, "USD"), "four dollars and fifty cents"),
        (Money(100, "USD"), "one dollar"),
        (Money(1, "USD"), "one cent"),
        (Money(0, "USD"), "zero dollars"),
        (Money(-250, "EUR"), "minus two euros and fifty cents"),
        (Money(2105, "GBP"), "twenty one pounds and five pence"),
        (Money(500, "JPY"), "five hundred JPY"),
    ],
)
def test_money_is_said_in_words(amount: Money, said: str) -> None:
    assert English().money(amount) == said


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Item("latte"), "a latte"),
        (Item("americano"), "an americano"),
        (Item("coffee filters"), "one coffee filters"),
        (Item("latte", 2), "two lattes"),
        (Item("macchiato", 3, (Option("large"),)), "three large macchiatos"),
        (
            Item("espresso", 1, (Option("extra large"), Option("dark roast"))),
            "an extra large dark roast espresso",
        ),
        (
            Item("mocha", 21, (), (Option("oat milk", "little"), Option("sugar", "lots"))),
            "twenty one mochas with a little oat milk and a lot of sugar",
        ),
        (Item("glass", 2), "two glasses"),
    ],
)
def test_items_are_named_as_a_barista_reads_them_back(
    wording: Wording, item: Item, said: str
) -> None:
    assert wording.render(Say("added", {"items": [item]}), 0) == f"I added {said}."


def test_numbers_can_be_said_digit_by_digit() -> None:
    assert English().digits(104) == "one zero four"


def test_lists_end_with_a_word(wording: Wording) -> None:
    said = [wording.render(say("found", names=list("abc")[:count]), 0) for count in (1, 2, 3)]
    assert said == ["We have a.", "We have a and b.", "We have a, b and c."]


def test_the_seed_chooses_the_variant(wording: Wording) -> None:
    variants = {wording.render(say("goodbye"), seed) for seed in range(10)}
    assert variants == set(wording.phrases["goodbye"])
    assert wording.render(say("goodbye"), 7) == wording.render(say("goodbye"), 7)


def test_a_form_that_does_not_exist_is_a_fault(wording: Wording) -> None:
    wrong = Wording(wording.locale, {"x": ["{a:sung}"]}, wording.forms)
    with pytest.raises(ValueError, match="sung"):
        wrong.render(say("x", a=1), 0)


def test_braces_in_a_name_are_only_text(wording: Wording) -> None:
    assert "{0.__class__}" in wording.render(say("unknown_product", words="{0.__class__}"), 0)


def as_json(answer: Answer, wording: Wording) -> dict[str, Any]:
    response: Any = respond(answer, wording, 0)
    return {
        "response": {
            "outputSpeech": {"ssml": response.output_speech.ssml},
            "reprompt": response.reprompt
            and {"outputSpeech": {"ssml": response.reprompt.output_speech.ssml}},
            "shouldEndSession": response.should_end_session,
        }
    }


def test_speech_is_escaped_and_comes_back_as_it_was(wording: Wording) -> None:
    hostile = """Tom & Jerry's <break time="9s"/> ]]>"""
    response = as_json(
        ask(say("unknown_product", words=hostile), say("ask_else"), focus=Focus()), wording
    )
    assert "<break" not in str(response)
    assert spoken(response) == f"We do not have {hostile}. Anything else?"
    assert reprompt(response) == "Anything else?"


def test_an_answer_asks_or_ends(wording: Wording) -> None:
    asking = as_json(ask(say("ask_else"), focus=Focus("else")), wording)
    ending = as_json(tell(say("goodbye")), wording)
    assert (reprompt(asking), asking["response"]["shouldEndSession"]) == ("Anything else?", False)
    assert (reprompt(ending), ending["response"]["shouldEndSession"]) == ("", True)


def test_a_focus_goes_to_the_client_and_back() -> None:
    focus = Focus("choice", line=3, group="size", waiting={"quantity": 2, "options": []}, misses=1)
    assert Focus.read(focus.attributes()) == focus
    assert Focus().attributes() == {}


@pytest.mark.parametrize(
    "attributes",
    [
        None,
        {},
        {"question": 7},
        {"line": "x"},
        {"unknown": 1},
        {"misses": "9" * 99},
        {"waiting": []},
    ],
)
def test_strange_session_attributes_are_left_out(attributes: dict[str, object] | None) -> None:
    assert Focus.read(attributes) == Focus()


def test_what_is_always_said_alike_can_be_made_beforehand(wording: Wording) -> None:
    assert "Anything else?" in wording.fixed
    assert all("{" not in said and said[-1] in ".?!" for said in wording.fixed)
    shown = (wording.render(say("ask_name"), 0), wording.render(say("cart_empty"), 0))
    assert set(shown) <= set(wording.fixed)


@pytest.mark.parametrize("tone", TONES[1:])
@pytest.mark.parametrize("locale", locales())
def test_every_tone_carries_the_same_facts(locale: str, tone: str) -> None:
    plain, toned = Wording.load(locale), Wording.load(locale, tone=tone)
    assert set(toned.phrases) == set(plain.phrases)
    for key, variants in toned.phrases.items():
        assert {facts(text) for text in variants} == {facts(t) for t in plain.phrases[key]}, key


def facts(text: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """What a phrase tells, what it suggests, and whether it asks."""
    places = {f"{name}:{form}" for _, name, form, _ in Formatter().parse(text) if name}
    suggested = re.findall(f"{SUGGESTED}(.+?){SUGGESTED}", text)
    return frozenset(places), frozenset(suggested), text.rstrip().endswith("?")


@pytest.mark.parametrize("tone", TONES[1:])
@pytest.mark.parametrize("locale", locales())
def test_every_tone_is_heard_where_people_meet_it(locale: str, tone: str) -> None:
    plain, toned = Wording.load(locale), Wording.load(locale, tone=tone)
    for key in ("welcome", "goodbye", "missed", "ask_else", "all_right", "placed", "sold_out"):
        assert plain.phrases[key] != toned.phrases[key], key


def test_a_tone_is_put_on_before_a_locale_differs() -> None:
    assert Wording.load("en-GB", tone="informal").phrases["cart_empty"] == ["Your basket's empty."]
    assert Wording.load("en-GB", tone="formal").phrases["goodbye"][1] == "Thank you. Goodbye."


def test_the_brand_chooses_its_tone() -> None:
    for tone in TONES:
        settings = Settings.read({"COUNTERTALK_TONE": tone})
        assert make_wording(settings).phrases == Wording.load("en-US", tone=tone).phrases
    with pytest.raises(SettingInvalid, match="'rude': give one of plain, formal, informal"):
        Settings.read({"COUNTERTALK_TONE": "rude"})
