"""Explain: why work isn't planned or stops early, and what would unlock it, tried out."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from cadre.mission.ids import PauseId
from cadre.mission.mission import Mission
from cadre.mission.plans import LeftOut
from cadre.mission.quantities import counted
from cadre.mission.required import required_work
from cadre.planner.between import parts_of, said, sentence, why_no_room, within_rules
from cadre.planner.blame import pauses_in_the_way, rules_in_the_way
from cadre.planner.clash import SPOKEN
from cadre.planner.lacks import (
    are_missing,
    offered,
    rule_of,
    spelled_out,
    what_is_missing,
)
from cadre.planner.law import Law
from cadre.planner.offers import Offers, offers
from cadre.planner.problem import Problem
from cadre.planner.reasons import Reason, listed, pauses_ahead, spoken, why_no_law
from cadre.planner.search import ORDER, Search, rounding
from cadre.planner.stand import Stand
from cadre.planner.unlock import fitted, helped, least_short, shortage
from cadre.planner.works import Run, Runs, Track, Work


def explain(
    search: Search,
    runs: Runs,
    late: Callable[[], bool] = lambda: False,
    only: Container[int] | None = None,
    before: Problem | None = None,
) -> tuple[LeftOut, ...]:
    """For each work that isn't planned, or stops before its law does: why, and what would help.

    Every unlock that names an addition was tried: with it the work fits beside the plan.

    Args:
        search: The problem.
        runs: The plan.
        late: Asked before each work; once time is over, work isn't looked into any more, and what
            isn't planned, or stops before its law does, is told without a reason.
        only: The works looked into; of others nothing is told. None looks into all.
        before: The problem that it was before something changed, which all these works are of:
            where other rules of law could be blamed as well, those that changed are named.
    """
    stand = Stand(search, runs)
    works = (one for one in search.problem.works if only is None or one.index in only)
    return tuple(left for work in works for left in _explained(stand, work, late, before))


def _explained(
    stand: Stand, work: Work, late: Callable[[], bool], before: Problem | None
) -> Iterator[LeftOut]:
    search, run = stand.search, stand.runs.get(work.index)
    if run is None:
        reason = _not_looked_into(work, "isn't planned") if late() else None
        yield _left_out(work, reason or _why_not(stand, work, before))
        return
    track = search.problem.tracks[run.track]
    stop = track.stop if not track.weeks else run.week + track.weeks
    cut = run.end == stop < search.problem.weeks and not _whole(work, track, run)
    if (run.end < stop or cut) and late():
        # Of open-ended work that runs for as long as its law lets it there is nothing to tell.
        if run.end < stop or track.weeks:
            yield _left_out(work, _not_looked_into(work, f"stops on {_day(search, run.end)}"))
    elif run.end < stop:
        yield _left_out(work, _why_shorter(stand, work, Run(run.track, run.week, stop)))
    elif cut:
        reason = _why_stopped(search, work, run)
        if reason is not None:
            yield _left_out(work, reason)


def _whole(work: Work, track: Track, run: Run) -> bool:
    """Whether work of a fixed length runs all of it; what is left of it, if it runs already."""
    since = run.week if work.started is None else work.started
    return track.mode.weeks > 0 and run.end == since + track.mode.weeks


def _left_out(work: Work, reason: Reason) -> LeftOut:
    return LeftOut(
        activity=work.activity.id,
        rule=reason.rule,
        reason=reason.reason,
        unlock=reason.unlock,
        blockers=reason.blockers,
    )


def _not_looked_into(work: Work, what: str) -> Reason:
    alone = "Ask for it alone with `cadre why`, or allow" if what == "isn't planned" else "Allow"
    return Reason(
        rule="time",
        reason=f"Why {work.activity.name} {what} wasn't looked into: time was over.",
        unlock=f"{alone} more time.",
        blockers=(),
    )


def why_not(stand: Stand, work: Work) -> LeftOut:
    """Why a work isn't in a plan, and what would help, tried beside it."""
    return _left_out(work, _why_not(stand, work))


def _why_not(stand: Stand, work: Work, before: Problem | None = None) -> Reason:
    if not stand.search.problem.tracks_of[work.index]:
        return _unlawful(stand, work, before)
    if not work.begun and stand.allowed(work.index) is None:
        return _barred(stand, work)
    if work.begun and (work.index in stand.runs or stand.goes_on(work.index)):
        return _left_idle(work)
    found = None if work.begun else stand.best_run(work.index)
    if found is None:
        return why_no_room(stand, work) or _unstaffed(stand, work)
    return _worthless(stand, work, found[1])


# No law ------------------------------------------------------------------------------------


