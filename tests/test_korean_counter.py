"""A whole order at a counter that speaks Korean, and a locale that is made of files alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import make_lexicon, open_store, scratch_url
from models import passes
from models.base import Store
from models.catalog_import import load, parse
from models.translations import translated
from skills.answer import Item, Money, say
from skills.language import Language
from skills.lexicon import Lexicon
from skills.suggestions import suggested
from skills.understand import Understanding
from skills.wording import Wording
from tests.talk import START, Talk, talk


@pytest.fixture(scope="module")
def korean() -> Lexicon:
    with scratch_url() as url, open_store(url) as store:
        return make_lexicon(store, "ko-KR")


@pytest.fixture
def shop(demo_url: str, korean: Lexicon) -> Iterator[Talk]:
    with talk(demo_url, korean) as opened:
        yield opened


def test_a_whole_order_is_made_in_korean(shop: Talk) -> None:
    latte: dict[str, str] = {"size": "large", "milk": "oat_milk"}
    for words, cart in (
        ("안녕하세요", []),
        ("오트밀크 넣은 라지 라떼 두 잔 주세요", [[2, "latte", latte]]),
        ("크루아상 하나 추가해 주세요", [[2, "latte", latte], [1, "croissant", {}]]),
        (
            "라떼는 설탕 조금으로 바꿔 주세요",
            [[2, "latte", latte | {"sugar": "sugar.little"}], [1, "croissant", {}]],
        ),
    ):
        assert shop.cart(shop.counter.say(words).owner) == cart
    shown, named, read = map(shop.counter.say, ("장바구니 보여 주세요", "계산할게요", "서연이요"))
    listed = "오트밀크 넣고 설탕 조금 넣은 라지 라떼 두 잔과 크루아상 한 개"
    assert shown.speech.startswith(f"{listed}가 있습니다. 세금을 포함해서 ")
    assert named.speech.startswith("주문하시는 분 성함이")
    assert read.speech.startswith(f"코너 커피에서 서연 님께 {listed}, ")
    placed = shop.counter.say("네")
    assert placed.ended
    assert placed.speech.startswith("감사합니다, 서연 님. 주문 번호는 일 공 공번입니다.")
    status = shop.counter.say("주문 번호 100번 서연 어떻게 됐어요")
    assert status.speech.startswith(f"주문 일 공 공번 {listed}는 접수되어")


def test_what_is_missing_is_asked_for_in_korean(shop: Talk) -> None:
    asked, made = map(shop.counter.say, ("라떼 한 잔 주세요", "라지로 해 주세요"))
    assert asked.speech.endswith("스몰, 미디엄, 라지 또는 엑스트라 라지가 있습니다.")
    assert made.speech.startswith("이제 라지 라떼 한 잔")
    assert shop.cart(made.owner) == [[1, "latte", {"size": "large"}]]


@pytest.mark.parametrize(
    ("utterance", "answer"),
    [
        ("크루아상 얼마예요", "크루아상 한 개에 "),
        ("탄산수 있어요", "네, 아직 탄산수 아흔여섯 병 남아 있습니다."),
        ("몇 시까지 해요", "역전은 하루 종일 엽니다."),
        ("직원 불러 주세요", "직원과 이야기하시려면 카운터에 문의하시거나"),
        ("말차 라떼가 뭐예요", "말차 라떼. 가루 녹차에 데운 우유를 더했습니다."),
        ("라지 크루아상 주세요", "크루아상은 사이즈를 고를 수 없습니다."),
        ("메뉴 보여 주세요", "음료, 음식과 원두 종류가 있습니다."),
        ("오늘 날씨 어때요", "죄송합니다. 잘 알아듣지 못했습니다."),
    ],
)
def test_it_answers_in_korean(shop: Talk, utterance: str, answer: str) -> None:
    assert shop.counter.say(utterance).speech.startswith(answer)


LANGUAGE = """
locale: eo-XX
language: eo
invocation_name: ""
multiple_values: false
amounts: {little: ["{} iomete"], some: [], lots: [], none: []}
joiners: {first: "kun", next: "kaj", loose: "", ahead: ""}
lists:
  few: {range: [1, 9], alexa: AMAZON.NUMBER}
  number: {digits: [3, 3], alexa: AMAZON.NUMBER}
rules: {}
intents:
  AddItemIntent: {sentences: ["[mi volas] [{few:quantity}] <item>"]}
  AMAZON.YesIntent: {sentences: ["jes"]}
"""
WORDING = """
and: "kaj"
added: "Mi aldonis {items:items} por {price:money}."
"""
CATALOGUE = """
{"shop": {"name": "Vendejo", "currency": "EUR"},
 "categories": [{"id": "d", "name": "drinks"}],
 "groups": [{"id": "milk", "name": "milk", "position": "after", "amounts": ["little"],
             "choices": [{"id": "oat", "name": "oat milk"}]}],
 "products": [{"id": "tea", "name": "tea", "category": "d", "price": 250, "options": [{"group": "milk"}]}],
 "translations": {"eo": {"tea": {"text": "teo", "synonyms": ["teon"]}, "oat milk": {"text": "avena lakto"}}}}
"""


def test_a_locale_is_made_of_files_alone(tmp_path: Path) -> None:
    (tmp_path / "eo-XX.yaml").write_text(LANGUAGE, encoding="utf-8")
    (tmp_path / "eo-XX.wording.yaml").write_text(WORDING, encoding="utf-8")
    language = Language.load("eo-XX", tmp_path)
    with Store.open(f"sqlite:///{tmp_path}/shop.db") as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(CATALOGUE))
            lexicon = Lexicon(language, translated(session, "eo"))
    meaning = Understanding(lexicon).understand("mi volas du teon kun avena lakto iomete")
    assert meaning is not None
    assert {slot: meaning.ids(slot) for slot in meaning.slots} == {
        "quantity": ("2",),
        "product": ("tea",),
        "milk": ("oat.little",),
    }
    wording = Wording.load("eo-XX", tmp_path)
    items = [Item("teo", 2), Item("teo", 1)]
    added = say("added", items=items, price=Money(500, "EUR"))
    assert wording.render(added, 0) == "Mi aldonis du teo kaj unu teo por 5,00 eŭro."


@pytest.mark.parametrize("phrase", sorted({said for _, said in suggested(Wording.load("ko-KR"))}))
def test_what_the_counter_suggests_in_korean_is_understood(shop: Talk, phrase: str) -> None:
    shop.counter.say("크루아상 한 개 주세요")
    assert shop.counter.say(phrase).meaning is not None


def test_a_code_is_taken_in_korean(shop: Talk) -> None:
    with shop.store.begin() as session:
        code = passes.give(session, "alexa:ANN", START)
    assert "알렉사" in shop.counter.say("매장 코드 알려 주세요").speech
    wrong = shop.counter.say("코드는 구구구구구구예요")
    assert wrong.speech.startswith("모르는 코드입니다.")
    shop.counter.say("크루아상 하나 주세요")
    hello = shop.counter.say(f"코드는 {code}이에요", typed=True)
    assert hello.speech.startswith("다시 뵙네요.")
    assert shop.cart("alexa:ANN") == [[1, "croissant", {}]]
