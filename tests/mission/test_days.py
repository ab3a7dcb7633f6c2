"""Law by the day and pauses: each day counted once, and told apart by what is really missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.errors import UnknownIdError
from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.cover import holding, service_windows
from cadre.mission.days import LawState, Spell, days_of, gap_days, spells
from cadre.mission.halts import (
    halted_weeks,
    halting,
    halts_of,
    lost_days,
    open_windows,
    paused,
    unpaused,
    working_windows,
)
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ModeId,
    NationId,
    PauseId,
    ProgrammeId,
    SiteId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.sites import Site
from cadre.mission.training import Programme
from cadre.mission.weeks import NEVER, DateRange, Window, days_in, union

MANDATE, CONSENT, STATUS, NATIONAL = AuthorityKind
START = date(2021, 1, 4)
SPAN = Window(START, START + timedelta(days=70))
WORK = Activity(
    id=ActivityId("advice"),
    name="Advice",
    programme=ProgrammeId("advice"),
    began=date(2020, 6, 1),
)
CAMP = SiteId("camp")


def day(number: int) -> date:
    """A day, counted from the as-of day."""
    return START + timedelta(days=number)


def days(first: int | None, last: int | None) -> Window:
    """The days from one to another, both inside, counted from the as-of day."""
    return Window.of_days(
        None if first is None else day(first), None if last is None else day(last)
    )


def law(key: str, kind: AuthorityKind, window: Window = Window(), **more: Any) -> Authority:  # noqa: ANN401
    return Authority(id=AuthorityId(key), name=key, kind=kind, window=window, **more)


def pause(key: str, window: Window, **scope: Any) -> Pause:  # noqa: ANN401
    return Pause(id=PauseId(key), name=key, cause=PauseCause.ORDER, window=window, **scope)


def mission(*authorities: Authority, pauses: tuple[Pause, ...] = (), **more: Any) -> Mission:  # noqa: ANN401
    tables: dict[str, Any] = {
        "activities": (WORK,),
        "modes": (Mode(id=ModeId("at-camp"), activity=WORK.id, site=CAMP),),
        "programmes": (Programme(id=ProgrammeId("advice"), name="Advice"),),
        "sites": (Site(id=CAMP, name="Camp", country="XHO", window=days(-400, None)),),
    }
    profile = Profile(id="m", name="M", host="XHO", lead_body="C", as_of=START, until=day(69))
    return Mission(profile=profile, authorities=authorities, pauses=pauses, **(tables | more))


FULL = (law("mandate", MANDATE), law("consent", CONSENT), law("status", STATUS))


def told(given: Mission, **how: Any) -> list[tuple[Window, LawState]]:  # noqa: ANN401
    return [(one.window, one.state) for one in spells(given, WORK, CAMP, SPAN, **how)]


# States --------------------------------------------------------------------------------------


def test_every_kind_in_force_is_full_cover() -> None:
    assert told(mission(*FULL)) == [(SPAN, LawState.FULL)]


def test_what_is_missing_tells_partial_cover_from_none() -> None:
    given = mission(
        law("mandate", MANDATE, days(None, 39)), law("consent", CONSENT, days(None, 19)), FULL[2]
    )
    found = spells(given, WORK, CAMP, Window(SPAN.start, day(40)))
    assert [(one.window, one.state, one.missing) for one in found] == [
        (days(0, 19), LawState.FULL, ()),
        (days(20, 39), LawState.PARTIAL, (CONSENT,)),
    ]
    nothing = spells(mission(), WORK, CAMP, SPAN)
    assert [(one.state, one.missing) for one in nothing] == [
        (LawState.NONE, (MANDATE, CONSENT, STATUS))
    ]


def test_a_gap_of_one_day_is_told_to_the_day() -> None:
    given = mission(
        law("one", MANDATE, days(None, 9)), law("two", MANDATE, days(11, None)), *FULL[1:]
    )
    assert gap_days(spells(given, WORK, CAMP, SPAN)) == (days(10, 10),)


def test_one_kind_alone_can_be_asked_about() -> None:
    given = mission(law("mandate", MANDATE, days(10, None)))
    assert told(given, kind=MANDATE) == [
        (days(0, 9), LawState.NONE),
        (days(10, 69), LawState.FULL),
    ]


@pytest.mark.parametrize(
    ("belief", "relied"), [(0.8, (CONSENT,)), (0.79, ())], ids=["relied on", "only hoped for"]
)
def test_what_may_come_is_told_with_how_far_it_may_be_relied_on(
    belief: float, relied: tuple[AuthorityKind, ...]
) -> None:
    granted = DateRange(day(10), day(20), day(30))
    hope = law(
        "hope",
        CONSENT,
        days(5, None),
        state=AuthorityState.EXPECTED,
        belief=belief,
        granted=granted,
    )
    before, after = spells(mission(FULL[0], hope, FULL[2]), WORK, CAMP, SPAN)
    assert (before.window, before.hoped, before.coming) == (days(0, 19), (), ())
    assert (after.state, after.missing) == (LawState.PARTIAL, (CONSENT,))
    assert (after.relied, after.hoped, after.coming) == (relied, (CONSENT,), ("hope",))


def test_law_in_force_that_rests_on_a_hope_comes_with_that_hope() -> None:
    hope = law("renewal", MANDATE, state=AuthorityState.EXPECTED, belief=0.9)
    resting = law("status", STATUS, rests_on=(hope.id,))
    given = mission(hope, FULL[1], resting)
    [found] = spells(given, WORK, CAMP, SPAN)
    assert (found.missing, found.coming) == ((MANDATE, STATUS), ("renewal",))


# Permission without agreement ----------------------------------------------------------------

TO_COME = law("agreement", STATUS, state=AuthorityState.PROPOSED, belief=0.4)


def test_the_hosts_permission_without_the_agreement_is_a_state_of_its_own() -> None:
    given = mission(FULL[0], law("consent", CONSENT, days(None, 29)), TO_COME)
    assert told(given) == [
        (days(0, 29), LawState.PERMITTED),
        (days(30, 69), LawState.PARTIAL),
    ]


def test_once_the_agreement_is_there_the_days_before_it_still_were_without() -> None:
    agreed = law("agreement", STATUS, days(15, None))
    assert told(mission(*FULL[:2], agreed)) == [
        (days(0, 14), LawState.PERMITTED),
        (days(15, 69), LawState.FULL),
    ]


def test_what_only_lets_an_agreement_be_made_is_a_permission_too() -> None:
    work = replace(WORK, cover=(MANDATE, STATUS))
    council = law("council", NATIONAL, days(None, 9))
    given = mission(FULL[0], council, replace(TO_COME, rests_on=(council.id,)))
    states = [one.state for one in spells(given, work, CAMP, SPAN)]
    assert states == [LawState.PERMITTED, LawState.PARTIAL]


@pytest.mark.parametrize(
    "status",
    [
        (),
        (replace(TO_COME, state=AuthorityState.REFUSED),),
        (law("old", STATUS, days(None, -1)),),
    ],
    ids=["none", "refused", "run out"],
)
def test_without_an_agreement_to_come_status_is_just_missing(status: tuple[Authority, ...]) -> None:
    assert told(mission(*FULL[:2], *status)) == [(SPAN, LawState.PARTIAL)]


# Pauses --------------------------------------------------------------------------------------


def test_a_pause_of_law_is_told_as_a_pause_with_its_name_and_the_kind_it_takes() -> None:
    stop = pause("stop", days(10, 19), authorities=(AuthorityId("consent"),))
    before, inside, after = spells(mission(*FULL, pauses=(stop,)), WORK, CAMP, SPAN)
    assert (before.state, after.state) == (LawState.FULL, LawState.FULL)
    assert inside == Spell(
        window=days(10, 19), state=LawState.PAUSED, missing=(CONSENT,), pauses=(stop.id,)
    )


def test_a_pause_of_work_leaves_law_whole() -> None:
    stop = pause("stop", days(10, 19), programmes=(ProgrammeId("advice"),))
    inside = spells(mission(*FULL, pauses=(stop,)), WORK, CAMP, SPAN)[1]
    assert (inside.state, inside.missing, inside.pauses) == (LawState.PAUSED, (), ("stop",))


def test_a_pause_in_a_gap_doesnt_hide_what_else_is_missing() -> None:
    stop = pause("stop", days(0, 69), authorities=(AuthorityId("consent"),))
    given = mission(law("mandate", MANDATE, days(None, 29)), *FULL[1:], pauses=(stop,))
    assert [(one.state, one.missing) for one in spells(given, WORK, CAMP, SPAN)] == [
        (LawState.PAUSED, (CONSENT,)),
        (LawState.PARTIAL, (MANDATE, CONSENT)),
    ]


def test_a_pause_takes_nothing_where_other_law_of_the_kind_holds() -> None:
    stop = pause("stop", days(10, 19), authorities=(AuthorityId("consent"),))
    given = mission(*FULL, law("spare", CONSENT), pauses=(stop,))
    assert told(given) == [(SPAN, LawState.FULL)]
    assert halts_of(given, WORK, CAMP) == (stop,)
    assert lost_days(given, WORK, CAMP) == ()


def test_what_rests_on_a_paused_authority_is_paused_with_it() -> None:
    resting = law("status", STATUS, rests_on=(AuthorityId("mandate"),))
    stop = pause("stop", days(10, 19), authorities=(AuthorityId("mandate"),))
    given = mission(*FULL[:2], resting, pauses=(stop,))
    assert holding(given)[resting.id] == (days(None, 9), days(20, None))
    assert paused(given, "status", SPAN) == (days(10, 19),)
    assert spells(given, WORK, CAMP, SPAN)[1].missing == (MANDATE, STATUS)


def test_a_nations_people_dont_serve_while_its_own_decision_is_paused() -> None:
    vote = law("vote", NATIONAL, nations=(NationId("AAA"),))
    stop = pause("stop", days(10, None), authorities=(vote.id,))
    given = mission(vote, pauses=(stop,))
    assert service_windows(given, NationId("AAA")) == (days(None, 9),)


def test_pauses_of_a_site_a_programme_and_all_work_halt_work_there() -> None:
    some = (
        pause("site", days(0, 4), sites=(CAMP,)),
        pause("programme", days(10, 14), programmes=(ProgrammeId("advice"),)),
        pause("all", days(20, 24)),
        pause("elsewhere", days(30, 34), sites=(SiteId("other"),)),
        pause("law", days(40, 44), authorities=(AuthorityId("consent"),)),
    )
    given = mission(*FULL, pauses=some)
    assert halting(given, WORK.programme, CAMP) == some[:3]
    assert open_windows(given, CAMP) == (days(-400, -1), days(5, None))
    assert working_windows(given, WORK, CAMP)[1:] == (days(5, 9), days(15, 19), days(25, None))
    assert lost_days(given, WORK, CAMP) == (days(0, 4), days(10, 14), days(20, 24), days(40, 44))
    assert halted_weeks(given, WORK, CAMP) == {0, 1, 2, 3, 5, 6}


def test_a_week_that_lacks_law_anyway_isnt_halted_by_a_pause() -> None:
    stop = pause("stop", days(0, 69), sites=(CAMP,))
    given = mission(law("mandate", MANDATE, days(None, 20)), *FULL[1:], pauses=(stop,))
    assert halted_weeks(given, WORK, CAMP) == {0, 1, 2}


def test_the_days_paused_of_each_thing_are_the_union_of_its_pauses() -> None:
    one = pause("one", days(0, 39), authorities=(AuthorityId("consent"),))
    two = pause("two", days(30, 49), programmes=(ProgrammeId("advice"),))
    given = mission(*FULL, pauses=(one, two))
    assert paused(given, "advice", SPAN) == (days(0, 49),), "an activity and a programme"
    assert days_in(paused(given, "advice", SPAN)) == 50, "not 60"
    assert paused(given, "consent") == (days(0, 39),)
    assert paused(given, "camp") == ()
    assert paused(given, span=days(45, 60)) == (days(45, 49),)
    assert paused(given, "two") == (days(30, 49),)
    with pytest.raises(UnknownIdError, match="'nobody'"):
        paused(given, "nobody")


def test_an_authority_is_paused_only_on_days_on_which_it_would_hold() -> None:
    stop = pause("stop", days(0, 39), authorities=(AuthorityId("consent"),))
    given = mission(law("consent", CONSENT, days(10, 19)), pauses=(stop,))
    assert paused(given, "consent") == (days(10, 19),)


def test_work_that_hasnt_begun_is_paused_where_all_its_sites_are() -> None:
    school = SiteId("school")
    stop = pause("stop", days(0, 19), sites=(CAMP,))
    other = pause("other", days(10, 29), sites=(school,))
    given = mission(
        *FULL,
        pauses=(stop, other),
        activities=(replace(WORK, id=ActivityId("work"), began=None),),
        modes=tuple(
            Mode(id=ModeId(f"at-{site}"), activity=ActivityId("work"), site=site)
            for site in (CAMP, school)
        ),
        sites=tuple(Site(id=site, name=site, country="XHO") for site in (CAMP, school)),
    )
    assert paused(given, "work") == (days(10, 19),)


def test_without_pauses_the_mission_is_left_as_it_is() -> None:
    given = mission(*FULL)
    assert unpaused(given) is given
    assert halted_weeks(given, WORK, CAMP) == frozenset()


# Properties ----------------------------------------------------------------------------------

windows = st.tuples(st.integers(-10, 70), st.integers(1, 40), st.booleans()).map(
    lambda one: Window(day(one[0]), NEVER if one[2] else day(one[0] + one[1]))
)
kinds = st.sampled_from([MANDATE, CONSENT, STATUS])
states = st.sampled_from(list(AuthorityState))


@st.composite
def laws(draw: st.DrawFn, prefix: str = "law") -> tuple[Authority, ...]:
    """Some authorities; each may rest on those before it."""
    found: list[Authority] = []
    for number in range(draw(st.integers(0, 6))):
        bases = (
            draw(st.lists(st.sampled_from([one.id for one in found]), max_size=2)) if found else []
        )
        found.append(
            law(
                f"{prefix}-{number}",
                draw(kinds),
                draw(windows),
                state=draw(states),
                belief=draw(st.sampled_from([0.0, 0.5, 0.9])),
                rests_on=tuple(dict.fromkeys(bases)),
            )
        )
    return tuple(found)


@st.composite
def stops(draw: st.DrawFn, prefix: str = "stop") -> tuple[Pause, ...]:
    return tuple(
        pause(
            f"{prefix}-{number}",
            draw(windows),
            authorities=tuple(
                AuthorityId(f"law-{n}") for n in draw(st.sets(st.integers(0, 5), max_size=2))
            ),
            sites=draw(st.sampled_from([(), (CAMP,), (SiteId("other"),)])),
        )
        for number in range(draw(st.integers(0, 4)))
    )


def each_day(some: tuple[Window, ...] | list[Window]) -> set[date]:
    inside = (one.common(SPAN) for one in some)
    return {
        day for one in inside if one for day in (one.start + timedelta(n) for n in range(one.days))
    }


ALL_DAYS = each_day([SPAN])


@given(laws(), stops())
def test_the_spells_hold_every_day_of_the_span_once(
    some: tuple[Authority, ...], pauses: tuple[Pause, ...]
) -> None:
    found = spells(mission(*some, pauses=pauses), WORK, CAMP, SPAN)
    assert union(one.window for one in found) == (SPAN,)
    assert sum(one.window.days for one in found) == SPAN.days
    gaps, covered = gap_days(found), days_of(found, LawState.FULL)
    assert days_in(gaps) + days_in(covered) == SPAN.days
    assert all(one.state != other.state or one != other for one, other in pairwise(found))


@given(laws(), stops())
def test_each_day_is_told_as_one_who_looks_at_that_day_alone_would(
    some: tuple[Authority, ...], pauses: tuple[Pause, ...]
) -> None:
    given = mission(*some, pauses=pauses)
    for one in spells(given, WORK, CAMP, SPAN):
        for today in (one.window.start, one.window.end - timedelta(1)):
            missing = tuple(kind for kind in WORK.cover if not holds(given, kind, today))
            free = tuple(kind for kind in WORK.cover if not holds(unpaused(given), kind, today))
            halted = any(
                today in stop.window and (stop.halts_all or CAMP in stop.sites) for stop in pauses
            )
            assert one.missing == missing
            assert (one.state is LawState.FULL) == (not missing and not halted)
            assert (one.state is LawState.PAUSED) == (not free and (bool(missing) or halted))
            assert (one.state is LawState.NONE) <= (len(missing) == len(WORK.cover))


def holds(given: Mission, kind: AuthorityKind, today: date) -> bool:
    known = {one.id: one for one in given.authorities}

    def in_force(one: Authority) -> bool:
        stopped = any(one.id in stop.authorities and today in stop.window for stop in given.pauses)
        own = one.state is AuthorityState.IN_FORCE and today in one.window and not stopped
        return own and all(in_force(known[base]) for base in one.rests_on)

    return any(one.kind is kind and in_force(one) for one in given.authorities)


@given(laws(), stops(), laws("more"))
def test_one_more_authority_never_adds_a_day_of_gap(
    some: tuple[Authority, ...], pauses: tuple[Pause, ...], more: tuple[Authority, ...]
) -> None:
    before = spells(mission(*some, pauses=pauses), WORK, CAMP, SPAN)
    after = spells(mission(*some, *more, pauses=pauses), WORK, CAMP, SPAN)
    assert each_day(gap_days(after)) <= each_day(gap_days(before))


@given(laws(), stops(), stops("more"))
def test_one_more_pause_never_takes_a_day_of_gap_away(
    some: tuple[Authority, ...], pauses: tuple[Pause, ...], more: tuple[Pause, ...]
) -> None:
    given, paused_more = (mission(*some, pauses=these) for these in (pauses, (*pauses, *more)))
    before, after = (spells(one, WORK, CAMP, SPAN) for one in (given, paused_more))
    assert each_day(gap_days(before)) <= each_day(gap_days(after))
    for key in (WORK.id, CAMP, *(one.id for one in some)):
        assert each_day(paused(given, key, SPAN)) <= each_day(paused(paused_more, key, SPAN))
    assert halted_weeks(given, WORK, CAMP) <= halted_weeks(paused_more, WORK, CAMP)


@given(stops())
def test_the_length_of_pauses_is_that_of_their_union(pauses: tuple[Pause, ...]) -> None:
    given = mission(*FULL, pauses=pauses)
    assert each_day(paused(given, span=SPAN)) == each_day([one.window for one in pauses])
    at_camp = [one.window for one in pauses if CAMP in one.sites or one.halts_all]
    assert days_in(paused(given, "camp", SPAN)) == len(each_day(at_camp))
    assert each_day(lost_days(given, WORK, CAMP)) == each_day(at_camp), "law isn't paused"
