"""Needs against all who help: how far they are covered, who adds what, who stands beside whom."""

from __future__ import annotations

from math import isclose, prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.checks.catalogue import run_checks
from cadre.checks.overlap import overlaps
from cadre.checks.serving import OURS, Where, covers
from cadre.mission.ids import InstitutionId, PartnerActivityId, PartnerId, PauseId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.needs import Institution
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.weeks import DateRange
from tests.checks.building import (
    AS_OF,
    DOC,
    added,
    altered,
    day,
    days,
    good_plan,
    of_code,
    sound,
)
from tests.checks.partners import (
    effect,
    left_bare,
    need,
    one_field,
    placed,
    serving,
    theirs,
    with_work,
)
from tests.effort import calls

CAMP, SCHOOL = SiteId("camp"), SiteId("school")

PLACES = [
    ({"site": CAMP}, True, "the same site"),
    ({"site": SCHOOL}, False, "another site"),
    ({"place": "capital"}, True, "the province of the site, in small letters"),
    ({"place": "Cápital"}, True, "the same, with an accent"),
    ({"place": "North"}, False, "another province"),
    ({}, True, "a place unknown may be the same"),
    ({"site": CAMP, "institution": None}, True, "an institution unknown may be the same"),
    ({"site": CAMP, "institution": InstitutionId("academy")}, False, "below it, but another"),
    ({"site": CAMP, "window": days(None, "2021-02-28")}, False, "it ends before"),
    ({"site": CAMP, "window": days(None, "2021-03-01")}, True, "one day in common"),
]


def beside(mission: Mission, **fields: Any) -> Mission:  # noqa: ANN401
    """The work of a partner beside the mission's own, which begins on 1 March at the camp."""
    work = theirs(**fields)
    mission = added(mission, "partner_activities", work)
    return added(mission, "effects", effect(work.id))


@pytest.mark.parametrize(("where", "expected", "reason"), PLACES)
def test_bodies_overlap_only_at_one_institution_and_place_and_time(
    where: dict[str, object], expected: bool, reason: str
) -> None:
    academy = Institution(
        id=InstitutionId("academy"), name="academy", part_of=InstitutionId("mod"), sources=DOC
    )
    mission = beside(added(placed(), "institutions", academy), **where)
    assert bool(of_code(run_checks(mission), "COV-03")) is expected, reason


def test_an_overlap_that_hangs_on_what_nobody_wrote_down_says_so() -> None:
    """A planner who takes it for certain would quarrel with a partner for nothing."""
    sure = overlaps(beside(placed(), place="Capital"))
    assert [(one.certain, one.where) for one in sure] == [(True, Where(place="Capital"))]
    perhaps = overlaps(beside(placed()))
    assert [(one.certain, one.where) for one in perhaps] == [(False, None)]
    message = of_code(run_checks(beside(placed())), "COV-03")[0].message
    assert "whether at one place isn't known" in message
    nobody = of_code(run_checks(beside(placed(), institution=None, site=CAMP)), "COV-03")[0]
    assert "whether for the same institution isn't known" in nobody.message


def test_work_that_waits_stands_beside_others_from_the_day_on_which_it_may_begin() -> None:
    """Who is told of a quarrel a year too early no longer listens when it comes."""
    mission = beside(placed(), place="Capital")
    assert [one.window.start for one in overlaps(mission)] == [day("2021-03-01")]
    when = DateRange.exactly(day("2021-06-01"))
    waits = altered(mission, "conditions", "calm", met=None, when=when, belief=0.9)
    assert [one.window.start for one in overlaps(waits)] == [day("2021-06-15")], "with notice"
    assert overlaps(waits, day=day("2021-06-14")) == ()
    assert overlaps(waits, day=day("2021-06-15")) != ()
    unknown = altered(waits, "conditions", "calm", when=None)
    assert overlaps(unknown) == (), "nobody can say when, if ever"


def test_each_body_is_named_once_with_all_that_it_does() -> None:
    """Named once a work, two bodies read like five, and the sixth name hides the other one."""
    works = [theirs(f"theirs {number}", site=CAMP) for number in range(7)]
    message = of_code(run_checks(serving(*works)), "COV-03")[0].message
    assert message.count("the mission") == 1
    assert message.count("ally (") == 1
    assert "theirs 0, theirs 1" in message
    ended = [theirs(f"late {number}", window=days(None, "2021-05-31")) for number in range(2)]
    mission = added(left_bare(critical=True), "partner_activities", *ended)
    mission = added(mission, "effects", *(effect(one.id, "logistics") for one in ended))
    message = of_code(run_checks(mission), "COV-06")[0].message
    assert "(theirs, late 0 and late 1)" in message


