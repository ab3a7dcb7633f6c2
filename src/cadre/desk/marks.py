"""Marks of the parts of a plan: each as strict as the rows that it names."""

from __future__ import annotations

from cadre.mission.halts import behind_start
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.money import Account
from cadre.mission.plans import Assignment, LeftOut, Start
from cadre.mission.provenance import marking_of
from cadre.mission.stages import Stage


def mark_of_part(mission: Mission, thing: object) -> Marking | None:
    """The marking of a part of a plan: the strictest of the rows that it names."""
    named: tuple[str | None, ...] = ()
    if isinstance(thing, Start):
        named = behind_start(mission, thing)
    elif isinstance(thing, LeftOut):
        named = (thing.activity, *thing.blockers)
    elif isinstance(thing, Assignment):
        named = (thing.pledge, thing.post)
    elif isinstance(thing, Stage):
        criteria = (one.criterion for one in thing.criteria)
        named = (thing.milestone, *criteria, *thing.made_of)
    elif isinstance(thing, Account):
        named = thing.made_of
    rows = (row for key in named if key for row in mission.named(key))
    return Marking.strictest(marking_of(mission, row) for row in rows)
