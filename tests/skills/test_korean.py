"""Korean word forms, and what a counter in Korean understands."""

from collections.abc import Mapping

import pytest

from skills.answer import Item, Money, Option, say
from skills.language.ko import FORMS
from skills.lexicon import Lexicon
from skills.understand import Understanding
from skills.wording import Wording


@pytest.fixture(scope="module")
def understanding(lexicons: Mapping[str, Lexicon]) -> Understanding:
    return Understanding(lexicons["ko-KR"])


@pytest.mark.parametrize(
    ("quantity", "unit", "said"),
    [
        (1, "잔", "라떼 한 잔"),
        (2, "잔", "라떼 두 잔"),
        (3, "", "라떼 세 개"),
        (4, "병", "라떼 네 병"),
        (11, "잔", "라떼 열한 잔"),
        (20, "잔", "라떼 스무 잔"),
        (21, "잔", "라떼 스물한 잔"),
        (120, "잔", "라떼 백이십 잔"),
    ],
)
def test_things_are_counted_in_native_numbers_and_measure_words(
    quantity: int, unit: str, said: str
) -> None:
    assert FORMS.item("라떼", quantity, (), (), unit) == said


def test_options_stand_before_the_thing() -> None:
    said = FORMS.item("라떼", 2, ["라지"], ["오트밀크", "설탕 안"], "잔")
    assert said == "오트밀크 넣고 설탕 안 넣은 라지 라떼 두 잔"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("라떼을(를) 담고 머핀을(를) 뺐습니다", "라떼를 담고 머핀을 뺐습니다"),
        ("라떼은(는)", "라떼는"),
        ("잔이(가)", "잔이"),
        ("모카과(와) 머핀과(와)", "모카와 머핀과"),
        (
            "오트밀크으로(로), 설탕으로(로), 아이스 티으로(로), 샷 둘으로(로)",
            "오트밀크로, 설탕으로, 아이스 티로, 샷 둘로",
        ),
        ("3이(가) 2이(가) 1으로(로) 6으로(로)", "3이 2가 1로 6으로"),
        ("서연이에요(예요) 지우이에요(예요)", "서연이에요 지우예요"),
        ("latte을(를)", "latte를"),
        ("없음", "없음"),
    ],
)
def test_a_particle_fits_the_letter_before(written: str, said: str) -> None:
    assert FORMS.finished(written) == said


def test_money_and_numbers_are_sino_korean() -> None:
    assert FORMS.money(Money(4500, "KRW")) == "사천오백 원"
    assert FORMS.money(Money(450, "USD")) == "사 달러 오십 센트"
    assert FORMS.money(Money(0, "KRW")) == "영 원"
    assert FORMS.money(Money(-100, "USD")) == "마이너스 일 달러"
    assert FORMS.amount(Money(4500, "KRW")) == "₩4,500"
    assert FORMS.digits(104) == "일 공 사"
    assert FORMS.number(104) == "백사"


def test_a_list_ends_with_its_particle_or_word() -> None:
    assert FORMS.finished(FORMS.listing(["라떼 한 잔", "물 두 병", "모카"], "과(와)")) == (
        "라떼 한 잔, 물 두 병과 모카"
    )
    assert FORMS.listing(["라지", "스몰"], "또는") == "라지 또는 스몰"
    assert FORMS.listing(["라지"], "또는") == "라지"


def test_an_answer_names_things_in_korean(lexicons: Mapping[str, Lexicon]) -> None:
    wording = Wording.load("ko-KR")
    item = Item("라떼", 2, (Option("라지"),), (Option("우유", "none"), Option("설탕", "little")))
    assert wording.render(say("removed", item=item), 0) == (
        "우유 안 넣고 설탕 조금 넣은 라지 라떼 두 개 뺐습니다."
    )


@pytest.mark.parametrize(
    ("utterance", "intent", "slots"),
    [
        ("라떼 두 잔 주세요", "AddItemIntent", {"product": "latte", "quantity": "2"}),
        ("라떼두잔주세요", "AddItemIntent", {"product": "latte", "quantity": "2"}),
        ("라 떼 두 잔 주 세 요", "AddItemIntent", {"product": "latte", "quantity": "2"}),
        ("아메리카노 열두 잔", "AddItemIntent", {"product": "americano", "quantity": "12"}),
        ("아메리카노 3잔 주세요", "AddItemIntent", {"product": "americano", "quantity": "3"}),
        ("크루아상 하나 추가해 주세요", "AddItemIntent", {"product": "croissant", "quantity": "1"}),
        (
            "오트밀크 넣은 라지 카페 라떼 한 잔 주세요",
            "AddItemIntent",
            {"product": "latte", "size": "large", "milk": "oat_milk", "quantity": "1"},
        ),
        (
            "라지 라떼 설탕 조금 넣어서 주세요",
            "AddItemIntent",
            {"product": "latte", "size": "large", "sugar": "sugar.little"},
        ),
        ("커피 우유 빼고 한 잔", "AddItemIntent", {"product": "coffee", "milk": "milk.none"}),
        ("라떼는 두유로 바꿔 주세요", "ChangeItemIntent", {"product": "latte", "milk": "soy_milk"}),
        ("사이즈는 스몰로 해 주세요", "ChangeItemIntent", {"group": "size", "size": "small"}),
        ("머핀 한 개 빼 주세요", "RemoveItemIntent", {"product": "blueberry_muffin"}),
        ("모카 얼마예요", "PriceIntent", {"product": "mocha"}),
        ("장바구니에 뭐가 있어요", "CartIntent", {}),
        ("계산해 주세요", "CheckoutIntent", {}),
        ("주문 번호 일공사 번 서연 어디까지 됐어요", "OrderStatusIntent", {"number": "104"}),
        ("제 이름은 민수예요", "NameIntent", {"first_name": "민수"}),
        ("코드는 사팔삼구이공이에요", "CodeIntent", {"passcode": "483920"}),
        ("매장 코드 알려 주세요", "CounterCodeIntent", {}),
        ("네 맞아요", "AMAZON.YesIntent", {}),
        ("아니요 괜찮아요", "AMAZON.NoIntent", {}),
        ("직원 불러 주세요", "TalkToPersonIntent", {}),
        ("몇 시까지 해요", "HoursIntent", {}),
    ],
)
def test_a_sentence_is_understood_however_it_is_spaced(
    understanding: Understanding, utterance: str, intent: str, slots: dict[str, str]
) -> None:
    meaning = understanding.understand(utterance)
    assert meaning is not None
    assert meaning.intent == intent
    assert {name: meaning.ids(name)[0] for name in slots} == slots


@pytest.mark.parametrize(
    "utterance", ["오늘 날씨가 좋네요", "라떼 라떼 라떼", "한", "ㅋㅋㅋ", "two lattes"]
)
def test_what_is_no_order_is_not_understood(understanding: Understanding, utterance: str) -> None:
    assert understanding.understand(utterance) is None


def test_two_things_are_two(understanding: Understanding) -> None:
    meaning = understanding.understand("라떼 한 잔하고 크루아상 두 개 주세요")
    assert meaning is not None
    assert meaning.intent == "AddItemsIntent"
    assert (meaning.ids("quantity"), meaning.ids("second_quantity")) == (("1",), ("2",))
