"""The tables of a store. Change sets say all; the other tables follow from them, for speed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from cadre.dossier.store.faults import odd_cell

REVISIONS = ("0001", "0002")
"""The forms that the tables have had, oldest first: the revisions of `migrations`."""
VERSION_TABLE = "cadre_version"
"""Where the database says which form its tables have."""
OPEN = 2**62
"""The end of a version that no change has ended yet."""


class Words(TypeDecorator[str]):
    """Text, and nothing else: SQLite lets any cell hold anything."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any, dialect: object) -> str:  # noqa: ANN401, ARG002
        """The text.

        Raises:
            StoreError: It is none.
        """
        if not isinstance(value, str):
            raise odd_cell(value, "text")
        return value


class _Number(TypeDecorator[int]):
    """A whole number, and nothing else."""

    impl = Integer
    cache_ok = True

    def process_result_value(self, value: Any, dialect: object) -> int:  # noqa: ANN401, ARG002
        """The number.

        Raises:
            StoreError: It is none.
        """
        if not isinstance(value, int):
            raise odd_cell(value, "a whole number")
        return value


class Small(_Number):
    """A whole number of 32 bits."""

    cache_ok = True


class Whole(_Number):
    """A whole number of 64 bits; SQLite's keys are such, but only by the name of INTEGER."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type that a database knows it by."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


TABLES = MetaData()

CHANGESET = Table(
    "changeset",
    TABLES,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("branch", Words, nullable=False),
    Column("at", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("ops_text", Words, nullable=False),
    Column("prev_hash", Words, nullable=False),
    Column("hash", Words, nullable=False),
)
"""Every change, sealed with the one before; triggers forbid to change or delete a row."""

VERSION = Table(
    "version",
    TABLES,
    Column("branch", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("seq_from", Whole, primary_key=True, autoincrement=False),
    Column("seq_to", Whole, nullable=False),
    Column("gone", Small, nullable=False),
    Column("place", Words, nullable=False),
    Column("form", Small, nullable=False),
    Column("body", Words, nullable=False),
)
"""What each row said from one change to another; the change that made a version is its revision."""

BRANCH = Table(
    "branch",
    TABLES,
    Column("id", Words, primary_key=True),
    Column("parent", Text),
    Column("fork_seq", Whole, nullable=False),
)
"""Branches: each shows its parent as of `fork_seq`, but for the rows that it has itself."""

HEAD = Table(
    "head",
    TABLES,
    Column("id", Small, primary_key=True, autoincrement=False),
    Column("seq", Whole, nullable=False),
    Column("hash", Words, nullable=False),
)
"""One row, the last change: whoever writes locks it, so that changes have one order."""

RELEASE = Table(
    "release",
    TABLES,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("entry", Words, nullable=False),
    Column("seal", Words, nullable=False),
)
"""What was shown to whom, each line sealed with the one before."""

MERGED = Table(
    "merged",
    TABLES,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("branch", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("source_seq", Whole, nullable=False),
)
"""Where branches were merged: the next merge of the two begins there."""
