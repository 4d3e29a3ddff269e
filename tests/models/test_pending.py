"""One question waits for one answer, and not for long."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import pending
from models.base import Store
from models.pending import Pending
from tests.models.world import LATER, NOW, OWNER

DATA = {"version": 3, "options": [["size", "large"]], "name": None}


def test_a_question_is_answered_once(store: Store) -> None:
    with store.begin() as session:
        pending.ask(session, OWNER, "checkout", DATA, NOW)
    with store.begin() as session:
        asked = Pending("checkout", DATA, NOW)
        assert pending.peek(session, OWNER, LATER) == asked
        pending.drop(session, OWNER)
        assert pending.peek(session, OWNER, LATER) is None
    with store.begin() as session:
        assert pending.peek(session, OWNER, LATER) is None


def test_a_new_question_takes_the_place_of_the_old(session: Session) -> None:
    pending.ask(session, OWNER, "checkout", DATA, NOW)
    pending.ask(session, OWNER, "quantity", {}, LATER)
    assert pending.peek(session, OWNER, LATER) == Pending("quantity", {}, LATER)


@pytest.mark.parametrize(("seconds", "answered"), [(0, True), (300, True), (301, False)])
def test_an_old_question_is_not_answered(session: Session, seconds: int, answered: bool) -> None:
    pending.ask(session, OWNER, "checkout", DATA, NOW)
    now = NOW + timedelta(seconds=seconds)
    assert (pending.peek(session, OWNER, now) is not None) == answered


def test_questions_of_others_are_not_answered(session: Session) -> None:
    pending.ask(session, OWNER, "checkout", DATA, NOW)
    assert pending.peek(session, "counter:visit-2", NOW) is None
    pending.drop(session, "counter:visit-2")
    assert pending.peek(session, OWNER, NOW) is not None


def test_a_dropped_question_is_gone(session: Session) -> None:
    pending.ask(session, OWNER, "checkout", DATA, NOW)
    pending.drop(session, OWNER)
    pending.drop(session, OWNER)
    assert pending.peek(session, OWNER, NOW) is None
