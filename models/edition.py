"""What is kept of a catalogue as long as the shop's edition is the same: shop, branches, traits, products.

Kept once for all threads, and never changed. Imports nothing of ours but the store, its transaction, branches,
the catalogue, traits, what offers are, and errors.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, undefer_group

from models.branch_errors import UnknownBranch
from models.branches import Branch
from models.catalog import Product, Shop
from models.pricing.load import read as read_offers
from models.pricing.offers import Offer
from models.traits import Trait
from models.transaction import KEPT

_EDITION = select(Shop.__table__.c.edition).where(Shop.__table__.c.id == 1)
_SHOP = select(Shop).where(Shop.id == 1)
_BRANCHES = select(Branch).where(Branch.listed).order_by(Branch.sort)
_TRAITS = select(Trait).order_by(Trait.sort)
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
    branches: tuple[Branch, ...] | None = None
    """None until they were read"""
    traits: tuple[Trait, ...] | None = None
    """The same"""
    products: dict[str, Product] = field(default_factory=dict)
    offers: tuple[Offer, ...] | None = None
    """None until they were asked for"""


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
class Here:
    """What one transaction sees."""

    edition: Edition
    counted: dict[str, Product] = field(default_factory=dict)
    """Products of which there are so many, with the stock of now"""


def edition(session: Session) -> str:
    """Name what is loaded now; another name is another catalogue."""
    return str(session.connection().execute(_EDITION).scalar_one())


def shop(session: Session) -> Shop:
    """Return the shop itself."""
    edition = here(session).edition
    if not edition.shop:
        with _apart(session) as reader:
            edition.shop.append(reader.scalars(_SHOP).one())
    return edition.shop[0]


def branches(session: Session) -> tuple[Branch, ...]:
    """Return the branches in the catalogue's order; none where the shop is one place."""
    edition = here(session).edition
    if edition.branches is None:
        with _apart(session) as reader:
            edition.branches = tuple(reader.scalars(_BRANCHES))
    return edition.branches


def traits(session: Session) -> tuple[Trait, ...]:
    """Return what products can be asked to be, in the catalogue's order."""
    edition = here(session).edition
    if edition.traits is None:
        with _apart(session) as reader:
            edition.traits = tuple(reader.scalars(_TRAITS))
    return edition.traits


def offers(session: Session) -> tuple[Offer, ...]:
    """Return the sales and coupons in the catalogue's order; they are read with the shop."""
    edition = here(session).edition
    if edition.offers is None:
        edition.offers = read_offers(shop(session).offers)
    return edition.offers


def branch_of_id(session: Session, branch_id: str) -> Branch:
    """Return a branch that is listed; raises `UnknownBranch`."""
    listed = branches(session)
    found = next((one for one in listed if one.id == branch_id), None)
    if found is None:
        raise UnknownBranch(branch_id, ", ".join(one.id for one in listed) or "none")
    return found


def here(session: Session) -> Here:
    """Return what this transaction sees; the edition is looked at once."""
    found: Here | None = session.info.get(Here)
    if found is None:
        shelf = session.info[KEPT].setdefault(Shelf, Shelf())
        found = session.info[Here] = Here(shelf.take(edition(session)))
    return found


def read(session: Session, here: Here, unknown: Collection[str]) -> None:
    """Read products that are not known yet."""
    with _apart(session) as reader:
        found = reader.scalars(_PRODUCTS, {"ids": sorted(unknown)}).unique().all()
    if edition(session) != here.edition.name:  # loaded meanwhile, where that can be seen
        here.edition = replace(here.edition, products={})
    here.edition.products.update((one.id, one) for one in found)


def _apart(session: Session) -> Session:
    """Return a session in the same transaction whose objects belong to nobody once it is closed."""
    return Session(session.connection(), join_transaction_mode="rollback_only", autoflush=False)
