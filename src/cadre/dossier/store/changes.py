"""Change sets: what is recorded of a change, as bytes that are sealed and never rewritten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cadre.dossier.store.faults import StoreError

FIRST = "0" * 64
"""What the first change set is sealed with."""

Key = tuple[str, str]
"""Kind and id of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A row, new or changed.

    Attributes:
        kind: Its kind.
        id: Its id.
        place: Where it stands among the rows of its kind.
        form: The form of its cells.
        body: What it says.
        was: The change that made the version on which this one builds; None for a new row.
    """

    kind: str
    id: str
    place: str
    form: int
    body: str
    was: int | None

    @property
    def key(self) -> Key:
        """Kind and id."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A row that is taken out.

    Attributes:
        kind: Its kind.
        id: Its id.
        was: The change that made the version taken out.
    """

    kind: str
    id: str
    was: int

    @property
    def key(self) -> Key:
        """Kind and id."""
        return self.kind, self.id


Op = Put | Gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Forked:
    """A branch that begins with a change set.

    Attributes:
        parent: The branch that it leaves; empty for the first branch of a store.
        at: The change as of which it leaves it.
    """

    parent: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a change set merged into its branch.

    Attributes:
        source: The other branch.
        at: As of which change.
    """

    source: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a change set does.

    Attributes:
        ops: Rows put and taken out.
        forked: The branch that it begins; None when it begins none.
        merged: What it merges; None when it merges nothing.
        undone: The first and last change that it undoes; None when it undoes none.
    """

    ops: tuple[Op, ...] = ()
    forked: Forked | None = None
    merged: Merged | None = None
    undone: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changeset:
    """A change set as it is recorded.

    Attributes:
        seq: Its number; one order for the whole store, from 1.
        branch: The branch that it changes.
        at: When, as an ISO time in UTC; never before the change before it.
        actor: Who.
        reason: Why.
        ops_text: What it does, as JSON.
        prev_hash: The seal of the one before.
        hash: Its seal.
    """

    seq: int
    branch: str
    at: str
    actor: str
    reason: str
    ops_text: str
    prev_hash: str
    hash: str

    @property
    def content(self) -> Content:
        """What it does.

        Raises:
            StoreError: Its text isn't what a change set holds.
        """
        try:
            return _content(json.loads(self.ops_text))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise StoreError(
                f"change {self.seq}",
                "holds what no change writes",
                "operations as JSON",
                "Look for what was tampered with by `cadre store verify`.",
            ) from error


def time_text(at: datetime) -> str:
    """A time as change sets hold it: UTC, to the microsecond, so that times sort as texts."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def seal(one: Changeset) -> str:
    """SHA-256 over the seal before and everything that a change set holds, but its own seal."""
    held = [one.seq, one.branch, one.at, one.actor, one.reason, one.ops_text]
    text = json.dumps([one.prev_hash, *held], ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_text(content: Content) -> str:
    """What a change set does, as the text that is sealed."""
    plain: dict[str, Any] = {"ops": [_plain(one) for one in content.ops]}
    if content.forked is not None:
        plain["forked"] = {"parent": content.forked.parent, "at": content.forked.at}
    if content.merged is not None:
        plain["merged"] = {"source": content.merged.source, "at": content.merged.at}
    if content.undone is not None:
        plain["undone"] = list(content.undone)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(op: Op) -> dict[str, Any]:
    if isinstance(op, Gone):
        return {"do": "gone", "kind": op.kind, "id": op.id, "was": op.was}
    return {
        "do": "put",
        "kind": op.kind,
        "id": op.id,
        "was": op.was,
        "place": op.place,
        "form": op.form,
        "body": op.body,
    }


def _content(plain: Mapping[str, Any]) -> Content:
    forked, merged, undone = (plain.get(name) for name in ("forked", "merged", "undone"))
    return Content(
        ops=tuple(_op(one) for one in plain["ops"]),
        forked=None if forked is None else Forked(parent=forked["parent"], at=forked["at"]),
        merged=None if merged is None else Merged(source=merged["source"], at=merged["at"]),
        undone=None if undone is None else (int(undone[0]), int(undone[1])),
    )


def _op(plain: Mapping[str, Any]) -> Op:
    named = {name: plain[name] for name in ("kind", "id", "was")}
    if plain["do"] == "gone":
        return Gone(**named)
    if plain["do"] != "put":
        raise ValueError(plain["do"])
    return Put(**named, place=plain["place"], form=plain["form"], body=plain["body"])
