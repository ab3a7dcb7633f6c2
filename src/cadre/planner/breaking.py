"""Breaking: whose loss alone stops a work of a plan, from which week, and for want of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cadre.mission.activities import Activity, Mode
from cadre.mission.asking import asked
from cadre.mission.authorities import Authority
from cadre.mission.caveats import ON_SUPPORT
from cadre.mission.cover import own_law, with_bases
from cadre.mission.edits import edited
from cadre.mission.enablers import Support
from cadre.mission.forces import Pledge
from cadre.mission.gates import awaited, gates
from cadre.mission.halts import open_windows
from cadre.mission.ids import ActivityId, NationId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.talks import needed_talks
from cadre.planner.carrying import carried
from cadre.planner.clash import searching
from cadre.planner.coupled import in_turn
from cadre.planner.fill import segments
from cadre.planner.law import worked_to
from cadre.planner.search import Search
from cadre.planner.works import Run, Runs

WANTED = {"after": "the work before it", "base": "the work it makes greater", "lead": "a lead"}
"""What a rule says that work wants, where the rule's own name doesn't say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A loss that alone stops a work.

    Attributes:
        what: What is lost: partner, nation, pledge, support, authority, condition, decision,
            negotiation, site.
        id: Its id.
        name: Its name.
        week: First week in which the work doesn't run as planned.
        rule: What it then wants: law, gates, site, lead, after, base (the work that it makes
            greater), people, support or beds.
        text: The loss as a what-if.
    """

    what: str
    id: str
    name: str
    week: int
    rule: str
    text: str

    @property
    def wants(self) -> str:
        """The rule as what follows "for want of"."""
        return WANTED.get(self.rule, self.rule)


class Lost(NamedTuple):
    """Something that a work rests on, as it would be lost.

    Attributes:
        what: What it is.
        id: Its id.
        name: Its name.
        text: Its loss as a what-if.
    """

    what: str
    id: str
    name: str
    text: str


def breaks(mission: Mission, plan: Plan, activity: ActivityId) -> tuple[Break, ...]:
    """The losses, each from the as-of day on, after which a work of the plan can't run as planned.

    The work has only running work, and what it comes after, beside it: others make room for it,
    and its posts are filled anew by whoever is left. What stops it then stops it whatever is done.
    The soonest comes first; of nations and the parts that they lose, each stands for itself.
    """
    start = plan.start_of(activity)
    if start is None:
        return ()
    found = []
    for loss in losses(mission, plan, start):
        then = edited(mission, [asked(mission, loss.text)])
        stop = _stopped(then, plan, start)
        if stop is not None:
            week, rule = stop
            found.append(
                Break(
                    what=loss.what,
                    id=loss.id,
                    name=loss.name,
                    week=week,
                    rule=rule,
                    text=loss.text,
                )
            )
    return tuple(sorted(found, key=lambda one: one.week))


def losses(mission: Mission, plan: Plan, start: Start) -> tuple[Lost, ...]:
    """All that the work rests on, and what must start before it or run beside it; each a loss."""
    works = _leaned_on(mission, plan, start)
    every = (loss for one in works for loss in _own_losses(mission, plan, one))
    return tuple({loss.text: loss for loss in every}.values())


def _leaned_on(mission: Mission, plan: Plan, start: Start) -> tuple[Start, ...]:
    """A start, and those of new work that it comes after, and of work that it makes greater."""
    found, left = {start.activity: start}, [start]
    while left:
        activity = mission.activity(left.pop(0).activity)
        waits = () if mission.has_begun(activity) else (*activity.after, *activity.after_end)
        before = [key for key in waits if not mission.has_begun(mission.activity(key))]
        base = [] if activity.increment_of is None else [activity.increment_of]
        for key in (*before, *base):
            there = plan.start_of(key)
            if there is not None and key not in found:
                found[key] = there
                left.append(there)
    return tuple(found.values())


def _own_losses(mission: Mission, plan: Plan, start: Start) -> Iterator[Lost]:
    """All that a work itself rests on."""
    activity, site = mission.activity(start.activity), mission.site(start.site)
    day = mission.profile.as_of
    used = [mission.pledge(one.pledge) for one in serving(plan, start)]
    used += _leading(mission, start)
    nations = tuple(dict.fromkeys(one.nation for one in used))
    yield Lost("site", site.id, site.name, f"site {site.id} closes {day}")
    for law in _laws(mission, start, nations):
        yield Lost("authority", law.id, law.name, f"authority {law.id} lapses {day}")
    yield from _gates(mission, activity)
    lent = _lent(mission, start, nations)
    for partner in dict.fromkeys(one.provider for one in lent):
        who = mission.partner(partner)
        yield Lost("partner", who.id, who.name, f"partner {who.id} leaves {day}")
    for support in lent:
        name = (
            f"{mission.enabler(support.enabler).name} by {mission.partner(support.provider).name}"
        )
        yield Lost("support", support.id, name, f"support {support.id} ends {day}")
    for nation in nations:
        name = mission.nation(nation).name
        yield Lost("nation", nation, name, f"nation {nation} leaves {day}")
    for pledge in dict.fromkeys(used):
        name = f"{pledge.people} of {mission.skill(pledge.skill).name}"
        yield Lost("pledge", pledge.id, name, f"pledge {pledge.id} withdrawn {day}")


def _leading(mission: Mission, start: Start) -> Iterator[Pledge]:
    """Pledges that may be why the lead nation has somebody there, whoever sits in the posts."""
    lead = mission.mode(start.mode).lead
    if lead is not None:
        skills = {post.skill for post in mission.posts_at(start.activity, start.site)}
        yield from (one for one in mission.pledges_of(lead) if one.skill in skills)


def _laws(mission: Mission, start: Start, nations: Iterable[NationId]) -> Iterable[Authority]:
    """The law of a start, that of nations which serve in it, and all that these rest on."""
    cover = [one for key in start.rests_on for one in with_bases(mission, mission.authority(key))]
    own = [one for nation in nations for one in own_law(mission, nation)]
    return {one.id: one for one in (*cover, *own)}.values()


def _lent(mission: Mission, start: Start, nations: Iterable[NationId]) -> tuple[Support, ...]:
    """Support lent at the site that the work asks for, or by which caveats let people serve."""
    enablers = mission.activity(start.activity).enablers
    caveats = (one for nation in nations for one in mission.caveats_of(nation))
    every = any(one.kind in ON_SUPPORT for one in caveats)
    rows = mission.supports_at(start.site)
    return tuple(one for one in rows if every or one.enabler in enablers)


def _gates(mission: Mission, activity: Activity) -> Iterator[Lost]:
    """Conditions, decisions and talks still open, and those by which conditions come."""
    if mission.has_begun(activity):
        return
    known = {one.id: one for one in gates(mission)}
    found = dict.fromkeys(awaited(mission, activity))
    left = list(found)
    while left:
        gate = known[left.pop(0)]
        more = [key for key in (*gate.all_of, *gate.any_of) if key not in found]
        found.update(dict.fromkeys(more))
        left += more
    decisions = {str(one.id) for one in mission.decisions}
    for key in found:
        what = "decision" if key in decisions else "condition"
        yield Lost(what, key, known[key].name, f"{what} {key} fails")
    needed = needed_talks(mission, activity)
    for one in (row for row in mission.negotiations if row.id in needed):
        yield Lost("negotiation", one.id, one.name, f"negotiation {one.id} fails")


def serving(plan: Plan, start: Start) -> tuple[Assignment, ...]:
    """The people in the work's posts, and in brought support at its site while it runs."""
    return tuple(
        one
        for one in plan.assignments
        if one.activity == start.activity
        or (
            one.activity is None
            and one.site == start.site
            and one.week < start.end
            and start.week < one.week + one.weeks
        )
    )