def _unlawful(stand: Stand, work: Work, before: Problem | None) -> Reason:
    """The fewest rules that leave no week, each with its reason, and whether it would fit then."""
    search = stand.search
    modes = search.problem.mission.modes_of(work.activity.id)
    if not modes:
        return Reason(
            rule="window",
            reason=f"No way to run {work.activity.name} is stated.",
            unlock="State a mode of it: a site and a length.",
            blockers=(work.activity.id,),
        )
    over = work.started is not None and all(0 < m.weeks <= -work.started for m in modes)
    if over:
        return Reason(
            rule="window",
            reason=f"{work.activity.name} has run its length and is over.",
            unlock="Nothing needs to be unlocked.",
            blockers=(work.activity.id,),
        )
    rules = rules_in_the_way(search.problem, work, before)
    halts = pauses_in_the_way(search.problem, work, rules, before)
    trial = stand.lawful(work.index, frozenset(rules), halts)
    by = _latest(trial, work)
    law = Law(mission=_halted_by(search.problem.mission, halts)) if halts else search.problem.law
    # These rules stand in the way of the mode that could be run without them.
    mode = next((track.mode for track in trial.search.problem.tracks_of[work.index]), modes[0])
    said = [why_no_law(law, work.activity, mode, rule, by) for rule in rules]
    return Reason(
        rule=said[0].rule,
        reason=" ".join(one.reason for one in said),
        unlock=f"If {listed([one.unlock for one in said])}, {_then(trial, work)}",
        blockers=tuple(dict.fromkeys(key for one in said for key in one.blockers)),
    )


def _halted_by(mission: Mission, halts: Container[PauseId]) -> Mission:
    """The mission with these pauses alone."""
    return replace(mission, pauses=tuple(one for one in mission.pauses if one.id in halts))


def _latest(trial: Stand, work: Work) -> date | None:
    """The last day on which work could start in a trial with law; None when there is none."""
    problem = trial.search.problem
    weeks = [track.starts[-1] for track in problem.tracks_of[work.index]]
    return problem.mission.horizon.day(max(weeks)) if weeks else None


def _then(trial: Stand, work: Work) -> str:
    """What would happen in a trial with law, beside the plan as it is."""
    search = trial.search
    if not search.problem.tracks_of[work.index]:
        return (
            "it would still find no room before the plan ends. Plan for longer, or state a shorter "
            "mode of it."
        )
    if work.begun:
        return f"it could go on{_with_more(trial, work)}."
    found = trial.best_run(work.index)
    if found is not None:
        return f"it could start on {_day(search, found[1].week)}."
    if trial.allowed(work.index) is None or least_short(trial, work.index) is None:
        return "it could start, other work allowing."
    return f"it could start{_with_more(trial, work)}."


def _with_more(trial: Stand, work: Work, lifted: frozenset[str] = frozenset()) -> str:
    """What would have to be added, and which rules between works, but those lifted, allow it."""
    found = least_short(trial, work.index)
    if found is None:
        return ""
    run = within_rules(trial, found, lifted)
    rules = [SPOKEN[one] for one in trial.broken(work.index, run) if one not in lifted]
    allowing = f", if {listed(rules)} allowed it" if rules else ""
    added = helped(trial, run)
    if added is None:
        return f" with people, support and beds that no single addition gives{allowing}"
    problem = trial.search.problem
    site = problem.mission.site(problem.tracks[run.track].mode.site).name
    more = f" with {spelled_out(problem, fitted(trial, run, added))} added at {site}"
    return f"{more if added else ''}{allowing}"


# Barred by other work ----------------------------------------------------------------------


def _barred(stand: Stand, work: Work) -> Reason:
    problem, runs = stand.search.problem, stand.runs
    rivals = [
        problem.works[other]
        for pair in problem.excluded
        for other in pair
        if work.index in pair and other != work.index and other in runs
    ]
    waits = [
        problem.works[other]
        for other, _ in work.after
        if problem.works[other].started is None and other not in runs
    ]
    if rivals:
        return _excluded(stand, work, rivals)
    if waits:
        names = listed([one.activity.name for one in waits])
        return Reason(
            rule="after",
            reason=f"{work.activity.name} comes after {names}, which isn't planned.",
            unlock=f"Plan {names} first; {_alone(stand, work)}",
            blockers=tuple(one.activity.id for one in waits),
        )
    base = problem.base_of[work.index]
    if base is not None and base not in runs:
        name = problem.works[base].activity.name
        return Reason(
            rule="increment",
            reason=f"{work.activity.name} makes {name} greater, which isn't planned.",
            unlock=f"Plan {name} first; {_alone(stand, work)}",
            blockers=(problem.works[base].activity.id,),
        )
    talks = [one for one in problem.mission.negotiations if one.id in work.talks]
    names = listed([one.name for one in talks])
    return Reason(
        rule="negotiations",
        reason=f"The host can't carry {names} in time beside the negotiations of what is planned.",
        unlock=f"Have {names} begin sooner; {_alone(stand, work)}",
        blockers=tuple(work.talks),
    )


