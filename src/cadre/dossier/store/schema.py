"""The tables of a store. Change sets say all; the other tables follow from them, for speed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

REVISIONS = ("0001", "0002")
"""The forms that the tables have had, oldest first: the revisions of `migrations`."""
VERSION_TABLE = "cadre_version"
"""Where the database says which form its tables have."""
OPEN = 2**62
"""The end of a version that no change has ended yet."""

_Number = BigInteger().with_variant(Integer, "sqlite")

TABLES = MetaData()

CHANGESET = Table(
    "changeset",
    TABLES,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("branch", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ops_text", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""Every change, sealed with the one before; triggers forbid to change or delete a row."""

VERSION = Table(
    "version",
    TABLES,
    Column("branch", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("seq_from", _Number, primary_key=True, autoincrement=False),
    Column("seq_to", _Number, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("form", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
"""What each row said from one change to another; the change that made a version is its revision."""

BRANCH = Table(
    "branch",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("parent", Text),
    Column("fork_seq", _Number, nullable=False),
)
"""Branches: each shows its parent as of `fork_seq`, but for the rows that it has itself."""

HEAD = Table(
    "head",
    TABLES,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", _Number, nullable=False),
    Column("hash", Text, nullable=False),
)
"""One row, the last change: whoever writes locks it, so that changes have one order."""

RELEASE = Table(
    "release",
    TABLES,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("entry", Text, nullable=False),
    Column("seal", Text, nullable=False),
)
"""What was shown to whom, each line sealed with the one before."""

MERGED = Table(
    "merged",
    TABLES,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("branch", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_seq", _Number, nullable=False),
)
"""Where branches were merged: the next merge of the two begins there."""
