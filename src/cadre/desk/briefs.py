"""Briefs at the desk: ordered, under way, kept, and read as sections again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from cadre.brief.read import from_json
from cadre.brief.sections import Brief
from cadre.brief.shown import readable
from cadre.desk.desk import FUTURES, PLANNING_SECONDS, Desk
from cadre.desk.export import export_workbook
from cadre.desk.handing_out import hand_out
from cadre.desk.job_answers import BriefWritten
from cadre.desk.job_orders import Job, JobKind, JobOrder, JobState
from cadre.desk.jobs import Jobs
from cadre.desk.room import Room, View
from cadre.desk.stamps import branch_of
from cadre.errors import UnknownIdError
from cadre.mission.plans import MadeFrom
from cadre.release.rules import STAFF

OWN = ("evidence",)
"""Sections that only lead numbers back, which the desk's own pages do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefKept:
    """A brief on the shelf.

    Attributes:
        key: Its key.
        at: When it was ordered.
        by: Who ordered it.
        current: Whether it was made from the dossier as it stands in this view.
    """

    key: str
    at: str
    by: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefAnswer:
    """The briefs of a view.

    Attributes:
        made_from: The dossier as it stands in this view.
        runs: Briefs under way, or that failed last.
        kept: Briefs on the shelf, the last one first.
        shown: The one that is shown; None when there is none.
        brief: What it says, without the sections that only lead numbers back.
        made_with: What that was made from; None when there is none.
    """

    made_from: MadeFrom
    runs: tuple[Job, ...]
    kept: tuple[BriefKept, ...]
    shown: BriefKept | None
    brief: Brief | None
    made_with: MadeFrom | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefEffort:
    """How hard to try.

    Attributes:
        seconds: Longest time to look for a plan.
        futures: Futures to play.
        seed: Seed of every random choice.
    """

    seconds: float = PLANNING_SECONDS
    futures: int = FUTURES
    seed: int = 0


def order_brief(room: Room, view: View, reader: str, effort: BriefEffort) -> JobOrder:
    """The order of a brief of a view."""
    asked = {"seconds": effort.seconds, "futures": effort.futures, "seed": effort.seed}
    return JobOrder(
        kind=JobKind.BRIEF,
        where=str(room.address(view)),
        as_of=view.as_of,
        scenario=view.scenario,
        reader=reader,
        asked=asked,
    )


def briefs(jobs: Jobs, room: Room, view: View, desk: Desk, key: str = "") -> BriefAnswer:
    """The briefs of a view, and one of them to be read.

    Args:
        jobs: Long runs, with their shelf.
        room: The dossier.
        view: The state of it that is looked at.
        desk: The desk of that view for the reader.
        key: The brief to be read; empty takes the last one that is current, else the last.

    Raises:
        UnknownIdError: There is no such brief for this reader.
        CadreError: It isn't for this reader any more.
    """
    mine = [one for one in jobs.all(str(desk.audience.id)) if _is_of(one, room, view)]
    kept = tuple(_kept(jobs, desk, mine))
    shown = _chosen(kept, key)
    written = None if shown is None else _written(jobs, desk, shown.key)
    return BriefAnswer(
        made_from=desk.made_from,
        runs=tuple(_runs(mine)),
        kept=kept,
        shown=shown,
        brief=None if shown is None or written is None else _read(desk, shown.key, written),
        made_with=None if written is None else written.made_from,
    )


def brief_file(jobs: Jobs, desk: Desk, key: str, form: str) -> str:
    """A kept brief as one page (`html`) or as data (`json`), to be taken along.

    Raises:
        CadreError: There is no such brief for this reader.
    """
    written = _written(jobs, desk, key)
    return written.html if form == "html" else written.data


def workbook_bytes(room: Room, view: View, reader: str) -> bytes:
    """The dossier of a view as a workbook, without the rows that the reader may not see.

    Raises:
        CadreError: The dossier can't be read.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "dossier.xlsx"
        export_workbook(room.address(view), file, reader=reader, as_of=view.as_of)
        return file.read_bytes()


def _is_of(job: Job, room: Room, view: View) -> bool:
    order = job.order
    return (
        order.kind is JobKind.BRIEF
        and branch_of(order.where) == branch_of(room.address(view))
        and (order.as_of, order.scenario) == (view.as_of, view.scenario)
    )


def _runs(jobs: Iterable[Job]) -> Iterable[Job]:
    """Those under way; of those that are over only the last, if it failed."""
    some = list(jobs)
    yield from (one for one in some if not one.state.over)
    if some and some[0].state is JobState.FAILED:
        yield some[0]


def _kept(jobs: Jobs, desk: Desk, some: Iterable[Job]) -> Iterable[BriefKept]:
    seen: set[str] = set()
    for job in some:
        if job.result is None or job.result in seen:
            continue
        seen.add(job.result)
        kept = jobs.shelf.get(job.result)
        if kept is None:
            continue
        current = kept.made_from.dossier == desk.made_from.dossier
        # Markings may have become stricter since: a guarded reader has only what is current.
        if current or desk.audience.id == STAFF.id:
            yield BriefKept(key=job.result, at=job.at, by=job.by, current=current)


def _chosen(kept: tuple[BriefKept, ...], key: str) -> BriefKept | None:
    if not key:
        return next((one for one in kept if one.current), kept[0] if kept else None)
    found = next((one for one in kept if one.key == key), None)
    if found is None:
        remedy = "Use the key of a kept brief, or have one made."
        raise UnknownIdError("brief", key, [one.key for one in kept], remedy)
    return found


def _written(jobs: Jobs, desk: Desk, key: str) -> BriefWritten:
    return hand_out(jobs.shelf, desk, key, BriefWritten)


def _read(desk: Desk, key: str, written: BriefWritten) -> Brief:
    def made() -> Brief:
        brief = readable(from_json(written.data))
        left = tuple(one for one in brief.sections if one.id not in OWN)
        return replace(brief, sections=left)

    return desk.mission.once(("brief", key), made)