def test_two_sites_in_one_province_are_two_places() -> None:
    mission = altered(placed(), "sites", "school", place="Capital")
    assert overlaps(beside(mission, site=SCHOOL)) == ()
    assert overlaps(beside(mission, place="Capital"))[0].certain


def test_what_one_body_does_twice_is_no_overlap() -> None:
    assert overlaps(serving(theirs("one"), theirs("two"))) != ()
    mission = serving(theirs("one", site=SCHOOL), theirs("two", site=SCHOOL))
    assert overlaps(mission) == ()


def test_an_overlap_lasts_as_long_as_two_are_there() -> None:
    early = theirs("early", site=SCHOOL, window=days(None, "2021-06-30"))
    late = theirs("late", "friend", site=SCHOOL, window=days("2021-05-10"))
    found = overlaps(serving(early, late))
    assert [one.window for one in found] == [days("2021-05-10", "2021-06-30")]
    assert found[0].bodies == ("ally", "friend")
    assert overlaps(serving(early, late), day=day("2021-05-10")) == found
    assert overlaps(serving(early, late), day=day("2021-05-09")) == ()


def test_of_the_mission_only_what_runs_covers_a_need_on_a_day() -> None:
    """Work that is only wanted would make a gap look closed."""
    before = covers(sound(), day("2021-03-01"))[0]
    assert (before.share, before.gap, before.parts) == (0, 2.0, ())
    assert before.waiting == ("advice",)
    planned = covers(sound(), day("2021-03-15"), good_plan())[0]
    assert (planned.share, planned.gap) == (0.5, 1.0)
    assert [one.body for one in planned.parts] == [OURS]


def test_work_that_is_paused_covers_nothing_that_day() -> None:
    """Else a school shut for months would look like help."""
    begun = altered(sound(), "activities", "advice", began=day("2020-06-01"), window=days())
    begun = altered(begun, "modes", "advice-camp", weeks=0)
    pause = Pause(
        id=PauseId("storm"),
        name="storm",
        cause=PauseCause.THREAT,
        sites=(CAMP,),
        window=days("2021-02-01", "2021-02-28"),
        sources=DOC,
    )
    mission = added(begun, "pauses", pause)
    shares = [
        covers(mission, day(one))[0].share for one in ("2021-01-31", "2021-02-01", "2021-03-01")
    ]
    assert shares == [0.5, 0, 0.5]
    beside_us = beside(mission, site=CAMP)
    assert overlaps(beside_us, day=day("2021-02-10")) == ()
    assert len(overlaps(beside_us, day=day("2021-03-10"))) == 1


def test_gaps_come_by_weight_times_what_is_left_open() -> None:
    mission = added(serving(theirs(), strength=0.9), "needs", need())
    found = covers(mission, AS_OF)
    assert [(one.need.id, round(one.gap, 9)) for one in found] == [
        ("logistics", 1.0),
        ("budgets", 0.2),
    ]


def test_each_body_is_told_what_it_meets_alone_and_what_it_adds() -> None:
    """Without it nobody could say what is lost when one of several goes."""
    mission = serving(theirs("one"), theirs("two"), theirs("other", "friend"), strength=0.5)
    found = covers(mission, AS_OF)[0]
    assert found.share == 0.875
    assert [(one.body, one.works, one.alone, one.adds) for one in found.parts] == [
        ("ally", ("one", "two"), 0.75, 0.375),
        ("friend", ("other",), 0.5, 0.125),
    ]


STRENGTHS = st.lists(
    st.tuples(st.sampled_from(["ally", "friend"]), st.floats(0, 1)), min_size=1, max_size=6
)


def served(strengths: list[tuple[str, float]]) -> Mission:
    works = [theirs(f"w{number}", partner) for number, (partner, _) in enumerate(strengths)]
    effects = (
        effect(one.id, strength=strength)
        for one, (_, strength) in zip(works, strengths, strict=True)
    )
    return added(with_work(*works), "effects", *effects)


