"""The recogniser's grammar holds what is understood, and nothing of what disagrees."""

from collections import defaultdict
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
import yaml

from models.vocabulary import Vocabulary
from skills import grammar
from skills.agreement import agreeing
from skills.arcs import EPSILON, Arc
from skills.grammar import Grammar
from skills.language import Language
from skills.lexicon import Lexicon

TABLE = yaml.safe_load((Path(__file__).parents[1] / "data" / "understood.yaml").read_text("utf-8"))


class Acceptor:
    """Accepts sentences of AT&T text, slowly."""

    def __init__(self, text: str) -> None:
        self.arcs: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self.finals: set[int] = set()
        self.weights: list[float] = []
        for fields in map(str.split, text.splitlines()):
            if len(fields) == 4:
                self.arcs[int(fields[0])].append((int(fields[1]), fields[2]))
                self.weights.append(float(fields[3]))
            elif fields:
                self.finals.add(int(fields[0]))

    def accepts(self, sentence: str) -> bool:
        states = self._closed({0})
        for word in sentence.split():
            states = self._closed({b for a in states for b, w in self.arcs[a] if w == word})
        return bool(states & self.finals)

    def _closed(self, states: set[int]) -> set[int]:
        todo = list(states)
        while todo:
            more = {b for b, word in self.arcs[todo.pop()] if word == EPSILON} - states
            states |= more
            todo += more
        return states


@pytest.fixture(scope="module")
def compiled(lexicon: Lexicon) -> Grammar:
    return Grammar(lexicon)


@pytest.fixture(scope="module")
def whole_shop(compiled: Grammar) -> Acceptor:
    return Acceptor(compiled.text())


UNHEARD = {
    "cancel the large lattes",
    "remove two latte please",
    "some bagels and a latte",
    "add butter and jam to the bagel",
    "a bagel and eight croissant",
    "i don't want the large dark roast latte with oat milk",
    "do you have any deals",
    "what discounts are there",
    "how long does it take",
    "what's the nearest store",
    "actually a small one",
    "actually with oat milk",
    "code 483920",
    "i need a code for the counter",
    "a green tea dark roast",
    "one hundred bagels",
    "100 bagels",
    "large latte oat milk no sugar",
    "small latte light roast triple shot with whole milk",
    "large oat milk latte",
    "make it a sixteen ounce",
    "make it twenty",
    "a tea please",
    "i want something under four fifty",
    "i want something under four dollars and fifty cents",
    "vegan pastries without nuts",
    "compare the first one and the last one",
    "one large one of those",
    "i said two lattes",
    "not a latte a mocha",
    "i meant a mocha not a latte",
    "the usual but large and with oat milk",
    "the usual but large and no milk",
    "the same as last time without sugar",
    "use coupon code coffee10",
    "do i have any points",
    "redeem my points",
    "tell me when the carrot cake is back in stock",
    "what would you recommend",
    "do you have anything new",
    "i think that's it",
    "all done",
    "not really",
    "ok",
    "perfect",
    "hold on",
    "i didn't say that",
    "add a croissant to that please",
    "a large latte for here",
    "actually make that two lattes",
    "change that to a mocha",
    "remove one of the bagels",
    "never mind the latte",
    "cancel everything",
    "does the brownie have nuts",
    "are there nuts in it",
    "is it vegan",
    "what allergens are in the croissant",
    "what can i eat without nuts",
    "what kinds of milk do you have",
    "can i pick it up tomorrow at seven in the morning",
    "what time will it be ready",
    "a couple of bagels",
    "half a dozen croissants please",
    "i'd like a dozen bagels with butter",
    "a couple of lattes and half a dozen croissants",
    "do you have oat milk",
    "i have a coupon code",
    "sorry what was that",
}
"""Understood when typed or from Alexa, but not listened for"""


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row[1] and row[0] not in UNHEARD], ids=lambda row: row[0]
)
def test_what_is_understood_is_listened_for(
    compiled: Grammar, whole_shop: Acceptor, row: list[str]
) -> None:
    heard = row[0].replace("104", "one zero four")
    listening = Acceptor(compiled.text(row[3])) if row[3:] else whole_shop
    assert listening.accepts(heard)


