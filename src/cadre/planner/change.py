"""Change: the problem of a mission that has changed, with all of the one before that holds yet."""

from __future__ import annotations

from copy import copy
from dataclasses import fields, replace

from cadre.mission.caveats import ON_SUPPORT
from cadre.mission.mission import Mission
from cadre.planner.crews import again
from cadre.planner.law import Stretch
from cadre.planner.laying import Laid
from cadre.planner.lines import Lines
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.supply import same_rows
from cadre.planner.works import Track

UNREAD = frozenset(
    (
        *("audiences", "sources", "claims", "conflicts", "assumptions", "priors", "shocks"),
        *("announcements", "hindrances", "scenarios", "changes"),
        *("partners", "nations", "levels"),
    )
)
"""Tables that no rule of the planner reads."""
LENT = frozenset(("supports", "contingents", "transfers"))
"""Tables that tell what is lent; people come by transfer as well."""
SUPPLY = LENT | {"pledges", "caveats", "bed_spaces"}
"""Tables that tell who and what is there."""
MONEY = frozenset(("budgets",))
"""Tables that tell what may be spent."""
AIMS = frozenset(("needs", "effects", "partner_activities"))
"""Tables that tell what plans are worth, and nothing else."""
STEADY = (
    *("weeks", "works", "index_of", "excluded", "base_of", "trainee_lines", "enablers"),
    *("_laid_out", "places", "duties", "place_of_duty", "support_duty"),
)
"""What of a problem hangs on none of these tables."""
WORTH = (
    *("asked", "begun", "weighed", "dated", "asked_for", "underway"),
    *("need_weights", "strengths", "left_by_partners"),
)
"""What of an objective hangs on none of them but `AIMS`."""


def moved(before: Mission, after: Mission) -> frozenset[str]:
    """The tables of which not every row is the very same object in both missions."""
    return frozenset(
        one.name
        for one in fields(Mission)
        if not _same(getattr(before, one.name), getattr(after, one.name))
    )


def _same(one: object, other: object) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return same_rows(one, other)
    return one == other


def changed(before: Problem, mission: Mission) -> Problem:
    """The problem of `mission`, with what of the problem before doesn't hang on what has changed.

    It is the same as `Problem.of(mission)`, made sooner: where only people, support, beds, money
    or aims are others, works and law are taken over, and of tracks only their ends are new. People
    who aren't offered any more may stay among the crews as a group of nobody.
    """
    what, after = moved(before.mission, mission), Problem.of(mission)
    if before.law.lifted or not _steady(mission, what):
        return after
    _carry(before, after, STEADY)
    _carry_law(before, after)
    if not what & MONEY:
        _carry(before, after, ("purses", "_costs"))
    if not what & SUPPLY:
        _carry(before, after, ("supply", "periods", "period_of", "_falls", "crews"))
        if what & MONEY:
            vars(after)["tracks"] = _tracks(before, after)
        else:
            _carry(before, after, ("tracks", "tracks_of"))
        return after
    if not what & (LENT - {"supports"}):
        vars(after)["supply"] = type(before.supply).of(mission, before.supply)
    vars(after)["tracks"] = _tracks(before, after)
    if not _others_barred(mission, what):
        crews = again(before.crews, mission, after.periods)
        if crews is not None:
            vars(after)["crews"] = crews
    return after


def with_more(before: Problem, mission: Mission) -> Problem:
    """The problem of a mission that has more people, beds or lent support, all of it for good.

    Law, the very same lifted, and all tracks are as before.
    """
    after = Problem(mission, replace(before.law, mission=mission))
    _carry(before, after, (*STEADY, "tracks", "tracks_of"))
    _carry_law(before, after)
    return after


def _steady(mission: Mission, what: frozenset[str]) -> bool:
    """Whether works and law are as they were when the tables `what` are others."""
    if not what <= UNREAD | SUPPLY | MONEY | AIMS:
        return False
    # Whether a nation leads somewhere hangs on whether its people are there.
    return not what & SUPPLY or all(mode.lead is None for mode in mission.modes)


def _carry(before: object, after: object, names: tuple[str, ...]) -> None:
    vars(after).update({name: getattr(before, name) for name in names})


def _carry_law(before: Problem, after: Problem) -> None:
    """What was worked out of the law before."""
    known, own = vars(before.law), vars(after.law)
    own.update({name: one for name, one in known.items() if name not in own})


def _others_barred(mission: Mission, what: frozenset[str]) -> bool:
    """Whether caveats may bar others than before."""
    if "caveats" in what:
        return True
    return bool(what & LENT) and any(one.kind in ON_SUPPORT for one in mission.caveats)


def _tracks(before: Problem, after: Problem) -> tuple[Track, ...]:
    """The tracks of the problem before, with their ends now."""
    sites = {place.site for place in before.places}
    others = {site for site in sites if before.falls_at(site) != after.falls_at(site)}
    leaner = set[int]()
    if before.purses.keys() != after.purses.keys():
        works = (work.index for work in before.works)
        leaner = {one for one in works if before.lean_years(one) != after.lean_years(one)}
    if not others and not leaner:
        return before.tracks
    return tuple(
        _track(after, track)
        if not track.weeks and (track.mode.site in others or track.work in leaner)
        else track
        for track in before.tracks
    )


def _track(after: Problem, track: Track) -> Track:
    stretch = Stretch(weeks=range(track.first, track.stop), starts=track.starts, idle=track.idle)
    ends = after.ends(track.work, track.mode.site, stretch)
    if ends == track.ends:
        return track
    return Track(
        index=track.index,
        work=track.work,
        mode=track.mode,
        place=track.place,
        starts=track.starts,
        ends=ends,
        weeks=track.weeks,
        stop=track.stop,
        least=track.least,
        idle=track.idle,
        first=track.first,
    )


def laid_again(before: Laid, mission: Mission) -> Laid:
    """What `Laid` gives for `mission`, with what of the one before holds yet."""
    problem, objective = changed(before.problem, mission), Objective(mission)
    if problem.works is not before.problem.works:
        return Laid(problem, objective, Lines.of(problem))
    if not moved(before.problem.mission, mission) & AIMS:
        _carry(before.objective, objective, WORTH)
    laid = copy(before)
    laid.turn(problem, objective)
    return laid
