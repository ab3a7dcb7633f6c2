"""Option checks: which choices can be made in time, in the order the documents like them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cadre.checks.negotiation import sides
from cadre.checks.words import cited, ids, listed
from cadre.mission.activities import Option
from cadre.mission.authorities import AuthorityState, Negotiation
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.talks import clashes, laid
from cadre.mission.weeks import Window

NOT_FEASIBLE = Rule("OPT-01", Severity.WARNING, "An option can't be had in time")
NO_WORK = Rule("OPT-02", Severity.WARNING, "An option has no work")
ALIKE = Rule("OPT-03", Severity.NOTE, "Two options are liked equally")

RULES = (NOT_FEASIBLE, NO_WORK, ALIKE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionStanding:
    """Where an option stands among the choices.

    Attributes:
        option: The option.
        rank: 1 for the first choice; feasible options come before those that aren't.
        feasible: Whether nothing that is known stands in its way.
        earliest: Day by which all its negotiations can be done; None when no such day is known.
        begins: Day on which the first of its negotiations fits the host's capacity; None when
            it needs none, or when none ever fits.
        reasons: Why it isn't feasible, as sentences.
        blockers: Ids of what stands in its way.
    """

    option: Option
    rank: int
    feasible: bool
    earliest: date | None
    begins: date | None = None
    reasons: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()


def rank_options(mission: Mission) -> tuple[OptionStanding, ...]:
    """The options, feasible ones first, each group by preference; unranked ones last.

    Negotiations take their likely time. Those of one option share the host's capacity with
    each other and with those agreed, not with those of other options, which are alternatives.
    """
    judged = sorted((_judge(mission, option) for option in mission.options), key=_order)
    return tuple(replace(one, rank=rank) for rank, one in enumerate(judged, start=1))


def _order(one: OptionStanding) -> tuple[bool, float]:
    return not one.feasible, one.option.preference or float("inf")


def _judge(mission: Mission, option: Option) -> OptionStanding:
    talks = [one for one in mission.negotiations if one.id in option.negotiations]
    hurdles = [hurdle for one in talks for hurdle in _hurdles(mission, one)]
    times = _times(mission, talks)
    if times is None:
        reason = f"{listed(one.name for one in talks)} never fit the host's negotiating capacity."
        hurdles.append((reason, option.id))
    done = max([mission.profile.as_of, *(days.end for days in times or ())])
    if times is not None and option.by is not None and done > option.by:
        late = f"It is wanted by {option.by}, but its negotiations end on {done} at the earliest"
        reason = f"{late}{_delay(talks, times)}."
        hurdles += [(reason, one.id) for one in talks]
    clash = any(clashes(mission, one.id) for one in talks)
    return OptionStanding(
        option=option,
        rank=0,
        feasible=not hurdles,
        earliest=None if clash or times is None else done,
        begins=min((days.start for days in times or ()), default=None),
        reasons=tuple(dict.fromkeys(reason for reason, _ in hurdles)),
        blockers=tuple(dict.fromkeys(blocker for _, blocker in hurdles)),
    )


def _delay(talks: list[Negotiation], times: list[Window]) -> str:
    """How the host's capacity puts talks off, as the end of a sentence; empty when it doesn't."""
    put_off = [
        f"{one.name} from {one.earliest} to {days.start}"
        for one, days in zip(talks, times, strict=True)
        if days.start > one.earliest
    ]
    return f"; the host's negotiating capacity puts off {listed(put_off)}" if put_off else ""


def _hurdles(mission: Mission, negotiation: Negotiation) -> Iterator[tuple[str, str]]:
    for point, lines in clashes(mission, negotiation.id):
        for line in lines:
            yield f"{negotiation.name} finds no common point on {point}: {sides(lines)}.", line.id
    for authority in mission.authorities:
        if authority.id in negotiation.brings and authority.state is AuthorityState.REFUSED:
            yield f"{authority.name}, which it should bring, is refused.", authority.id


def _times(mission: Mission, talks: list[Negotiation]) -> list[Window] | None:
    """The days of each of `talks`, each as early as it fits; None when one never does."""
    times = [days for days, _ in laid(mission, talks)]
    return times if len(times) == len(talks) else None


def options_out_of_reach(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find options that can't be had, with why and from when they could be."""
    for standing in rank_options(mission):
        if standing.feasible:
            continue
        option, earliest = standing.option, standing.earliest
        could = f" It could be had by {earliest}." if earliest else ""
        yield NOT_FEASIBLE.broken(
            about=option.id,
            window=None if option.by is None else Window.of_days(None, option.by),
            message=f"{option.name} can't be had: {' '.join(standing.reasons)}{could}",
            remedy="Choose another option, or clear what is in its way.",
            sources=cited([option]),
            related=(*standing.blockers, *standing.option.negotiations),
        )


def options_without_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find options that no activity is part of, where others have some.

    A dossier that ties no work to options at all weighs their negotiations alone.
    """
    tied = {activity.option for activity in mission.activities} - {None}
    for option in mission.options if tied else ():
        if option.id not in tied:
            yield NO_WORK.broken(
                about=option.id,
                message=f"No activity belongs to {option.name}, so choosing it changes no plan.",
                remedy="Say in the column `option` which activities it holds, or drop it.",
                sources=cited([option]),
            )


def options_liked_equally(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find options of one preference, which only the order of the table puts in order."""
    by_preference: dict[int, list[Option]] = {}
    for option in mission.options:
        by_preference.setdefault(option.preference, []).append(option)
    for preference, options in by_preference.items():
        if preference and len(options) > 1:
            yield ALIKE.broken(
                about=options[0].id,
                message=f"{listed(one.name for one in options)} have preference {preference} "
                "alike, so the order of the table decides between them.",
                remedy="Say which the documents like better, or give all of them 0.",
                sources=cited(options),
                related=ids(options[1:]),
            )


CHECKS = (options_out_of_reach, options_without_work, options_liked_equally)