def _excluded(stand: Stand, work: Work, rivals: list[Work]) -> Reason:
    search = stand.search
    names = listed([one.activity.name for one in rivals])
    required = required_work(search.problem.mission)
    bound = [one.activity.name for one in rivals if one.activity.id in required]
    if bound:
        return Reason(
            rule="exclusion",
            reason=f"{names} is chosen, which rules {work.activity.name} out, and every plan must "
            f"hold {listed(bound)}: the dossier requires it.",
            unlock=f"Have the dossier require {listed(bound)} no more, and leave out {names}.",
            blockers=tuple(one.activity.id for one in rivals),
        )
    less = stand.without([one.index for one in rivals])
    found = less.best_run(work.index)
    settled = any(one.begun for one in rivals)
    why = "runs already" if settled else "is chosen"
    reason = f"{names} {why}, which rules {work.activity.name} out."
    blockers = [str(one.activity.id) for one in rivals]
    if found is None:
        after = _alone(less, work)
        if less.allowed(work.index) is not None:
            still = _why_not(less, work)
            reason += f" Even without {names}: {still.reason}"
            blockers += still.blockers
    else:
        with_it = {**less.runs, work.index: found[1]}
        loses = search.worth(stand.runs) - search.worth(with_it)
        after = (
            f"it could then start on {_day(search, found[1].week)}; "
            f"that plan is worth {abs(loses):,.0f} {'less' if loses >= 0 else 'more'}."
        )
    return Reason(
        rule="exclusion",
        reason=reason,
        unlock=f"Leave out {names}: {after}",
        blockers=tuple(blockers),
    )


def _alone(stand: Stand, work: Work) -> str:
    """Whether people, support and beds would be there, were it allowed to start."""
    found = stand.best_run(work.index, ORDER)
    if found is not None:
        return f"people, support and beds are there from {_day(stand.search, found[1].week)}."
    return f"it would go{_with_more(stand, work, ORDER)}."


# No people, support, beds ------------------------------------------------------------------


def _unstaffed(stand: Stand, work: Work) -> Reason:
    search, run = stand.search, least_short(stand, work.index)
    if run is None:
        first = stand.allowed(work.index) or 0
        return Reason(
            rule="after",
            reason=f"What {work.activity.name} comes after starts too late: it could not start "
            f"before {_day(search, first)}.",
            unlock="Start what comes before it sooner, or shorten the lag.",
            blockers=tuple(search.problem.works[other].activity.id for other, _ in work.after),
        )
    run, least = within_rules(stand, run), search.problem.tracks[run.track].least
    whole = 1 < least <= run.end - run.week
    verb = "go on" if work.begun else f"start and run for {least} weeks" if whole else "start"
    return _short_of(stand, run, f"{work.activity.name} can't {verb}", _late(stand, run))


def _short_of(stand: Stand, run: Run, what: str, when: str = "") -> Reason:
    search, problem = stand.search, stand.search.problem
    _, missing = shortage(stand, run)
    added = helped(stand, run)
    if added is not None and missing.lent:
        missing = added
    week = missing.week if missing.week is not None else run.week
    site = problem.mission.site(problem.tracks[run.track].mode.site).name
    short = missing if added is None else fitted(stand, run, added)
    said, there = spelled_out(problem, short), f"at {site} from {_day(search, week)}"
    found = Offers() if added is None else offers(stand, run, short)
    # With people, support and beds there, other rules may still be in its way.
    parts = () if added is None else parts_of(stand, run).values()
    if added is None:
        unlock = f"Adding {said} {there} would not do: it needs still more, again and again."
    else:
        orders = [f"add {said} {there}", *(order for _, order, _ in parts)]
        unlock = f"{sentence(orders)}: it then fits{when}, everything else as planned."
        unlock += offered(problem.mission, short, found)
    why = [f"{said} {are_missing(short)} {there}", *(why for why, _, _ in parts)]
    others = (key for _, _, blockers in parts for key in blockers)
    blockers = (*what_is_missing(problem, missing), *found.keeping, *others)
    return Reason(
        rule=rule_of(problem, missing),
        reason=f"{what}: {listed(why)}.",
        unlock=unlock,
        blockers=tuple(dict.fromkeys(blockers)),
    )


def _late(stand: Stand, run: Run) -> str:
    """For how long, of open-ended work that would only start late, and end with the plan."""
    problem, track = stand.search.problem, stand.search.problem.tracks[run.track]
    first = max(track.starts[0], stand.allowed(track.work) or 0)
    if track.weeks or run.end < problem.weeks or run.week == first:
        return ""
    return f" for the last {counted(run.end - run.week, 'week')} of the plan"


