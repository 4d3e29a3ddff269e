"""The catalogue as turns read it: kept in the program for as long as the shop's edition is the same.

Products come with their options, once for all threads, and are never changed. Only stock is of the transaction that reads
it. Imports nothing of ours but the store, its transaction and the catalogue.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, undefer_group
from sqlalchemy.orm.attributes import set_committed_value

from models.catalog import Product, Shop
from models.transaction import KEPT

_COLUMNS = {c.name for c in Product.__table__.columns} - {"stock"}
_EDITION = select(Shop.__table__.c.edition).where(Shop.__table__.c.id == 1)
_STOCK = select(Product.__table__.c.id, Product.__table__.c.stock).where(
    Product.__table__.c.id.in_(bindparam("ids", expanding=True))
)
_SHOP = select(Shop).where(Shop.id == 1)
_PRODUCTS = (
    select(Product)
    .where(Product.id.in_(bindparam("ids", expanding=True)))
    .options(joinedload(Product.options), undefer_group("details"))
)
"""Made once, as making them costs as much as running them"""


@dataclass
class Edition:
    """What was read of one edition of the catalogue."""

    name: str
    shop: list[Shop] = field(default_factory=list)
    """The one, once it was read"""
    products: dict[str, Product] = field(default_factory=dict)


@dataclass
class Shelf:
    """The edition that was read last; one for each store."""

    edition: Edition = field(default_factory=lambda: Edition(""))

    def take(self, name: str) -> Edition:
        """Return the edition of a name; what was read of another is forgotten."""
        edition = self.edition
        if edition.name != name:
            edition = self.edition = Edition(name)
        return edition


@dataclass
class _Here:
    """What one transaction sees."""

    edition: Edition
    counted: dict[str, Product] = field(default_factory=dict)
    """Products of which there are so many, with the stock of now"""


def edition(session: Session) -> str:
    """Name what is loaded now; another name is another catalogue."""
    return str(session.connection().execute(_EDITION).scalar_one())


def shop(session: Session) -> Shop:
    """Return the shop itself."""
    edition = _here(session).edition
    if not edition.shop:
        with _apart(session) as reader:
            edition.shop.append(reader.scalars(_SHOP).one())
    return edition.shop[0]


def product(session: Session, product_id: str) -> Product | None:
    """Return a product, sold or not, with its options and its stock; None if there never was one."""
    here = _here(session)
    if product_id not in here.counted and not _uncounted(here, product_id):
        fetch(session, (product_id,))
    return here.counted.get(product_id) or here.edition.products.get(product_id)


def fetch(session: Session, product_ids: Iterable[str]) -> None:
    """Read what is not known yet of some products, all at once."""
    here = _here(session)
    products, wanted = here.edition.products, set(product_ids)
    if unknown := wanted - products.keys():
        _read(session, here, unknown)
    found = {id: products[id] for id in wanted & products.keys() - here.counted.keys()}
    counted = {id: one for id, one in found.items() if one.stock is not None}
    if counted:
        rows = session.connection().execute(_STOCK, {"ids": list(counted)})
        here.counted.update((id, _with_stock(counted[id], stock)) for id, stock in rows)


def _uncounted(here: _Here, product_id: str) -> bool:
    known = here.edition.products.get(product_id)
    return known is not None and known.stock is None


def _here(session: Session) -> _Here:
    here: _Here | None = session.info.get(_Here)
    if here is None:
        shelf = session.info[KEPT].setdefault(Shelf, Shelf())
        here = session.info[_Here] = _Here(shelf.take(edition(session)))
    return here


def _read(session: Session, here: _Here, unknown: Collection[str]) -> None:
    with _apart(session) as reader:
        found = reader.scalars(_PRODUCTS, {"ids": sorted(unknown)}).unique().all()
    if edition(session) != here.edition.name:  # loaded meanwhile, where that can be seen
        here.edition = Edition(here.edition.name, here.edition.shop)
    here.edition.products.update((one.id, one) for one in found)


def _apart(session: Session) -> Session:
    """Return a session in the same transaction whose objects belong to nobody once it is closed."""
    return Session(session.connection(), join_transaction_mode="rollback_only", autoflush=False)


def _with_stock(product: Product, stock: int | None) -> Product:
    """Return a product of this transaction's own."""
    own = Product(**{name: getattr(product, name) for name in _COLUMNS}, stock=stock)
    set_committed_value(own, "options", product.options)
    return own