@pytest.mark.parametrize(
    "sentence",
    [
        "an latte",
        "a americano",
        "can i have a an latte",
        "a large large latte",
        "a latte with with milk",
        "a latte with lettuce",
        "two latte",
        "one zero four",
        "anna",
        "latte latte",
        *sorted(UNHEARD),
    ],
)
def test_what_nobody_says_is_not_listened_for(whole_shop: Acceptor, sentence: str) -> None:
    assert not whole_shop.accepts(sentence)


def test_weights_are_costs_of_probabilities(whole_shop: Acceptor) -> None:
    assert min(whole_shop.weights) >= 0


def test_the_same_language_gives_the_same_text(lexicon: Lexicon) -> None:
    assert grammar.build(lexicon) == grammar.build(lexicon)


def test_agreement_looks_through_silent_arcs() -> None:
    arcs = [
        Arc(0, 2, "an", 0.0),
        Arc(2, 3, EPSILON, 0.0),
        Arc(3, 1, "egg", 0.0),
        Arc(3, 1, "bagel", 0.0),
    ]
    kept = agreeing(
        arcs, 4, {"an"}, lambda _word, following: "" if following == "bagel" else following
    )
    lines = [f"{a} {b} {word} {weight}" for a, b, word, weight in kept]
    acceptor = Acceptor("\n".join([*lines, "1 0"]))
    assert acceptor.accepts("an egg")
    assert not acceptor.accepts("an bagel")


def cheapest(text: str, sentence: str) -> float:
    """The weight of a sentence's best path."""
    arcs: dict[int, list[tuple[int, str, float]]] = defaultdict(list)
    for fields in map(str.split, text.splitlines()):
        if len(fields) == 4:
            arcs[int(fields[0])].append((int(fields[1]), fields[2], float(fields[3])))
    best, words = {(0, 0): 0.0}, sentence.split()
    todo = [(0, 0)]
    while todo:
        state, at = here = todo.pop()
        for end, word, weight in arcs[state]:
            there = (end, at + (word != EPSILON))
            fits = word == EPSILON or (at < len(words) and words[at] == word)
            if fits and best[here] + weight < best.get(there, inf):
                best[there] = best[here] + weight
                todo.append(there)
    return best[1, len(words)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("opening", "a large latte please"),
        ("confirm", "yes"),
        ("confirm", "no"),
        ("else", "that's all"),
        ("choice", "large"),
        ("number", "number one zero four"),
        ("code", "my code is nine oh one two three four"),
        ("name", "my name is anna"),
        ("more", "next"),
    ],
)
def test_after_a_question_its_answers_are_likelier(
    compiled: Grammar, question: str, answer: str
) -> None:
    assert cheapest(compiled.text(question), answer) < cheapest(compiled.text(), answer) - 0.5


def test_a_question_excludes_nothing(compiled: Grammar) -> None:
    for question in ("opening", "confirm", "choice", "more", "name", "number", "code"):
        asked = compiled.text(question)
        for sentence in ("can i have a large latte please", "where is my order", "yes", "stop"):
            assert cheapest(asked, sentence) < cheapest(compiled.text(), sentence) + 1.5


def test_answers_of_one_question_are_not_listened_for_after_another(compiled: Grammar) -> None:
    assert Acceptor(compiled.text("name")).accepts("anna")
    assert not Acceptor(compiled.text("confirm")).accepts("anna")


def test_what_sells_is_likelier_and_a_shop_without_orders_is_fair(words: Vocabulary) -> None:
    def cost(product: str, sold: int) -> float:
        products = tuple(replace(p, sold=sold if p.id == product else 0) for p in words.products)
        lexicon = Lexicon(Language.load("en-US"), replace(words, products=products))
        return cheapest(grammar.build(lexicon), product)

    assert cost("mocha", 256) < cost("mocha", 0) - 1
    assert cost("mocha", 0) == pytest.approx(cost("americano", 0), abs=0.01)
