"""The list and its checks belong together: every item, every check, every page."""

import pytest

from app.certify import pages
from app.certify.checklist import entries
from app.certify.judge import LAST, PACKAGE, SERVICE
from app.certify.limits import LIMITS
from app.certify.outcome import State

ENTRIES = entries()


def test_the_list_has_all_items_in_order() -> None:
    assert list(dict.fromkeys(entry.item for entry in ENTRIES)) == list(range(1, 37))


def test_each_check_stands_in_the_list_once_and_each_of_the_list_is_there() -> None:
    checks = [entry.check for entry in ENTRIES if entry.state is None]
    assert len({entry.check for entry in ENTRIES}) == len(ENTRIES)
    assert sorted(checks) == sorted([*PACKAGE, *SERVICE, *LAST])


def test_what_no_check_holds_says_why() -> None:
    for entry in ENTRIES:
        assert entry.title
        assert bool(entry.why) is (entry.state is not None)
        assert entry.state in (None, State.LATER, State.NOT_APPLICABLE)


@pytest.mark.parametrize("item", range(29, 33))
def test_purchases_with_a_linked_account_come_later(item: int) -> None:
    assert any(e.state is State.LATER for e in ENTRIES if e.item == item)


def test_every_page_is_amazons_and_every_one_is_used() -> None:
    known = {name: url for name, url in vars(pages).items() if name.isupper() and name[0] != "_"}
    used = {entry.page for entry in ENTRIES} | {limit.page for limit in LIMITS.values()}
    assert all(url.startswith("https://developer.amazon.com/") for url in known.values())
    assert set(known.values()) == used
