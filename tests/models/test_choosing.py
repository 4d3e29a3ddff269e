"""What may be chosen on a product, what replaces what, and what is refused."""

import pytest
from sqlalchemy.orm import Session

from models.browse import get_product
from models.catalog import ChoiceRef
from models.choosing import configure, defaults, missing, unit_price
from models.errors import (
    AmountNotOffered,
    ChoiceError,
    ChoiceNotOffered,
    OptionNotOffered,
    TooManyChoices,
)
from tests.models.world import (
    CARAMEL,
    CREAM,
    HAZELNUT,
    LARGE,
    NO_MILK,
    OAT,
    OWN_CUP,
    SMALL,
    VANILLA,
)

LITTLE_OAT = ChoiceRef("milk", "oat_milk", "little")
NO_OAT = ChoiceRef("milk", "oat_milk", "none")
NO_SYRUP = ChoiceRef("syrup", "vanilla", "none")


@pytest.mark.parametrize(
    ("made", "asked", "chosen"),
    [
        ([], [], []),
        ([], [LARGE], [LARGE]),
        ([], [OAT, LARGE], [LARGE, OAT]),
        ([SMALL], [LARGE], [LARGE]),
        ([LARGE, OAT], [SMALL], [SMALL, OAT]),
        ([OAT], [CREAM], [CREAM]),
        ([OAT], [LITTLE_OAT], [LITTLE_OAT]),
        ([LITTLE_OAT], [OAT], [OAT]),
        ([LITTLE_OAT, LARGE], [SMALL], [SMALL, LITTLE_OAT]),
        ([OAT], [NO_OAT], []),
        ([OAT], [NO_MILK], []),
        ([CREAM], [NO_OAT], [CREAM]),
        ([], [NO_MILK], []),
        ([OAT], [NO_OAT, CREAM], [CREAM]),
        ([VANILLA], [CARAMEL], [VANILLA, CARAMEL]),
        ([CARAMEL], [VANILLA], [VANILLA, CARAMEL]),
        ([VANILLA, CARAMEL], [NO_SYRUP], [CARAMEL]),
        ([VANILLA, CARAMEL], [NO_SYRUP, HAZELNUT], [CARAMEL, HAZELNUT]),
        ([VANILLA], [VANILLA], [VANILLA]),
    ],
)
def test_choices_replace_join_and_go(
    session: Session,
    made: list[ChoiceRef],
    asked: list[ChoiceRef],
    chosen: list[ChoiceRef],
) -> None:
    latte = get_product(session, "latte")
    assert [one.ref for one in configure(session, latte, made, asked)] == chosen


@pytest.mark.parametrize(
    ("asked", "refusal", "says"),
    [
        (ChoiceRef("bag", "small_bag"), OptionNotOffered, "bag size"),
        (ChoiceRef("wheels", "four"), OptionNotOffered, "wheels"),
        (ChoiceRef("size", "huge"), ChoiceNotOffered, "huge"),
        (ChoiceRef("size", ""), ChoiceNotOffered, ""),
        (ChoiceRef("size", "large", "little"), AmountNotOffered, "little"),
        (ChoiceRef("milk", "oat_milk", "tons"), AmountNotOffered, "tons"),
        (ChoiceRef("milk", "huge", "none"), ChoiceNotOffered, "huge"),
    ],
)
def test_what_is_not_offered_is_refused(
    session: Session, asked: ChoiceRef, refusal: type[ChoiceError], says: str
) -> None:
    with pytest.raises(refusal) as refused:
        configure(session, get_product(session, "latte"), [LARGE], [asked])
    assert says in str(refused.value)


def test_a_refusal_names_what_is_offered(session: Session) -> None:
    iced = get_product(session, "iced_latte")
    with pytest.raises(ChoiceNotOffered) as choice:
        configure(session, iced, (), [ChoiceRef("size", "medium")])
    assert (choice.value.choice.name, [one.id for one in choice.value.offered]) == (
        "medium",
        ["small", "large"],
    )
    with pytest.raises(OptionNotOffered) as option:
        configure(session, iced, (), [OAT])
    assert [str(one) for one in option.value.offered] == ["size"]


@pytest.mark.parametrize(("asked", "limit"), [([OAT, CREAM], 1), ([VANILLA, CARAMEL, HAZELNUT], 2)])
def test_too_many_choices_are_refused(session: Session, asked: list[ChoiceRef], limit: int) -> None:
    with pytest.raises(TooManyChoices) as refusal:
        configure(session, get_product(session, "latte"), (), asked)
    assert refusal.value.limit == limit


@pytest.mark.parametrize(
    ("product", "choices", "price"),
    [
        ("latte", [], 400),
        ("latte", [LARGE, OAT, VANILLA, CARAMEL], 690),
        ("latte", [OWN_CUP], 375),
        ("latte", [LITTLE_OAT], 470),
        ("iced_latte", [LARGE], 530),
    ],
)
def test_choices_change_the_price(
    session: Session, product: str, choices: list[ChoiceRef], price: int
) -> None:
    found = get_product(session, product)
    assert unit_price(found, configure(session, found, (), choices)) == price


def test_a_default_counts_as_chosen_and_comes_back(session: Session) -> None:
    beans = get_product(session, "beans")
    small, large = ChoiceRef("bag", "small_bag"), ChoiceRef("bag", "large_bag")
    assert [one.ref for one in defaults(beans)] == [small]
    assert missing(beans, ()) == []
    chosen = configure(session, beans, defaults(beans), [large])
    assert [one.ref for one in chosen] == [large]
    none = ChoiceRef("bag", "large_bag", "none")
    assert [one.ref for one in configure(session, beans, chosen, [none])] == [small]


def test_what_must_be_chosen_is_missing_until_it_is(session: Session) -> None:
    latte = get_product(session, "latte")
    assert [option.group_id for option in missing(latte, [OAT])] == ["size"]
    assert missing(latte, [LARGE]) == []


@pytest.mark.parametrize("ref", [LARGE, LITTLE_OAT, ChoiceRef("milk", "milk", "none")])
def test_the_text_form_reads_back(ref: ChoiceRef) -> None:
    assert ChoiceRef.parse(ref.group, ref.text) == ref
