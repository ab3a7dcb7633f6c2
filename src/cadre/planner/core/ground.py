"""Ground: what missions ask beyond lines and stocks, and what their plans are worth, as arrays."""

from __future__ import annotations

from typing import NamedTuple

from cadre.planner.core.layout import Bools, Floats, Ints

NO_LIMIT = 1 << 40
"""Beds where none are stated."""


class Ground(NamedTuple):
    """Sites with beds and support, talks, money, increments.

    Attributes:
        site: (tracks,) where each track's people are.
        heads: (tracks,) people without whom it doesn't run.
        own: (tracks, kinds) those of them who are support of each kind.
        leans: (tracks, kinds) 1 for kinds of support that the work needs, else 0.
        use_kinds: (uses of the layout,) bits of the kinds of support at the track's site whose
            people count on the used line too.
        lent: (sites, weeks, kinds) people's worth of support lent; inf is without limit.
        beds: (sites, weeks) beds; NO_LIMIT where none are stated.
        per_person: (kinds,) support asked for by each person present.
        fixed: (kinds,) support asked for wherever anybody is.
        step: (kinds,) whole units in which it comes.
        talks_from: (works + 1,) where the talks of each work lie.
        talk: Talks that it needs.
        asked_from: (talks + 1,) where the works that need each talk lie.
        asked_by: Works that need it.
        talk_since: (talks,) first day on which each may begin, counted from the horizon's first.
        talk_days: (talks,) days that it takes.
        talk_load: (talks,) what it loads the host with.
        taken: (agreed talks, 3) first day, first day after, and load of what takes place anyway.
        capacity: Load that the host can carry at a time.
        base: (works,) work of which it is an increment; -1 for none.
        fund: (works,) who pays; -1 when nobody's budget limits it.
        weekly: (works,) cost of a week.
        at_start: (works,) cost of the start.
        purse_of: (funds, weeks) number of the purse that pays in each week; -1 is without limit.
        purse_end: (funds, weeks) first week after each in which another purse pays.
        purse_room: (purses,) money in each purse.
    """

    site: Ints
    heads: Ints
    own: Ints
    leans: Ints
    use_kinds: Ints
    lent: Floats
    beds: Ints
    per_person: Floats
    fixed: Floats
    step: Ints
    talks_from: Ints
    talk: Ints
    asked_from: Ints
    asked_by: Ints
    talk_since: Ints
    talk_days: Ints
    talk_load: Ints
    taken: Ints
    capacity: int
    base: Ints
    fund: Ints
    weekly: Floats
    at_start: Floats
    purse_of: Ints
    purse_end: Ints
    purse_room: Floats


class Stages(NamedTuple):
    """What milestones ask for.

    Attributes:
        open: (milestones, weeks) whether conditions and authorities hold, and posts can be filled.
        people: (milestones,) people whom posts of what runs must ask for.
        work_from: (milestones + 1,) where the works of each milestone lie.
        work: Works that must be running; -1 for what no plan holds.
        count_from: (milestones + 1,) where what is counted for each milestone lies.
        need: Of each count, the need whose covered share it is; -1 for people whom courses give.
        least: How much of it there must be.
        part_from: (counts + 1,) where the courses of each count lie.
        course: (parts, 7) work; weeks of a cohort, of the break after it, and those on end for
            which a paused cohort is kept; and at the horizon's start weeks that a cohort has
            behind it, weeks of break left, and weeks for which it has been paused.
        gives: (parts, 3) people whom a cohort gives, the share of them who are there a week later,
            and those who are there at the horizon's start.
    """

    open: Bools
    people: Ints
    work_from: Ints
    work: Ints
    count_from: Ints
    need: Ints
    least: Floats
    part_from: Ints
    course: Ints
    gives: Floats


class Aims(NamedTuple):
    """What plans are worth.

    Attributes:
        serves_from: (works + 1,) where the needs of each work lie.
        need: Needs that it serves.
        strength: Share of the need that it meets alone.
        served_from: (needs + 1,) where the works that serve each need lie.
        served_by: Works that serve it.
        served_how: How strongly.
        need_worth: (needs,) worth of a week in which a need is met in full.
        unmet: (needs, weeks) share that others than this plan leave unmet.
        early: (works,) worth of a start a week earlier.
        price: (works,) worth lost by each week of a run, for its footprint.
        asked: (works,) people whom its posts ask for.
        taught_how: (tracks,) 0 for tracks without courses, 1 when output goes by length, 2 when it
            goes by first week and end.
        taught_at: (tracks,) where the track's worths of output begin in `taught`.
        taught: Worth of output by length (weeks + 1 of them), or by first week x end (weeks x
            weeks + 1).
        stages: What milestones ask for.
        stage_worth: Worth of a week that a milestone comes earlier.
        kept_track: (works,) track in the plan in force; -1 for none.
        kept_week: (works,) first week there.
        kept_worth: Worth of a work that stays as it was in the plan in force.
        prize: (works,) worth of being chosen at all.
    """

    serves_from: Ints
    need: Ints
    strength: Floats
    served_from: Ints
    served_by: Ints
    served_how: Floats
    need_worth: Floats
    unmet: Floats
    early: Floats
    price: Floats
    asked: Ints
    taught_how: Ints
    taught_at: Ints
    taught: Floats
    stages: Stages
    stage_worth: float
    kept_track: Ints
    kept_week: Ints
    kept_worth: float
    prize: Floats