def _stopped(then: Mission, plan: Plan, start: Start) -> tuple[int, str] | None:
    """The first week in which the work doesn't run as planned, and for want of what."""
    search = searching(then)
    problem = search.problem
    work = problem.index_of[start.activity]
    tracks = [one for one in problem.tracks_of[work] if one.mode.id == start.mode]
    begun = problem.works[work].begun
    mine = [one for one in tracks if begun or start.week in one.starts]
    if not mine:
        return start.week, _unstartable(search, start)
    if begun:
        run = search.continued.get(work)
        if run is None or problem.tracks[run.track].mode.id != start.mode:
            return start.week, _first_short(search, {}, Run(mine[0].index, start.week, start.end))
        end = run.end
        if end >= start.end:
            return None
        law = worked_to(mine[0].stop, mine[0].idle)
        return end, _cause(search, mine[0].index, end, lawful=end < law)
    return _cut_short(search, plan, start, Run(mine[0].index, start.week, start.end))


def _unstartable(search: Search, start: Start) -> str:
    """Why a start in that week isn't lawful: its law, its site or its gates."""
    mission = search.problem.mission
    activity, mode = mission.activity(start.activity), mission.mode(start.mode)
    law = search.problem.law
    allowed = law.allowed(activity, mode)
    barred = [week for week in range(start.week, len(allowed)) if not allowed[week]]
    waiting = mission.horizon.day(start.week) < law.ready(activity)
    if allowed[start.week] and (waiting or not barred):
        return "gates"
    # Law and site that hold in that week may still end too soon for the shortest run.
    return _barring(search, mode, barred[0])


