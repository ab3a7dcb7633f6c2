"""Exports at the desk: a dossier, as a reader may see it, as a workbook for a person to edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cadre import __version__
from cadre.desk.desk import Desk
from cadre.desk.files import write_whole
from cadre.desk.refused import left_out
from cadre.desk.seen import as_seen, rows_in
from cadre.dossier.asof import known_of_something
from cadre.dossier.fingerprint import fingerprint
from cadre.dossier.tables import TABLES
from cadre.dossier.wherever import Where, is_own_file, load_from, named
from cadre.errors import CadreError
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.provenance import marking_of
from cadre.release.rules import STAFF, audience_of
from cadre.workbook.base import Edition
from cadre.workbook.guide import guide_for
from cadre.workbook.write import write_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote.

    Attributes:
        folder: The dossier: a folder, or an address in a store.
        file: The workbook.
        edition: What the workbook was made from.
        marking: The strictest mark of its rows.
        rows: Rows in it, by table.
        withheld: Rows that the reader may not see; None when that isn't told.
        refused: Errors in the dossier's files: what they state isn't in the workbook; 0 for a
            reader who isn't told that there is more.
    """

    folder: str
    file: str
    edition: Edition
    marking: Marking
    rows: dict[str, int]
    withheld: int | None
    refused: int


def export_workbook(
    where: Where, file: Path, *, reader: str = str(STAFF.id), as_of: date | None = None
) -> Exported:
    """Write a dossier to the workbook `file`.

    Args:
        where: The dossier: a folder, or an address in a store.
        file: A new file, or one to be replaced.
        reader: Id of the audience that it is for: rows that it may not see are left out.
        as_of: Only what was known by then; None writes all that the dossier states.

    Raises:
        CadreError: The dossier can't be read or has no such reader, or the file can't be written.
    """
    loaded = load_from(where, guarded=reader != STAFF.id)
    audience = audience_of(loaded.mission, reader)
    stated = loaded.mission if as_of is None else _known(loaded.mission, as_of)
    desk = Desk(where, loaded, stated, audience)
    seen = as_seen(stated, audience)
    withheld = rows_in(stated) - rows_in(seen)
    edition = Edition(
        mission=seen.profile.id,
        dossier=fingerprint(seen),
        version=__version__,
        reader=str(audience.id),
        as_of="" if as_of is None else as_of.isoformat(),
        # Who isn't told that there is more must not learn it from this either.
        whole=audience.told_of_more and seen == loaded.mission,
    )
    marking = Marking.strictest(
        marking_of(stated, row) for name in TABLES for row in getattr(seen, name)
    )
    told = withheld if audience.told_of_more else None
    # Who isn't told that there is more isn't told of more in the files, either.
    refused = left_out(desk) or 0
    answer = Exported(
        folder=named(where),
        file=file.name,
        edition=edition,
        marking=marking,
        rows={name: len(rows) for name in TABLES if (rows := getattr(seen, name))},
        withheld=told,
        refused=refused,
    )
    _refuse_inside(where, file)
    raw = write_book(seen, edition, guide_for(seen, edition, str(marking), told, refused))
    answer = desk.released("export", answer, withheld)
    write_whole(file, raw)
    return answer


def _known(mission: Mission, day: date) -> Mission:
    """The mission as known on a day, without the published priors that are in force then."""
    own = {one.id for one in mission.priors}
    then = known_of_something(mission, day)
    return replace(then, priors=tuple(one for one in then.priors if one.id in own))


def _refuse_inside(where: Where, file: Path) -> None:
    """Refuse to write over what the dossier is kept in."""
    if is_own_file(where, file):
        raise CadreError(
            str(file), "is a file of the dossier", "another file", "Name one that ends in .xlsx."
        )
