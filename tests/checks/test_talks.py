"""Negotiations, options, conditions and decisions: what can be had, and from when."""

from dataclasses import replace

import pytest

from cadre.checks.catalogue import run_checks
from cadre.checks.option import rank_options
from cadre.mission.activities import Option
from cadre.mission.authorities import AuthorityState, Negotiation, RedLine
from cadre.mission.ids import ConditionId, NegotiationId, OptionId
from cadre.mission.quantities import exact
from cadre.mission.talks import clashes, earliest_fit, lasting
from cadre.mission.weeks import Window
from tests.checks.building import AS_OF, DOC, added, altered, day, days, of_code, sound
from tests.checks.talks import FIRST_OVER, hoped_for, line


def talks(
    key: str, first: str, weeks: float, load: int = 1, *, agreed: bool = False
) -> Negotiation:
    return Negotiation(
        id=NegotiationId(key),
        name=key,
        earliest=day(first),
        weeks=exact(weeks),
        load=load,
        agreed=agreed,
        sources=DOC,
    )


# Capacity 2; agreed talks of load 1 run from 4 January to 31 January, of load 2 from 1 March
# to 28 March.
FITS = [
    (talks("t", "2021-01-04", 4), "2021-01-04", "beside a load of one"),
    (talks("t", "2021-01-04", 4, 2), "2021-02-01", "after the talks that end on 31 January"),
    (talks("t", "2021-01-04", 9), "2021-03-29", "too long to be done before 1 March"),
    (talks("t", "2021-02-01", 4, 2), "2021-02-01", "just between the two"),
    (talks("t", "2021-02-02", 4, 2), "2021-03-29", "a day too late for that"),
    (talks("t", "2021-03-29", 4, 2), "2021-03-29", "the day after the last"),
    (talks("t", "2021-01-04", 1, 3), None, "more than the host can carry at all"),
]


@pytest.mark.parametrize(("negotiation", "expected", "reason"), FITS)
def test_talks_begin_on_the_first_day_on_which_the_host_can_carry_them(
    negotiation: Negotiation, expected: str | None, reason: str
) -> None:
    one, two = talks("a", "2021-01-04", 4, 1), talks("b", "2021-03-01", 4, 2)
    taken = [(lasting(one, one.earliest), one), (lasting(two, two.earliest), two)]
    found = earliest_fit(2, taken, negotiation)
    assert found == (day(expected) if expected else None), reason
    assert earliest_fit(0, taken, negotiation) == negotiation.earliest, "0 is no limit"


CLASHES = [
    ((line("host", "a"), line("mission", "b")), ["immunity"], "nothing in common"),
    ((line("host", "a", "b"), line("mission", "b", "c")), [], "one thing in common"),
    ((line("host", "a"), line("mission", "b", point="ceiling")), [], "two different points"),
    ((line("host", "a"), line("mission")), [], "a side that states nothing is unknown"),
    ((line("host", "a"),), [], "one side alone"),
    ((line("host", "a"), line("host", "b")), [], "one side at odds with itself alone"),
    (
        (line("host", "a", "b"), line("mission", "b", "c"), line("USA", "a", "c")),
        ["immunity"],
        "each two could agree, all three can't",
    ),
]


@pytest.mark.parametrize(("lines", "points", "reason"), CLASHES)
def test_sides_clash_only_where_what_they_accept_has_nothing_in_common(
    lines: tuple[RedLine, ...], points: list[str], reason: str
) -> None:
    mission = sound(red_lines=lines)
    assert [one for one, _ in clashes(mission, NegotiationId("talks"))] == points, reason


def option(key: str, preference: int, *needs: str, by: str | None = None) -> Option:
    return Option(
        id=OptionId(key),
        name=key,
        preference=preference,
        negotiations=tuple(NegotiationId(one) for one in needs),
        by=day(by) if by else None,
        sources=DOC,
    )


