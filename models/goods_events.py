"""What is told of the goods: how much there is of them, and another catalogue.

Imports nothing of ours but the events, the shelf and who waits for what is back.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import back_in_stock, events, shelf
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
    if pieces != 0:
        back_in_stock.tell(session, product_id, branch_id, now)


def loaded(session: Session, now: datetime) -> None:
    """Tell which catalogue is sold from now on."""
    shop = shelf.shop(session)
    told = {"shop": shop.name, "currency": shop.currency, "edition": shelf.edition(session)}
    events.write(session, now, (Kind.CATALOGUE_CHANGED, told))
    back_in_stock.look_again(session, now)
