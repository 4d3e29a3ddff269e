"""Passes: a code that an account is told at home, and that is good once at a counter to say whose visit it is.

Imports nothing of ours but the store, the engine, guesses, tallies, upsert, codes of proofs and errors. Only a slow
digest is kept of a code, by a salt of the store, so that a code is found without knowing whose it is. An owner has one, the
newest. Those who guess at one counter are to do so one after the other, so that all of their guesses are counted.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import engine, guesses, tallies
from models.base import Base
from models.news_errors import PassWrong, TooManyPasses
from models.proofs import Code
from models.upsert import insert

LIFE = timedelta(minutes=15)
ASKED, MOST, WITHIN = "pass_asked", 5, timedelta(hours=1)
"""How often one owner gets a code"""


class Pass(Base):
    """A code that is good still, or was never said."""

    __tablename__ = "counter_pass"

    owner: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]


class PassSalt(Base):
    """What makes the digests of this store unlike those of another; a single row, written with the table."""

    __tablename__ = "counter_pass_salt"

    id: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))


_PASS: Any = Pass.__table__


def _drawn() -> str:
    """Draw six digits at random; neither half begins with a 0, which gets lost where one is read as a number."""
    return "".join(str(100 + secrets.randbelow(900)) for _ in range(2))


def give(session: Session, owner: str, now: datetime, draw: Callable[[], str] = _drawn) -> str:
    """Return a new code of six digits, in the place of the owner's last; raises `TooManyPasses`."""
    if tallies.add(session, ASKED, owner, 1, now, WITHIN).count > MOST:
        raise TooManyPasses(MOST, WITHIN // timedelta(minutes=1))
    connection, salt = session.connection(), _salt(session)
    connection.execute(delete(_PASS).where((_PASS.c.owner == owner) | (_PASS.c.expires_at <= now)))
    while True:  # a code that is another's already is drawn again
        code = draw()
        row = {"owner": owner, "digest": Code(code, salt).digest, "expires_at": now + LIFE}
        giving = (
            insert(session, _PASS).values(row).on_conflict_do_nothing(index_elements=["digest"])
        )
        if connection.execute(giving.returning(_PASS.c.owner)).first():
            return code


def claim(session: Session, visit: str, code: str, now: datetime) -> str:
    """Return whose code was said in a visit at a counter, once; from then on the transaction is alone with that owner too.

    Raises `TooManyGuesses` whatever was said, or `PassWrong`, be the code wrong, too old or used.
    """
    connection = session.connection()
    tries = guesses.check(session, guesses.WHO, visit, now)
    good = (_PASS.c.digest == Code(code, _salt(session)).digest, _PASS.c.expires_at > now)
    owner = connection.execute(select(_PASS.c.owner).where(*good)).scalar()
    if owner is not None:
        engine.alone(connection, owner)
        gone = connection.execute(delete(_PASS).where(*good).returning(_PASS.c.owner)).scalar()
        if gone == owner:  # no other counter was first
            return str(owner)
    raise PassWrong(tries - 1)


def _salt(session: Session) -> str:
    return session.scalars(select(PassSalt.salt)).one()