def test_options_are_ranked_feasible_first_and_say_from_when_they_could_be_had() -> None:
    mission = sound(
        negotiations=(
            talks("agreed", "2021-01-04", 10, 2, agreed=True),
            talks("short", "2021-01-04", 4),
            talks("long", "2021-01-04", 30),
            replace(talks("talks", "2021-01-04", 4)),
        ),
        red_lines=(line("host", "a"), line("mission", "b")),
        options=(
            option("nothing", 3),
            option("best", 1, "long", by="2021-06-30"),
            option("impossible", 2, "talks"),
            option("middle", 2, "short", by="2021-04-12"),
            option("unranked", 0),
        ),
    )
    found = rank_options(mission)
    names = [one.option.id for one in found]
    assert names == ["middle", "nothing", "unranked", "best", "impossible"]
    assert [one.rank for one in found] == [1, 2, 3, 4, 5]
    by_name = {one.option.id: one for one in found}
    # Ten agreed weeks from 4 January end on 14 March; four more on 11 April.
    assert by_name[OptionId("middle")].earliest == day("2021-04-12")
    assert by_name[OptionId("best")].earliest == day("2021-10-11")
    assert by_name[OptionId("best")].begins == day("2021-03-15")
    assert "2021-10-11" in by_name[OptionId("best")].reasons[0]
    assert "capacity" in by_name[OptionId("best")].reasons[0], "that is what puts it off"
    assert by_name[OptionId("nothing")].begins is None
    assert by_name[OptionId("impossible")].earliest is None
    assert "immunity" in by_name[OptionId("impossible")].reasons[0]
    told = of_code(run_checks(mission), "OPT-01")
    assert [one.about for one in told] == ["best", "impossible"]


def test_talks_of_one_option_share_the_hosts_capacity_and_those_of_another_do_not() -> None:
    mission = sound(
        negotiations=(talks("a", "2021-01-04", 4, 2), talks("b", "2021-01-04", 4, 2)),
        options=(option("both", 1, "a", "b"), option("one", 2, "b")),
    )
    both, one = rank_options(mission)
    assert both.earliest == day("2021-03-01")
    assert one.earliest == day("2021-02-01")


def test_agreed_talks_that_an_option_needs_take_the_hosts_capacity_once() -> None:
    mission = sound(
        negotiations=(talks("a", "2021-01-04", 4, agreed=True), talks("b", "2021-01-04", 4)),
        options=(option("both", 1, "a", "b"),),
    )
    [both] = rank_options(mission)
    assert both.earliest == day("2021-02-01"), "side by side they fill a capacity of 2"


def test_an_option_whose_authority_is_refused_is_not_feasible() -> None:
    mission = altered(sound(), "authorities", "status", state=AuthorityState.REFUSED)
    assert not rank_options(mission)[0].feasible
    assert rank_options(sound())[0].feasible


def test_a_condition_made_of_one_without_a_date_says_which() -> None:
    mission = altered(sound(), "conditions", "calm", met=None)
    whole = replace(
        mission.conditions[0],
        id=ConditionId("whole"),
        name="All is well",
        all_of=(ConditionId("calm"),),
    )
    found = of_code(run_checks(added(mission, "conditions", whole)), "DEC-01")
    assert [one.about for one in found] == ["calm", "whole"]
    assert "It is calm" in found[1].message


MEETINGS = [
    (("2021-06-15",), None, False, "work may start whenever it is decided"),
    (("2021-06-15",), "2021-06-29", False, "two weeks of notice just fit"),
    (("2021-06-15",), "2021-06-28", True, "they don't fit"),
    (("2020-12-15",), None, True, "the last meeting is over"),
    (("2021-01-04",), None, False, "it meets on the as-of day"),
    ((), None, True, "no meeting is known"),
]


@pytest.mark.parametrize(("meetings", "latest", "expected", "reason"), MEETINGS)
def test_a_decision_needs_a_meeting_that_is_early_enough(
    meetings: tuple[str, ...], latest: str | None, expected: bool, reason: str
) -> None:
    when = tuple(day(one) for one in meetings)
    mission = altered(sound(), "decisions", "approval", taken=None, meetings=when)
    mission = altered(mission, "activities", "advice", latest_start=day(latest) if latest else None)
    assert bool(of_code(run_checks(mission), "DEC-04")) is expected, reason


