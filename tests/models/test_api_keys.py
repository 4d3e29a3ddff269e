"""Programs and their keys: who is let in, with what, and until when."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import api_keys
from models.api_keys import ApiKey, Scope
from models.keys import Key
from models.staff_errors import ApiKeyExists, ApiKeyNameInvalid, UnknownApiKey
from tests.models.world import LATER, NOW

KEY = Key("id", "secret")
NEXT = Key("next", "word")
HOUR = timedelta(hours=1)


def add(session: Session, name: str = "kitchen", key: Key = KEY) -> ApiKey:
    return api_keys.add(session, name, [Scope.ORDERS_WRITE, Scope.ORDERS_READ], key, NOW)


def test_a_key_lets_its_own_program_in_with_its_scopes(session: Session) -> None:
    add(session)
    add(session, "till", NEXT)
    found = api_keys.admitted(session, Key.read(KEY.text), LATER)
    assert found is not None
    assert (found.name, found.scopes) == ("kitchen", ["orders:read", "orders:write"])


@pytest.mark.parametrize("text", ["", "id", "id.", "id.secreT", "id.word", "nobody.secret"])
def test_anything_else_lets_nobody_in(session: Session, text: str) -> None:
    add(session)
    add(session, "till", NEXT)
    assert api_keys.admitted(session, Key.read(text), LATER) is None


def test_what_is_kept_is_no_key(session: Session) -> None:
    kept = add(session)
    assert KEY.secret not in repr(vars(kept))
    assert api_keys.admitted(session, Key(kept.id, kept.digest), LATER) is None


def test_a_program_has_two_keys_while_one_is_exchanged(session: Session) -> None:
    add(session)
    made = api_keys.rotate(session, "kitchen", NEXT, LATER, HOUR)
    assert made.scopes == ["orders:read", "orders:write"]
    during, after = LATER + HOUR / 2, LATER + HOUR
    assert [bool(api_keys.admitted(session, key, during)) for key in (KEY, NEXT)] == [True, True]
    assert [bool(api_keys.admitted(session, key, after)) for key in (KEY, NEXT)] == [False, True]


def test_a_second_exchange_does_not_let_the_first_key_live_longer(session: Session) -> None:
    add(session)
    api_keys.rotate(session, "kitchen", NEXT, NOW, HOUR)
    api_keys.rotate(session, "kitchen", Key("third", "x"), NOW + HOUR / 2, HOUR)
    assert api_keys.admitted(session, KEY, NOW + HOUR) is None


def test_a_revoked_program_is_refused_at_once_with_all_its_keys(session: Session) -> None:
    add(session)
    api_keys.rotate(session, "kitchen", NEXT, NOW, HOUR)
    api_keys.revoke(session, "kitchen", LATER)
    assert not any(api_keys.admitted(session, key, LATER) for key in (KEY, NEXT))
    again = api_keys.add(session, "kitchen", [], Key("again", "z"), LATER)
    assert again.is_valid(LATER)


def test_what_cannot_be_is_refused_by_name(session: Session) -> None:
    add(session)
    with pytest.raises(ApiKeyExists, match="kitchen has a key since 2026-03-01"):
        add(session, key=NEXT)
    with pytest.raises(ApiKeyNameInvalid, match="'The Till'"):
        add(session, "The Till", NEXT)
    with pytest.raises(UnknownApiKey, match=r"'oven'.*kitchen"):
        api_keys.revoke(session, "oven", LATER)
    with pytest.raises(UnknownApiKey, match="'oven'"):
        api_keys.rotate(session, "oven", NEXT, LATER, HOUR)