def _barring(search: Search, mode: Mode, week: int) -> str:
    """Which of site, lead and law keeps work out of a week."""
    problem = search.problem
    work = problem.works[problem.index_of[mode.activity]]
    if problem.law_without(work.index, frozenset(["lead"])).allowed(work.activity, mode)[week]:
        return "lead"
    days = open_windows(problem.mission, mode.site)
    return "law" if problem.mission.horizon.covered(days)[week] else "site"


def _cause(search: Search, track: int, week: int, *, lawful: bool) -> str:
    if not lawful:
        mode = search.problem.tracks[track].mode
        return _barring(search, mode, min(week, search.problem.weeks - 1))
    others = {
        work: run
        for work, run in search.continued.items()
        if work != search.problem.tracks[track].work
    }
    return _first_short(search, others, Run(track, week, week + 1))


def _first_short(search: Search, runs: Runs, run: Run) -> str:
    """What is short first when `run` joins `runs`."""
    problem = search.problem
    place = problem.tracks[run.track].place
    for part in segments(problem, [*runs.values(), run]):
        if run.week <= part.week < run.end:
            verdict = search.staff.verdict(part.period, part.places | {place})
            if not verdict.fits:
                brought = any(problem.duties[duty].work is None for duty in verdict.short)
                support = brought or verdict.endless
                return "support" if support else "people" if verdict.short else "beds"
    return "people"


def _cut_short(search: Search, plan: Plan, start: Start, run: Run) -> tuple[int, str] | None:
    """Where a run that may start ends too soon beside running work and what it comes after."""
    problem = search.problem
    work = problem.index_of[start.activity]
    kept, base = carried(problem, plan), problem.base_of[work]
    runs: dict[int, Run] = dict(search.continued)
    for other in in_turn(problem, [work])[:-1]:
        there = _as_far(search, other, kept.get(other), runs)
        if there is None:
            return start.week, "base" if other == base else "after"
        runs[other] = there
    first = search.allowed(work, runs)
    if first is None or first > run.week:
        alone = search.allowed(work, runs, frozenset(["increment"]))
        return start.week, "after" if alone is None or alone > run.week else "base"
    track = problem.tracks[run.track]
    beside = run.end if base is None else runs[base].end
    if beside <= run.week:
        return start.week, "base"
    stop = min(run.end, track.stop, beside)
    for part in segments(problem, [*runs.values(), Run(run.track, run.week, stop)]):
        inside = run.week <= part.week < stop
        if inside and not search.staff.fits(part.period, part.places | {track.place}):
            return part.week, _first_short(search, runs, Run(run.track, part.week, stop))
    if stop == run.end:
        return None
    ends = stop == beside < track.stop
    return stop, "base" if ends else _cause(search, run.track, stop, lawful=False)


def _as_far(search: Search, work: int, run: Run | None, runs: Runs) -> Run | None:
    """A run beside others, cut short where it must be; None when it can't start in its week."""
    if run is None:
        return None
    track = search.problem.tracks[run.track]
    ends = () if track.weeks else sorted(track.ends_of(run.week), reverse=True)
    tried = (Run(run.track, run.week, end) for end in (run.end, *ends) if end <= run.end)
    return next((one for one in tried if search.fits(work, one, runs)), None)
