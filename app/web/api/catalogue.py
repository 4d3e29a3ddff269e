"""Pages of what the shop sells, and how much there is of it. May import `models`."""

from dataclasses import dataclass
from typing import Annotated, Any

from flask import Response, g, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy.orm import Session

from app.web.api.admission import CATALOGUE
from app.web.api.branches import ID
from app.web.api.desk import Asked, Desk, Given, Once, Work, whole
from app.web.api.pages import NEXT, Listed, Part, add, part
from app.web.api.problems import Refused
from models import browse, catalog_import, goods_events, place, shelf, stock_count
from models.api_keys import Scope
from models.base import EVERYTHING
from models.catalog import Product
from models.catalog_document import Document
from models.stock_count import MOST_PIECES


class Products(Part):
    """Query of products."""

    after: str | None = Field(default=None, pattern=ID, description=NEXT)


class OneProduct(Asked):
    """Path of a product."""

    product_id: str = Field(pattern=ID)


class Pieces(Given):
    """Body of a count."""

    stock: Annotated[int, Field(ge=0, le=MOST_PIECES), BeforeValidator(whole)] | None = Field(
        description="null: it is not counted, in no branch"
    )
    branch: str | None = Field(
        default=None, pattern=ID, description="where, in a shop of several branches"
    )


class Offer(BaseModel):
    """An option group as a product offers it."""

    group: str
    required: bool
    default: str | None
    choices: dict[str, int] = Field(description="what each choice adds to the price, by its id")


class ProductDocument(BaseModel):
    """A product; money is minor units."""

    id: str
    name: str
    category: str
    price: int
    stock: int | None = Field(description="in all branches; null: it is not counted")
    branch_stock: dict[str, int] | None = Field(
        description="by branch; null: not counted, or the shop is one place"
    )
    description: str
    ingredients: list[str]
    attributes: dict[str, Any]
    options: list[Offer]


class ProductList(Listed[ProductDocument]):
    """A part of the products, by their ids."""


class Loaded(BaseModel):
    """What is sold now."""

    shop: str
    currency: str
    edition: str = Field(description="another with each catalogue")


@dataclass(frozen=True)
class CataloguePages:
    """The pages, and where they get at the shop."""

    desk: Desk

    def blueprint(self) -> APIBlueprint:
        """The pages under `/catalogue` and `/products`."""
        pages = APIBlueprint("catalogue", __name__, abp_tags=[Tag(name="catalogue")])
        reads = Scope.CATALOGUE_READ
        add(pages, f"GET {CATALOGUE}", self.loaded, reads, Loaded)
        add(pages, f"PUT {CATALOGUE}", self.load, Scope.CATALOGUE_WRITE, Loaded)
        add(pages, "GET /products", self.listing, reads, ProductList)
        add(pages, "GET /products/<product_id>", self.show, reads, ProductDocument)
        counted = "PUT /products/<product_id>/stock"
        add(pages, counted, self.count, Scope.STOCK_WRITE, ProductDocument)
        return pages

    def loaded(self) -> Response:
        """Which catalogue is sold now."""
        return self.desk.read(_loaded)

    def load(self, header: Once, body: Document) -> Response:
        """Sell what a catalogue lists, all or nothing; all its faults are told."""
        document = catalog_import.parse(request.get_data(as_text=True))

        def do(work: Work) -> Loaded:
            catalog_import.load(work.session, document)
            goods_events.loaded(work.session, work.now)
            return _loaded(work.session)

        return self.desk.write(header, do, alone=EVERYTHING)

    def listing(self, query: Products) -> Response:
        """Products with their options and stock, by their ids."""

        def look(session: Session) -> Listed[ProductDocument]:
            found = browse.listing(session, query.after or "", query.limit + 1)
            lies = stock_count.by_branch(session, found)
            return part(
                query,
                found,
                lambda product: product.id,
                lambda product: _shown(product, lies[product.id]),
                ProductList,
            )

        return self.desk.read(look)

    def show(self, path: OneProduct) -> Response:
        """A product with its options and stock."""
        return self.desk.read(lambda session: _looked_up(session, path.product_id))

    def count(self, path: OneProduct, header: Once, body: Pieces) -> Response:
        """Say how much there is of a product."""
        return self.desk.write(
            header, lambda work: counted(work, path.product_id, body.stock, body.branch, g.branch)
        )


def counted(
    work: Work, product_id: str, pieces: int | None, branch: str | None, only: str | None = None
) -> ProductDocument:
    """Say how much there is of a product in a branch, perhaps in one only, and who said it."""
    session, branch = work.session, branch or only
    if only and (branch != only or pieces is None):
        raise Refused(403, "other-branch", f"this key counts in {only} only")
    stock_count.count(session, product_id, pieces, branch)
    goods_events.counted(session, product_id, pieces, branch, work.program, work.now)
    place.leave(session)
    return _looked_up(session, product_id)


def _loaded(session: Session) -> Loaded:
    shop = browse.shop(session)
    return Loaded(shop=shop.name, currency=shop.currency, edition=shelf.edition(session))


def _looked_up(session: Session, product_id: str) -> ProductDocument:
    product = browse.get_product(session, product_id)
    return _shown(product, stock_count.by_branch(session, [product])[product_id])


def _shown(product: Product, by_branch: dict[str, int] | None) -> ProductDocument:
    options = [
        Offer(
            group=option.group_id,
            required=option.required,
            default=option.default_id,
            choices={choice.id: choice.price for choice in option.offers()},
        )
        for option in product.options
    ]
    return ProductDocument(
        id=product.id,
        name=product.name,
        category=product.category_id,
        price=product.price,
        stock=product.stock,
        branch_stock=by_branch,
        description=product.description,
        ingredients=product.ingredients,
        attributes=product.attributes,
        options=options,
    )