@given(STRENGTHS)
def test_coverage_is_one_minus_what_each_leaves_and_no_body_adds_more_than_it_meets(
    strengths: list[tuple[str, float]],
) -> None:
    found = covers(served(strengths), AS_OF)[0]
    assert isclose(found.share, 1 - prod(1 - strength for _, strength in strengths), abs_tol=1e-9)
    assert isclose(found.gap, 2.0 * (1 - found.share), abs_tol=1e-9)
    for part in found.parts:
        assert -1e-12 <= part.adds <= part.alone + 1e-12
        assert part.alone <= found.share + 1e-12
    assert sum(part.adds for part in found.parts) <= found.share + 1e-9


@given(STRENGTHS, st.floats(0, 1))
def test_more_help_never_covers_less(strengths: list[tuple[str, float]], more: float) -> None:
    fewer = covers(served(strengths), AS_OF)[0].share
    assert covers(served([*strengths, ("friend", more)]), AS_OF)[0].share >= fewer - 1e-12


BARE = [
    (left_bare(critical=True), "COV-06", days("2021-06-01", "2021-12-26")),
    (left_bare(critical=False), "COV-07", days("2021-06-01", "2021-12-26")),
]


@pytest.mark.parametrize(("mission", "code", "window"), BARE)
def test_the_day_on_which_a_need_is_left_bare_is_told(
    mission: Mission, code: str, window: object
) -> None:
    found = of_code(run_checks(mission), code)
    assert [one.window for one in found] == [window]
    assert "From 2021-06-01 nobody serves" in found[0].message


def test_a_need_that_the_next_one_takes_over_is_not_bare() -> None:
    mission = left_bare(critical=True)
    after = theirs("after", "friend", window=days("2021-06-01"))
    mission = added(
        added(mission, "partner_activities", after), "effects", effect("after", "logistics")
    )
    assert of_code(run_checks(mission), "COV-06") == []


LEAVING = [(0.6, ["2021-09-01"], "likely to be gone"), (0.4, [], "likely to stay")]


@pytest.mark.parametrize(("belief", "starts", "reason"), LEAVING)
def test_a_partner_that_will_likely_leave_leaves_its_need_bare(
    belief: float, starts: list[str], reason: str
) -> None:
    mission = added(with_work(theirs()), "needs", need(critical=True))
    mission = added(mission, "effects", effect("theirs", "logistics"))
    leaves = DateRange.exactly(day("2021-09-01"))
    mission = altered(mission, "partners", "ally", leaves=leaves, leave_belief=belief)
    found = of_code(run_checks(mission), "COV-06")
    assert [str(one.window.start) for one in found if one.window] == starts, reason


def test_partners_that_state_what_they_serve_are_told_once() -> None:
    """The same pair as an overlap and as a field would be two findings for one matter."""
    assert len(of_code(run_checks(one_field()), "COV-04")) == 1
    mission = added(one_field(), "effects", effect("one"), effect("two"))
    assert of_code(run_checks(mission), "COV-04") == []
    assert len(of_code(run_checks(mission), "COV-03")) == 1


def test_nothing_is_said_of_places_while_one_of_our_own_is_unknown() -> None:
    assert of_code(run_checks(with_work(theirs(place="North"))), "COV-08") == []
    mission = added(placed(), "partner_activities", theirs(place="North"))
    assert "North (ally)" in of_code(run_checks(mission), "COV-08")[0].message


def test_five_thousand_rows_for_nobody_are_one_finding_and_take_no_time() -> None:
    """A humanitarian workbook mustn't drown what matters."""
    partners = [Partner(id=PartnerId(f"p{n}"), name=f"P{n}", sources=DOC) for n in range(100)]
    works = [
        PartnerActivity(
            id=PartnerActivityId(f"a{n}"),
            partner=PartnerId(f"p{n % 100}"),
            name=f"A{n}",
            sector=f"S{n % 11}",
            place=f"R{n % 17}",
            sources=DOC,
        )
        for n in range(5000)
    ]
    mission = added(added(sound(), "partners", *partners), "partner_activities", *works)
    found = run_checks(mission)
    assert calls(lambda: run_checks(mission)) < 320 * len(works)
    assert [one.code for one in found] == ["COV-05"]
    assert ": 5000 of 5000 (" in found[0].message
    served = added(mission, "effects", *(effect(one.id, strength=0.001) for one in works))
    found = run_checks(served)
    assert calls(lambda: run_checks(served)) < 2200 * len(works)
    assert len([one for one in found if one.code.startswith("COV")]) <= 3
