"""Traits that products are found by, and the price of what is found, to read the cheapest off an index."""

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None

BY_PRICE = "ix_search_entry_term_base_price_sort"


def upgrade() -> None:
    op.create_table(
        "trait",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("without", sa.JSON(), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("any_of", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("none_of", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trait")),
    )
    op.add_column(
        "search_entry", sa.Column("base_price", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_index(BY_PRICE, "search_entry", ["term", "base_price", "sort"], unique=False)
    op.execute(
        "UPDATE search_entry SET base_price ="
        " (SELECT price FROM product WHERE product.id = search_entry.product_id)"
    )
    # All that is sold stands under one term. An older shop leaves it alone, so it may be there already.
    op.execute(
        "INSERT INTO search_entry (term, sort, product_id, base_price)"
        " SELECT ':', sort, id, price FROM product WHERE sold"
        " AND NOT EXISTS (SELECT 1 FROM search_term WHERE term = ':')"
    )
    op.execute(
        "INSERT INTO search_term (term, products)"
        " SELECT ':', sold FROM (SELECT count(*) AS sold FROM product WHERE sold) AS counted"
        " WHERE sold > 0 AND NOT EXISTS (SELECT 1 FROM search_term WHERE term = ':')"
    )


def downgrade() -> None:
    op.drop_index(BY_PRICE, "search_entry")
    op.drop_column("search_entry", "base_price")
    op.drop_table("trait")
