"""Signals of triggers: what a rule sees in a future, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.mission.activities import Mode
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.conditions import Condition
from cadre.mission.ids import (
    AuthorityId,
    ConditionId,
    CourseId,
    ModeId,
    PauseId,
    PledgeId,
    ProgrammeId,
)
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.quantities import exact
from cadre.mission.scenarios import ShockKind
from cadre.mission.sites import Site
from cadre.mission.training import Course, Programme
from cadre.mission.triggers import Action, Signal
from cadre.mission.weeks import DateRange, Window
from tests.simulator.ruled import ALL, CAMP, compared, play, rule
from tests.simulator.small import (
    ADVISE,
    CONSENT,
    EXTRA,
    SITE,
    activity,
    first_day,
    mode,
    planned,
    pledge,
    post,
    ran,
    shock,
    small,
    start,
)


def signal_in(week: int, one: Signal, subject: str | None, **tables: object) -> None:
    """Check that extra work begins in the week after a signal that comes in `week`."""
    fields = {k: tables.pop(k) for k in ("below", "weeks") if k in tables}
    order = rule(one, subject, Action.START, EXTRA, **fields)
    stated: dict[str, object] = {"activities": (activity(ADVISE), activity(EXTRA))}
    found = play(small(**(stated | tables | {"triggers": (order,)})))
    assert ran(found, 1) == ALL[week + 1 :]


def test_a_lost_authority_is_seen_when_it_has_covered_weeks_before() -> None:
    def held_for(first: int, last: int) -> tuple[Authority, ...]:
        return (
            Authority(
                id=AuthorityId("paper"),
                name="Paper",
                kind=AuthorityKind.STATUS,
                state=AuthorityState.IN_FORCE,
                window=Window(first_day(first), first_day(last)),
            ),
        )

    signal_in(9, Signal.AUTHORITY_LOST, "paper", authorities=held_for(3, 9))


def test_a_consent_is_lost_while_a_shock_suspends_it() -> None:
    law = Authority(id=CONSENT, name="C", kind=AuthorityKind.CONSENT, state=AuthorityState.IN_FORCE)
    suspended = shock(kind=ShockKind.CONSENT, per_year=exact(26), weeks=exact(6))
    patient = rule(Signal.AUTHORITY_LOST, CONSENT, Action.STOP, ADVISE, weeks=4)
    of = small(
        activities=(activity(ADVISE, cover=(AuthorityKind.CONSENT,)),),
        authorities=(law,),
        shocks=(suspended,),
        triggers=(patient,),
    )
    found = play(of, futures=300)
    given = int(found.ordered[0, 1])
    assert given > 200, "every other week begins a suspension, unless none came before it"
    assert found.running[0, -1] <= 300 - given, "work that was given up doesn't run again"
    assert compared(of, planned(start(ADVISE)), 40) == []


def test_a_met_condition_is_seen_from_its_first_whole_week_on() -> None:
    when = DateRange.exactly(first_day(7))
    calm = Condition(id=ConditionId("calm"), name="calm", when=when, belief=1.0)
    signal_in(7, Signal.CONDITION_MET, "calm", conditions=(calm,))


def test_work_that_stands_still_is_seen_only_once_it_has_run() -> None:
    late = Window(first_day(4))
    closed = Pause(
        id=PauseId("p"),
        name="p",
        cause=PauseCause.ORDER,
        window=Window(first_day(10), first_day(12)),
        sites=(SITE,),
    )
    works = (activity(ADVISE, window=late), activity(EXTRA))
    camp = Site(id=CAMP, name="C", country="IRQ")
    tables = {
        "activities": works,
        "pauses": (closed,),
        "sites": (Site(id=SITE, name="B", country="IRQ"), camp),
        "modes": (mode(ADVISE), Mode(id=ModeId("x"), activity=EXTRA, site=CAMP)),
    }
    signal_in(10, Signal.WORK_STOPPED, ADVISE, **tables)


def test_weakness_is_counted_in_whole_people() -> None:
    ends = pledge(ADVISE, window=Window(end=first_day(8)))
    pledges = (ends, pledge(EXTRA))
    signal_in(8, Signal.STRENGTH_BELOW, None, below=9.5, pledges=pledges)
    with pytest.raises(AssertionError):
        signal_in(8, Signal.STRENGTH_BELOW, None, below=10.5, pledges=pledges)


def test_empty_posts_are_seen_while_the_work_runs() -> None:
    posts = (post(ADVISE, 10), post(EXTRA, 10))
    works = (activity(ADVISE, min_fill=0.1), activity(EXTRA))
    some = replace(pledge(ADVISE, people=3), id=PledgeId("some"))
    ends = pledge(ADVISE, people=7, window=Window(end=first_day(8)))
    of = small(
        activities=works,
        posts=posts,
        pledges=(ends, some, pledge(EXTRA)),
        triggers=(rule(Signal.FILL_BELOW, ADVISE, Action.START, EXTRA, below=0.5),),
    )
    base = planned(start(ADVISE), people=7)
    both = replace(base.assignments[0], pledge=PledgeId("some"), people=3)
    found = play(of, replace(base, assignments=(*base.assignments, both)))
    assert ran(found, 1) == ALL[9:]


def test_too_few_graduates_are_seen_until_there_are_enough() -> None:
    programmes = (Programme(id=ProgrammeId("p"), name="p"),)
    course = Course(
        id=CourseId("c"), activity=ADVISE, name="c", weeks=6, seats=10, pass_share=exact(1)
    )
    fields = {"programmes": programmes, "courses": (course,)}
    signal_in(9, Signal.GRADUATES_BELOW, "p", below=11, weeks=10, **fields)
    with pytest.raises(AssertionError):
        signal_in(9, Signal.GRADUATES_BELOW, "p", below=10, weeks=10, **fields)
