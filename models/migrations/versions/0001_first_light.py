"""First light: every table of the shop."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _cart() -> None:
    op.create_table(
        "cart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart")),
    )
    op.create_index(
        "ix_cart_owner_open",
        "cart",
        ["owner"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def _category() -> None:
    op.create_table(
        "category",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("fk_category_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
    )
    op.create_index(op.f("ix_category_parent_id"), "category", ["parent_id"], unique=False)


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_customer")),
    )


def _option_group() -> None:
    op.create_table(
        "option_group",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("position", sa.String(length=6), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option_group")),
    )


def _order_counter() -> None:
    op.create_table(
        "order_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_counter")),
    )
    op.bulk_insert(
        sa.table("order_counter", sa.column("id"), sa.column("last")), [{"id": 1, "last": 99}]
    )


def _pending_question() -> None:
    op.create_table(
        "pending_question",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_pending_question")),
    )


def _search_term() -> None:
    op.create_table(
        "search_term",
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_search_term")),
    )


def _shop() -> None:
    op.create_table(
        "shop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("tax_basis_points", sa.Integer(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("max_quantity", sa.Integer(), nullable=False),
        sa.Column("ask_quantity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
    )


def _turn() -> None:
    op.create_table(
        "turn",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_turn")),
    )
    op.create_index(op.f("ix_turn_at"), "turn", ["at"], unique=False)
    op.create_index(op.f("ix_turn_owner_at"), "turn", ["owner", "at"], unique=False)


def _cart_snapshot() -> None:
    op.create_table(
        "cart_snapshot",
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_cart_snapshot_cart_id")),
        sa.PrimaryKeyConstraint("cart_id", "version", name=op.f("pk_cart_snapshot")),
    )


def _category_name() -> None:
    op.create_table(
        "category_name",
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("category_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("canonical", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_category_name_category_id")
        ),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_category_name")),
    )
    op.create_index(
        op.f("ix_category_name_category_id"), "category_name", ["category_id"], unique=False
    )


def _customer_order() -> None:
    op.create_table(
        "customer_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seller", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("subtotal", sa.Integer(), nullable=False),
        sa.Column("tax", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_customer_order_cart_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order")),
        sa.UniqueConstraint("cart_id", name=op.f("uq_customer_order_cart_id")),
    )
    op.create_index(op.f("ix_customer_order_number"), "customer_order", ["number"], unique=False)
    op.create_index(
        "ix_customer_order_number_open",
        "customer_order",
        ["number"],
        unique=True,
        sqlite_where=sa.text("status IN ('received', 'preparing', 'ready')"),
        postgresql_where=sa.text("status IN ('received', 'preparing', 'ready')"),
    )
    op.create_index(
        op.f("ix_customer_order_owner_id"), "customer_order", ["owner", "id"], unique=False
    )
    op.create_index(op.f("ix_customer_order_status"), "customer_order", ["status"], unique=False)


def _product() -> None:
    op.create_table(
        "product",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("category_id", sa.String(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("ingredients", sa.JSON(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("max_quantity", sa.Integer(), nullable=True),
        sa.Column("sold", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_product_price")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_product_stock")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_product_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_index(op.f("ix_product_category_id"), "product", ["category_id"], unique=False)
    op.create_index(op.f("ix_product_sold_sort"), "product", ["sold", "sort"], unique=False)


def _cart_line() -> None:
    op.create_table(
        "cart_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_line_quantity")),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_cart_line_cart_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_cart_line_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cart_line_cart_id"), "cart_line", ["cart_id"], unique=False)
    op.create_index(op.f("ix_cart_line_product_id"), "cart_line", ["product_id"], unique=False)


def _order_line() -> None:
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("product_name", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["customer_order.id"], name=op.f("fk_order_line_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_order_line_product_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_line")),
    )
    op.create_index(op.f("ix_order_line_product_id"), "order_line", ["product_id"], unique=False)


def _order_step() -> None:
    op.create_table(
        "order_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["customer_order.id"], name=op.f("fk_order_step_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_step")),
    )
    op.create_index(op.f("ix_order_step_order_id"), "order_step", ["order_id"], unique=False)


def _product_name() -> None:
    op.create_table(
        "product_name",
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("canonical", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_name_product_id")
        ),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_product_name")),
    )
    op.create_index(
        op.f("ix_product_name_product_id"), "product_name", ["product_id"], unique=False
    )


def _product_option() -> None:
    op.create_table(
        "product_option",
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("default_id", sa.String(), nullable=True),
        sa.Column("max_choices", sa.Integer(), nullable=True),
        sa.Column("narrowed", sa.JSON(), nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["option_group.id"], name=op.f("fk_product_option_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_option_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", "group_id", name=op.f("pk_product_option")),
    )


def _search_entry() -> None:
    op.create_table(
        "search_entry",
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_search_entry_product_id")
        ),
        sa.PrimaryKeyConstraint("term", "sort", name=op.f("pk_search_entry")),
    )
    op.create_index(
        op.f("ix_search_entry_product_id"), "search_entry", ["product_id"], unique=False
    )


TABLES = {
    "cart": _cart,
    "category": _category,
    "customer": _customer,
    "option_group": _option_group,
    "order_counter": _order_counter,
    "pending_question": _pending_question,
    "search_term": _search_term,
    "shop": _shop,
    "turn": _turn,
    "cart_snapshot": _cart_snapshot,
    "category_name": _category_name,
    "customer_order": _customer_order,
    "product": _product,
    "cart_line": _cart_line,
    "order_line": _order_line,
    "order_step": _order_step,
    "product_name": _product_name,
    "product_option": _product_option,
    "search_entry": _search_entry,
}
"""In the order of their references"""


def upgrade() -> None:
    for create in TABLES.values():
        create()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
