"""Counters from afar: who is let in, by which key, and until when."""

import pytest
from sqlalchemy.orm import Session

from models import devices
from models.device_errors import DeviceExists, DeviceNameInvalid, UnknownDevice
from models.devices import Key
from models.visits import counter_of, visit
from tests.models.world import LATER, NOW

KEY = Key("id", "secret")
OTHER = Key("other", "word")


def test_a_key_admits_its_own_counter(session: Session) -> None:
    devices.add(session, "till", KEY, NOW)
    devices.add(session, "bar", OTHER, NOW)
    found = devices.admitted(session, Key.read(OTHER.text))
    assert found is not None
    assert found.name == "bar"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id",
        "id.",
        ".secret",
        "id.secreT",
        "id.word",
        "nobody.secret",
        "id.secret.",
        "id.\udcff",
    ],
)
def test_anything_else_admits_nobody(session: Session, text: str) -> None:
    devices.add(session, "till", KEY, NOW)
    devices.add(session, "bar", OTHER, NOW)
    assert devices.admitted(session, Key.read(text)) is None


def test_of_a_key_only_a_digest_is_kept(session: Session) -> None:
    kept = vars(devices.add(session, "till", KEY, NOW)).values()
    assert KEY.secret not in map(str, kept)
    assert "secret" not in repr(KEY)


def test_a_revoked_key_admits_nobody_and_a_new_one_does(session: Session) -> None:
    devices.add(session, "till", KEY, NOW)
    devices.revoke(session, "till", NOW)
    assert devices.admitted(session, KEY) is None
    assert not devices.is_valid(session, "till")
    devices.add(session, "till", OTHER, LATER)
    assert devices.admitted(session, KEY) is None
    assert devices.admitted(session, OTHER)


def test_what_cannot_be_added_or_revoked_is_said(session: Session) -> None:
    devices.add(session, "till", KEY, NOW)
    with pytest.raises(DeviceExists, match="till has a key since 2026-03-01"):
        devices.add(session, "till", OTHER, NOW)
    for name in ("", "Till", "a:b", "-", "x" * 33, "a b"):
        with pytest.raises(DeviceNameInvalid):
            devices.add(session, name, OTHER, NOW)
    with pytest.raises(UnknownDevice, match="there are: till"):
        devices.revoke(session, "bar", NOW)


def test_keys_are_made_of_what_is_random() -> None:
    asked: list[int] = []

    def random(size: int) -> str:
        asked.append(size)
        return "ab" * size

    key = Key.make(random)
    assert max(asked) >= 32
    assert Key.read(key.text) == key


def test_being_seen_is_noted_now_and_then(session: Session) -> None:
    device = devices.add(session, "till", KEY, NOW)
    assert devices.is_due(device, NOW)
    devices.seen(session, "till", NOW)
    assert not devices.is_due(device, NOW + devices.SEEN_EVERY / 2)
    assert devices.is_due(device, NOW + devices.SEEN_EVERY)


def test_an_owner_tells_its_counter() -> None:
    assert counter_of(f"counter:{visit('till', 'turn-1')}") == "till"
    assert counter_of("alexa:amzn1.ask.account.x") is None
    assert counter_of("counter:visit-1") is None
