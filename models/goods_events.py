"""What is told of the goods: how much there is of them, and another catalogue. Imports the events and the shelf only."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import events, shelf
from models.events import Kind


def counted(
    session: Session,
    product_id: str,
    pieces: int | None,
    branch_id: str | None,
    who: str | None,
    now: datetime,
) -> None:
    """Tell that somebody counted a product."""
    told = {"product": product_id, "stock": pieces, "branch": branch_id, "who": who}
    events.write(session, now, (Kind.STOCK_COUNTED, told))


def loaded(session: Session, now: datetime) -> None:
    """Tell which catalogue is sold from now on."""
    shop = shelf.shop(session)
    told = {"shop": shop.name, "currency": shop.currency, "edition": shelf.edition(session)}
    events.write(session, now, (Kind.CATALOGUE_CHANGED, told))