def test_work_that_can_no_longer_start_is_told_once_and_asked_for_nothing_more() -> None:
    mission = altered(sound(), "activities", "advice", window=days("2020-09-01"))
    mission = altered(mission, "authorities", "consent", state=AuthorityState.PROPOSED)
    for latest, code in (("2021-01-04", "CON-02"), ("2021-01-03", "DEC-07")):
        late = altered(mission, "activities", "advice", latest_start=day(latest))
        assert [one.code for one in run_checks(late) if one.about == "advice"] == [code]


def test_consent_that_plans_count_on_is_not_told_as_one_that_forbids_the_order() -> None:
    """Or a check says not to order what the plan of the same dossier says can be ordered."""
    expected = altered(sound(), "authorities", "consent", state=AuthorityState.EXPECTED, belief=0.9)
    [found] = of_code(run_checks(expected), "CON-02")
    assert "Plans count on it, as on all that is believed at 0.8 or more" in found.message
    assert "don't order" not in found.remedy
    hoped = altered(sound(), "authorities", "consent", state=AuthorityState.EXPECTED, belief=0.7)
    [found] = of_code(run_checks(hoped), "CON-02")
    assert "Plans count" not in found.message
    assert "don't order it" in found.remedy


def test_consent_that_waits_is_told_as_not_startable_and_consent_refused_as_missing() -> None:
    waits = altered(sound(), "authorities", "consent", state=AuthorityState.PROPOSED, belief=0.3)
    found = of_code(run_checks(waits), "CON-02")
    assert [(one.about, one.window) for one in found] == [("advice", days("2021-03-01"))]
    assert "Not startable today" in found[0].message
    assert "0.3" in found[0].message
    refused = altered(sound(), "authorities", "consent", state=AuthorityState.REFUSED)
    found = of_code(run_checks(refused), "CON-01")
    assert [one.about for one in found] == ["advice", "hq"]
    assert found[1].window == days(str(AS_OF))


def test_talks_dont_begin_before_the_day_on_which_they_are_thought_of() -> None:
    negotiation = sound().negotiations[0]
    assert earliest_fit(0, (), negotiation) == negotiation.earliest
    assert earliest_fit(2, (), negotiation, day("2021-03-01")) == day("2021-03-01")
    late = replace(sound(), profile=replace(sound().profile, as_of=day("2021-04-05")))
    [standing] = rank_options(late)
    assert standing.begins == day("2021-04-05"), "nobody can begin them in January any more"


def test_talks_that_cant_succeed_are_named_though_no_option_leans_on_them() -> None:
    mission = hoped_for(line("host", "none"), line("mission", "full"))
    assert mission.options == ()
    [found] = of_code(run_checks(mission), "NEG-03")
    assert (found.about, found.related) == ("talks", ("host-immunity", "mission-immunity"))
    assert "can't succeed on immunity" in found.message
    [hope] = of_code(run_checks(mission), "NEG-04")
    assert (hope.about, hope.related[0]) == ("next", "talks")
    assert set(hope.related[1:]) == {"host-immunity", "mission-immunity"}, "who may not see why"


def test_a_hope_that_has_other_talks_is_not_in_vain() -> None:
    mission = hoped_for(line("host", "none"), line("mission", "full"))
    other = replace(mission.negotiations[0], id=NegotiationId("other"))
    assert not of_code(run_checks(added(mission, "negotiations", other)), "NEG-04")


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (days("2021-02-07"), [("next", Window(day("2021-02-07"), FIRST_OVER))]),
        (days("2021-02-08"), []),  # on the first day on which the talks are over
        (days("2021-06-01"), []),
    ],
)
def test_an_authority_planned_before_its_talks_can_end_is_told_to_the_day(
    window: Window, found: list[tuple[str, Window]]
) -> None:
    told = of_code(run_checks(hoped_for(window=window)), "NEG-05")
    assert [(one.about, one.window) for one in told] == found


def test_an_authority_in_force_needs_its_talks_no_more() -> None:
    mission = hoped_for(state=AuthorityState.IN_FORCE, window=days("2021-01-05"))
    assert not of_code(run_checks(mission), "NEG-05")
