"""What a session knows as long as its transaction lasts, and going back within one. Imports nothing of ours but errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, SessionTransaction

from models.errors import ShopError, StoreUnavailable

T = TypeVar("T")

KEPT = "kept"
"""Where the info of each session has what is kept as long as the store is open; the rest of it is of its transaction"""
READING = "reading"
"""Where it tells that a session is for reading only"""

SERVED = "served"
"""Where it tells whom the session serves"""


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """What is done within is undone if the shop refuses it; other errors end the whole transaction anyway.

    Nothing that was read within may be used after a refusal. A savepoint of the session's own costs several times as much.
    """
    connection = session.connection()
    connection.exec_driver_sql("SAVEPOINT attempt")
    try:
        yield
        session.flush()
    except ShopError:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT attempt")
        session.expunge_all()
        forget(session)
        raise


def forget(session: Session, _ended: SessionTransaction | None = None) -> None:
    """Read again what is asked for next: after a rollback, also to a savepoint, what was read in between may not be so."""
    for key in session.info.keys() - {KEPT, READING, SERVED}:
        del session.info[key]


def run(once: Callable[[], T], final: Callable[[], bool] = lambda: False) -> T:
    """Return what a transaction does that keeps its answer under the id of a request; run again if another was first.

    That is where another worker answered the same request meanwhile, whose answer is there now, and where the database
    took the transaction back because of others, unless by then it is `final`.
    """
    try:
        return once()
    except IntegrityError:
        return once()
    except StoreUnavailable as error:
        if not error.passing or final():
            raise
        return once()
