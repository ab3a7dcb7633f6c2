"""Where branches were merged, told by the change sets, in a table of its own."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and fill it from the change sets; those stay as they are."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    merged = op.create_table(
        "merged",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("branch", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_seq", number, nullable=False),
    )
    told = op.get_bind().execute(
        sa.text(
            "SELECT seq, branch, ops_text FROM changeset "
            "WHERE ops_text LIKE '%\"merged\":%' ORDER BY seq"
        )
    )
    rows = [
        {"seq": seq, "branch": branch, "source": one["source"], "source_seq": one["at"]}
        for seq, branch, text in told
        if (one := json.loads(text).get("merged"))
    ]
    if rows:
        op.bulk_insert(merged, rows)
