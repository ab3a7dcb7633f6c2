"""Change sets and what follows from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FIRST = "0" * 64
KEPT = ("changeset", "release")


def upgrade() -> None:
    """Make the tables, and forbid to change what is kept for good."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "changeset",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        *_texts("branch", "at", "actor", "reason", "ops_text", "prev_hash", "hash"),
    )
    op.create_table(
        "version",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("branch", "kind", "id")),
        sa.Column("seq_from", number, primary_key=True, autoincrement=False),
        sa.Column("seq_to", number, nullable=False),
        sa.Column("gone", sa.Integer, nullable=False),
        *_texts("place"),
        sa.Column("form", sa.Integer, nullable=False),
        *_texts("body"),
    )
    op.create_table(
        "branch",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("parent", sa.Text),
        sa.Column("fork_seq", number, nullable=False),
    )
    head = op.create_table(
        "head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", number, nullable=False),
        *_texts("hash"),
    )
    op.create_table(
        "release",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        *_texts("entry", "seal"),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": FIRST}])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _guard_sqlite() -> None:
    for table in KEPT:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is kept for good'); END"
            )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION kept_for_good() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is kept for good', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION kept_for_good()"
        )