# Shorter than law lets it ------------------------------------------------------------------


def _why_shorter(stand: Stand, work: Work, whole: Run) -> Reason:
    search, rest = stand.search, stand.besides(work.index)
    end = stand.runs[work.index].end
    what = f"{work.activity.name} stops on {_day(search, end)}"
    if shortage(rest, whole)[0]:
        return _short_of(rest, whole, what)
    if rest.broken(work.index, whole):
        return said(rest, whole, what)
    gain = search.worth({**rest.runs, work.index: whole}) - search.worth(stand.runs)
    last = spoken(search.problem.mission.horizon.day(whole.end) - timedelta(days=1))
    return Reason(
        rule="worth",
        reason=f"{what}: going on to {last} would fit, but adds {gain:,.1f}.",
        unlock="Weigh the needs that it serves more, or the people present less.",
        blockers=(work.activity.id,),
    )


def _why_stopped(search: Search, work: Work, run: Run) -> Reason | None:
    """Why law lets it go no further, by the fewest rules; None when its own time is over."""
    problem = search.problem
    mode = problem.tracks[run.track].mode
    ending = ("paused", "cover", "site", "lead", "increment")
    for rules in (some for size in (1, 2, 3) for some in combinations(ending, size)):
        law = problem.law_without(work.index, frozenset(rules))
        if law.allowed(work.activity, mode)[run.end]:
            said = [_stopped_by(problem, work, run, rule) for rule in rules]
            return Reason(
                rule=rules[0],
                reason=f"{work.activity.name} stops on {_day(search, run.end)}, when "
                f"{listed([what for what, _, _ in said])}.",
                unlock=f"It goes on if {listed([unlock for _, unlock, _ in said])}.",
                blockers=tuple(key for _, _, blockers in said for key in blockers),
            )
    return None


def _stopped_by(
    problem: Problem, work: Work, run: Run, rule: str
) -> tuple[str, str, tuple[str, ...]]:
    """What stops a run, what lets it go on, and the ids of what is in the way."""
    mode = problem.tracks[run.track].mode
    if rule == "cover":
        unlock = "the authorities that end then are extended"
        return "its law ends", unlock, _ending(problem, work, run)
    if rule == "site":
        closes = f"{problem.mission.site(mode.site).name} closes"
        return closes, "the site stays open", (mode.site,)
    if rule in ("lead", "increment"):
        said = why_no_law(problem.law, work.activity, mode, rule)
        what = "its lead nation has nobody there" if rule == "lead" else "its base ends there"
        return what, said.unlock, said.blockers
    week = problem.mission.horizon.span(run.end)
    halts = [
        one
        for one in pauses_ahead(problem.mission, work.activity, mode)
        if one.window.overlaps(week)
    ]
    names = listed([f"'{one.name}'" for one in halts])
    unlock = f"{names} ends within the plan"
    return f"{names} halts it", unlock, tuple(str(one.id) for one in halts)


def _ending(problem: Problem, work: Work, run: Run) -> tuple[str, ...]:
    """The authorities whose end ends the work."""
    mode = problem.tracks[run.track].mode
    span, last = (problem.mission.horizon.span(week) for week in (run.end, run.end - 1))
    return tuple(
        one.id
        for cover in problem.law.covers(work.activity, mode)
        if span.without(cover.hoped)
        for one in cover.authorities
        if (one.in_force or one.pending) and one.window.overlaps(last)
    )


def _worthless(stand: Stand, work: Work, run: Run) -> Reason:
    search, runs = stand.search, stand.runs
    worth = search.worth(runs)
    gain = search.worth({**runs, work.index: run}) - worth
    fits = (
        f"{work.activity.name} would fit from {_day(search, run.week)} for "
        f"{counted(run.end - run.week, 'week')}"
    )
    if gain > rounding(worth):
        return Reason(
            rule="worth",
            reason=f"{fits} and add {gain:,.1f} to the plan's worth; this plan leaves it out.",
            unlock="Plan again, or for longer.",
            blockers=(work.activity.id,),
        )
    return Reason(
        rule="worth",
        reason=f"{fits}, but adds nothing: it changes the plan's worth by {gain:z,.1f}.",
        unlock="Weigh the needs that it serves more, or the people present less.",
        blockers=(work.activity.id,),
    )


def _left_idle(work: Work) -> Reason:
    return Reason(
        rule="worth",
        reason=f"{work.activity.name} runs already and could go on; this plan leaves it out.",
        unlock="Plan again.",
        blockers=(work.activity.id,),
    )


def _day(search: Search, week: int) -> str:
    return spoken(search.problem.mission.horizon.day(week))
