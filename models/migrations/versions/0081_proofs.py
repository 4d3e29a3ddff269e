"""Addresses are proven by a code; those on file were vouched for by the staff."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE contact SET proven_at = noted_at")
    op.create_table(
        "contact_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("seller", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_proof")),
        sa.UniqueConstraint("owner", name=op.f("uq_contact_proof_owner")),
    )


def downgrade() -> None:
    op.drop_table("contact_proof")
    # Who did not prove the address must not be told there by an older program.
    op.execute("DELETE FROM contact WHERE proven_at IS NULL")
    with op.batch_alter_table("contact") as batch:
        batch.drop_column("proven_at")
