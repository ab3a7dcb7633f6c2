"""The shelf: results worked out once and kept, and which plan is in force on which branch."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import cattrs

from cadre.desk.job_orders import JobKind, now
from cadre.desk.plain import from_plain, to_json, to_plain
from cadre.desk.shelf_file import ShelfFile
from cadre.errors import CadreError
from cadre.mission.plans import MadeFrom
from cadre.planner.result import PlanResult
from cadre.release.rules import STAFF

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer on the shelf.

    Attributes:
        key: What it is found by: the hash of all that went into it.
        kind: What it answers.
        reader: Id of the audience that it was worked out for.
        made_from: The dossier, as that reader's desk had it.
        asked: What else was asked.
        answer: The answer, as JSON.
        withheld: How many parts the reader wasn't to see.
        at: When it was kept.
        by: Who ordered it.
    """

    key: str
    kind: JobKind
    reader: str
    made_from: MadeFrom
    asked: Mapping[str, Any]
    answer: str
    withheld: int
    at: str
    by: str

    def read(self, kind: type[T]) -> T:
        """The answer as it was worked out.

        Raises:
            CadreError: It is of another form.
        """
        try:
            return from_plain(json.loads(self.answer), kind)
        except (TypeError, ValueError, cattrs.BaseValidationError) as error:
            raise CadreError(
                f"result {self.key}",
                f"can't be read as {kind.__name__}",
                "a result that this version of Cadre kept",
                "Order it again.",
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan on the shelf, as a list of plans shows it.

    Attributes:
        key: What it is found by.
        branch: The branch that it was made for.
        made_from: What it was made from, with what-ifs if any.
        status: How far the search came.
        worth: Its worth.
        bound: No plan is worth more; None when none was sought.
        at: When it was made.
        by: Who ordered it.
    """

    key: str
    branch: str
    made_from: MadeFrom
    status: str
    worth: float
    bound: float | None
    at: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutInForce:
    """A plan that is in force on a branch.

    Attributes:
        branch: The branch on which it was put in force, or made.
        key: The plan.
        at: When.
        by: By whom.
        put: Whether somebody put it in force; else it is the last one made there.
    """

    branch: str
    key: str
    at: str
    by: str
    put: bool = True


def key_of(
    kind: JobKind, made_from: MadeFrom, reader: str, asked: Mapping[str, Any], beside: str = ""
) -> str:
    """What an answer is found by: a hash of everything that went in.

    Args:
        kind: What is answered.
        made_from: The dossier as the reader's desk has it.
        reader: For whom.
        asked: What else is asked, spelled out.
        beside: What sets it apart from the answer in full, such as the job that was stopped.
    """
    parts = [kind.value, to_plain(made_from), reader, dict(asked), beside]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:32]


class Shelf:
    """Kept answers in a SQLite file; any number of threads and processes may use it at once.

    Args:
        file: The file; made if it isn't there.
    """

    def __init__(self, file: Path) -> None:
        self._file = ShelfFile(file)

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    def put(  # noqa: PLR0913 - the parts of what is kept
        self,
        kind: JobKind,
        answer: object,
        *,
        made_from: MadeFrom,
        asked: Mapping[str, Any],
        by: str,
        reader: str = str(STAFF.id),
        withheld: int = 0,
        beside: str = "",
    ) -> str:
        """Keep an answer; what is there already stays as it is.

        Returns:
            Its key.
        """
        key = key_of(kind, made_from, reader, asked, beside)
        row = (key, kind.value, reader, _text(made_from), _text(dict(asked)), to_json(answer))
        with self._file.writing() as connection:
            connection.execute(
                "insert or ignore into kept values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, withheld, now(), by),
            )
        return key

    def get(self, key: str) -> Kept | None:
        """What is kept under a key; None when nothing is."""
        with self._file.reading() as connection:
            row = connection.execute("select * from kept where key = ?", (key,)).fetchone()
        return None if row is None else _kept(row)

    def found(self, key: str) -> Kept:
        """What is kept under a key.

        Raises:
            CadreError: Nothing is.
        """
        kept = self.get(key)
        if kept is None:
            raise CadreError(
                f"result {key}", "isn't on the shelf", "a key of a kept result", "Order it again."
            )
        return kept

    def has(self, key: str) -> bool:
        """Whether something is kept under a key."""
        with self._file.reading() as connection:
            return (
                connection.execute("select 1 from kept where key = ?", (key,)).fetchone()
                is not None
            )

    def moment(self) -> str:
        """What changes whenever something is kept, listed or put in force."""
        asked = (
            "select (select count(*) from kept) as kept, (select count(*) from plans) as plans,"
            " (select coalesce(max(number), 0) from in_force) as put"
        )
        with self._file.reading() as connection:
            row = connection.execute(asked).fetchone()
        return f"{row['kept']}.{row['plans']}.{row['put']}"

    # Orders ------------------------------------------------------------------------------------

    def answers(self, ordered: str, key: str) -> None:
        """Note that an order, by its hash, is answered by what is kept under a key."""
        with self._file.writing() as connection:
            connection.execute("insert or replace into answered values (?, ?)", (ordered, key))

    def answered(self, ordered: str) -> str | None:
        """The key of what answers an order; None when nothing does yet."""
        asked = "select key from answered where ordered = ?"
        with self._file.reading() as connection:
            row = connection.execute(asked, (ordered,)).fetchone()
        return None if row is None else str(row["key"])

    # Plans -------------------------------------------------------------------------------------

    def list_plan(self, branch: str, key: str, by: str) -> None:
        """Let a kept plan stand among the plans of a branch.

        Raises:
            CadreError: No plan is kept under the key.
        """
        result = self.plan(key)
        row = (branch, key, result.status.value, result.objective, result.bound, now(), by)
        with self._file.writing() as connection:
            connection.execute("insert or ignore into plans values (?, ?, ?, ?, ?, ?, ?)", row)

    def plans(self, branch: str, reader: str = str(STAFF.id)) -> tuple[KeptPlan, ...]:
        """The plans of a branch that were made for a reader, the last one first."""
        asked = (
            "select plans.*, json_extract(kept.answer, '$.plan.made_from') as made_from"
            " from plans join kept using (key) where branch = ? and reader = ?"
            " order by plans.rowid desc"
        )
        with self._file.reading() as connection:
            rows = connection.execute(asked, (branch, reader)).fetchall()
        return tuple(
            KeptPlan(
                key=row["key"],
                branch=row["branch"],
                made_from=from_plain(json.loads(row["made_from"]), MadeFrom),
                status=row["status"],
                worth=row["worth"],
                bound=row["bound"],
                at=row["at"],
                by=row["by"],
            )
            for row in rows
        )

    def plan(self, key: str) -> PlanResult:
        """A kept plan, as whole as the reader that it was made for may see it.

        Raises:
            CadreError: No plan is kept under the key.
        """
        kept = self.get(key)
        if kept is None or kept.kind is not JobKind.PLAN:
            raise CadreError(
                f"plan {key}",
                "isn't on the shelf",
                "the key of a kept plan",
                "Make the plan again.",
            )
        return kept.read(PlanResult)

    # In force ----------------------------------------------------------------------------------

    def put_in_force(
        self, branch: str, key: str, by: str, *, if_none: bool = False
    ) -> PutInForce | None:
        """Make a kept plan the one in force on a branch, and record who did so.

        Args:
            branch: The branch.
            key: The plan.
            by: Who does so.
            if_none: Whether only where none was put in force on this branch yet.

        Returns:
            What was recorded; None when one was in force, and was to stay.

        Raises:
            CadreError: No plan is kept under the key, or one that was made for a reader who may
                not see all: it would be in force for everybody.
        """
        self.plan(key)
        kept = self.found(key)
        if kept.reader != STAFF.id:
            raise CadreError(
                f"plan {key}",
                f"was made for reader {kept.reader}, and may lack what that reader may not see",
                "a plan made for the staff",
                "Have the staff make one.",
            )
        self.list_plan(branch, key, by)
        at = now()
        with self._file.writing() as connection:
            if if_none and _last_put(connection, branch) is not None:
                return None
            connection.execute(
                "insert into in_force (branch, key, at, by) values (?, ?, ?, ?)",
                (branch, key, at, by),
            )
        return PutInForce(branch=branch, key=key, at=at, by=by)

    def in_force(self, branch: str, parents: Iterable[str] = ()) -> PutInForce | None:
        """The plan in force on a branch.

        It is the one last put in force there, else its parent's, else the last that was made on
        the branch for the staff, without what-ifs and in no scenario.

        Args:
            branch: The branch.
            parents: The branch that it began from, that one's parent, and so on.
        """
        with self._file.reading() as connection:
            for name in (branch, *parents):
                if (found := _last_put(connection, name)) is not None:
                    return found
        own = (
            x for x in self.plans(branch) if not x.made_from.changes and not x.made_from.scenario
        )
        last = next(own, None)
        if last is None:
            return None
        return PutInForce(branch=branch, key=last.key, at=last.at, by=last.by, put=False)

    def put_in_force_log(self, branch: str) -> tuple[PutInForce, ...]:
        """What was put in force on a branch, the last first; nothing of it is ever changed."""
        asked = "select * from in_force where branch = ? order by number desc"
        with self._file.reading() as connection:
            return tuple(_put(row) for row in connection.execute(asked, (branch,)))


def _last_put(connection: sqlite3.Connection, branch: str) -> PutInForce | None:
    asked = "select * from in_force where branch = ? order by number desc limit 1"
    row = connection.execute(asked, (branch,)).fetchone()
    return None if row is None else _put(row)


def _put(row: sqlite3.Row) -> PutInForce:
    return PutInForce(branch=row["branch"], key=row["key"], at=row["at"], by=row["by"])


def _text(value: object) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True)


def _kept(row: sqlite3.Row) -> Kept:
    return Kept(
        key=row["key"],
        kind=JobKind(row["kind"]),
        reader=row["reader"],
        made_from=from_plain(json.loads(row["made_from"]), MadeFrom),
        asked=json.loads(row["asked"]),
        answer=row["answer"],
        withheld=row["withheld"],
        at=row["at"],
        by=row["by"],
    )
