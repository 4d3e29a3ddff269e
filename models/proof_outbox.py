"""The notifier's work on codes: they wait in the customer's queue beside the news, and go at once, at quiet hours too.

Imports nothing of ours but the store's tables of proofs, contacts and queues. No consent is asked for: whoever gave the
address wants the code. Each attempt sends a new code, so that none is kept, and the last one sent counts.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import contacts, news_queue, proofs
from models.channels import Channel
from models.contacts import Contact
from models.proofs import Code, CodeDelivery, Proof


def next_due(
    session: Session, owner: str, by: str, now: datetime, draw: Callable[[], Code]
) -> CodeDelivery | None:
    """Return the code that is to be sent to a customer now, if any; its digest is kept."""
    proof, contact = _waiting(session, owner, now)
    if not (proof and contact) or (proof.not_before and proof.not_before > now):
        return None
    if not news_queue.held(session, owner, by, now):
        return None
    code = draw()
    if not _note(session, proof.id, salt=code.salt, digest=code.digest):
        return None
    name = f"code~{proof.id}~{int(proof.asked_at.timestamp())}"
    about = (
        Channel(contact.channel),
        contact.address,
        proof.locale,
        proof.seller,
        code.text,
        proof.attempts,
    )
    return CodeDelivery(proof.id, name, *about)


def delivered(session: Session, proof_id: int) -> None:
    """Note that it arrived."""
    _note(session, proof_id, ended=True)


def failed(session: Session, proof_id: int, again_at: datetime | None) -> None:
    """Note that an attempt failed; without a time for the next there is none."""
    attempts = Proof.attempts + 1
    _note(session, proof_id, attempts=attempts, not_before=again_at, ended=again_at is None)


def put_off(session: Session, proof_id: int, until: datetime) -> None:
    """Note that it was not sent, since the channel takes no more at the moment."""
    _note(session, proof_id, not_before=until)


def due_at(session: Session, owner: str, now: datetime) -> datetime | None:
    """Return when a customer's code is to be sent, if one is."""
    proof, _ = _waiting(session, owner, now)
    return (proof.not_before or now) if proof else None


def _note(session: Session, proof_id: int, **values: Any) -> bool:
    """Change a code's row; False if the customer proved the address, or asked for another code, meanwhile."""
    noted = update(Proof).where(Proof.id == proof_id).values(**values)
    done = session.execute(noted, execution_options={"synchronize_session": False})
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an update has one


def _waiting(
    session: Session, owner: str, now: datetime
) -> tuple[Proof, Contact] | tuple[None, None]:
    """Return the code that is to be sent, and where; without an address there is none."""
    proof = proofs.find(session, owner)
    if proof is None or proof.ended or proof.expires_at <= now:
        return None, None
    contact = contacts.find(session, owner, Channel(proof.channel))
    return (proof, contact) if contact else (None, None)
