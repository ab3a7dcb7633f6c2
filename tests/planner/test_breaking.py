"""Breaking: a loss called deadly that isn't, or one that isn't named, misleads a commander."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from cadre.mission.activities import Option
from cadre.mission.asking import asked
from cadre.mission.authorities import AuthorityKind, Negotiation
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.edits import edited
from cadre.mission.enablers import EnablerKind
from cadre.mission.forces import CaveatKind
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ConditionId,
    DecisionId,
    EnablerId,
    NationId,
    NegotiationId,
    OptionId,
    PartnerId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Start
from cadre.mission.quantities import exact
from cadre.mission.rows import Row
from cadre.mission.weeks import DateRange
from cadre.planner.breaking import breaks, losses
from cadre.planner.solve import solve
from tests.oracle.planner import Oracle
from tests.planner.missions import (
    FROM,
    activity,
    authority,
    beds,
    caveat,
    day,
    effect,
    enabler,
    mission,
    mode,
    nation,
    pledge,
    post,
    random_mission,
    site,
    skill,
    span,
    support,
)


def guarded(**tables: Any) -> Mission:  # noqa: ANN401 - tables go through to the mission
    """One work of two advisers, guarded by a partner."""
    rows: dict[str, Any] = {
        "activities": (activity("a", enablers=(EnablerId("defence"),), min_fill=1.0),),
        "modes": (mode("a"),),
        "posts": (post("a", 2),),
        "pledges": (pledge(2, window=span(0, 5)), pledge(2, id="later", window=span(5, 20))),
        "skills": (skill("adviser"), skill("guard", "defence")),
        "partners": (Partner(id=PartnerId("coalition"), name="Coalition"),),
        "enablers": (enabler("defence", 0.5),),
        "supports": (support("defence", None),),
        "effects": (effect("a", 0.5),),
    }
    return mission(**(rows | tables))


def found(given: Mission, work: str = "a") -> dict[tuple[str, str], tuple[int, str]]:
    plan = solve(given, made_from=FROM, seconds=10).plan
    assert plan.start_of(ActivityId(work)) is not None
    return {
        (one.what, one.id): (one.week, one.rule) for one in breaks(given, plan, ActivityId(work))
    }


def test_talks_that_fail_keep_the_work_of_their_option_from_starting() -> None:
    """A commander who isn't told that all hangs on one table would look elsewhere."""
    option = OptionId("inside")
    talks = Negotiation(id=NegotiationId("talks"), name="Talks", earliest=day(0), weeks=exact(2))
    given = guarded(
        activities=(activity("a", option=option, min_fill=1.0),),
        options=(Option(id=option, name="Inside", negotiations=(talks.id,)),),
        negotiations=(talks,),
    )
    assert found(given)["negotiation", "talks"] == (2, "gates")


def test_each_thing_that_work_rests_on_alone_breaks_it_in_its_week() -> None:
    assert found(guarded()) == {
        ("site", "base"): (0, "site"),
        ("authority", "mandate"): (0, "law"),
        ("authority", "consent"): (0, "law"),
        ("authority", "status"): (0, "law"),
        ("partner", "coalition"): (0, "support"),
        ("support", "defence-base"): (0, "support"),
        ("nation", "CAN"): (0, "people"),
        ("pledge", "CAN-adviser"): (0, "people"),
        ("pledge", "later"): (5, "people"),
    }


def test_a_site_that_is_yet_to_open_is_wanted_as_a_site_and_not_as_law() -> None:
    """A staff that reads law looks for an authority, and all of them are there."""
    given = guarded()
    later = replace(given.sites[0], window=span(5, 20))
    assert found(replace(given, sites=(later,)))["site", "base"] == (5, "site")


def test_what_others_can_stand_in_for_breaks_nothing() -> None:
    spare = guarded(
        nations=(nation("CAN"), nation("DNK")),
        pledges=(pledge(2), pledge(2, "DNK")),
    )
    whats = {what for what, _ in found(spare)}
    assert whats == {"site", "authority", "partner", "support"}


def test_guards_of_its_own_stand_in_for_a_partner_who_leaves() -> None:
    own = guarded(pledges=(pledge(2), pledge(2, offers="guard")), bed_spaces=(beds(9),))
    assert ("partner", "coalition") not in found(own)
    full = replace(own, bed_spaces=(beds(2),))
    assert found(full)["partner", "coalition"][1] in ("beds", "support")


def test_a_decision_yet_to_be_taken_breaks_the_start() -> None:
    go = DecisionPoint(id=DecisionId("go"), name="go", body="B", meetings=(day(2),))
    work = activity("a", enablers=(EnablerId("defence"),), decisions=(go.id,))
    late = guarded(activities=(work,), decisions=(go,))
    assert found(late)["decision", "go"] == (2, "gates")


def test_law_and_conditions_that_others_rest_on_break_the_work_as_these_do() -> None:
    """Whoever looks at the consent alone doesn't see that it falls with the mandate."""
    mandate, consent, status = guarded().authorities
    whole = Condition(id=ConditionId("whole"), name="w", all_of=(ConditionId("part"),))
    part = Condition(id=ConditionId("part"), name="p", when=DateRange.exactly(day(2)))
    given = guarded(
        activities=(
            activity("a", cover=(AuthorityKind.CONSENT,), conditions=(whole.id,), min_fill=1.0),
        ),
        authorities=(mandate, replace(consent, rests_on=(mandate.id,)), status),
        conditions=(whole, part),
    )
    there = found(given)
    assert there["authority", "mandate"] == there["authority", "consent"] == (2, "law")
    assert there["condition", "part"] == there["condition", "whole"] == (2, "gates")
    assert ("authority", "status") not in there


def test_what_a_nation_needs_to_let_its_people_serve_breaks_the_work() -> None:
    """Its parliament's vote, and the partner who takes its people out when they are hurt."""
    vote = authority("national", id="vote", nations=(NationId("CAN"),))
    doctors = replace(enabler("doctors", 0.0), kind=EnablerKind.MEDICAL)
    given = guarded(
        activities=(activity("a", min_fill=1.0),),
        authorities=(*guarded().authorities, vote),
        enablers=(doctors,),
        supports=(support("doctors", None),),
        caveats=(caveat("CAN", CaveatKind.EVACUATION, partners=(PartnerId("coalition"),)),),
    )
    there = found(given)
    whence = (("authority", "vote"), ("partner", "coalition"), ("support", "doctors-base"))
    assert [there[one] for one in whence] == [(0, "people")] * 3


def test_a_lead_is_lost_with_the_people_by_whom_it_leads_though_others_fill_the_posts() -> None:
    """The plan seats nobody of the nation that leads: it speaks what is asked for no better."""
    given = guarded(
        nations=(nation("CAN"), nation("DNK")),
        modes=(mode("a", lead=NationId("DNK")),),
        posts=(post("a", 2, language="French"),),
        pledges=(pledge(2, languages=("French",)), pledge(1, "DNK")),
    )
    there = found(given)
    assert there["nation", "DNK"] == there["pledge", "DNK-adviser"] == (0, "lead")
    assert there["nation", "CAN"] == (0, "people")


def test_a_site_that_would_only_have_opened_is_lost_as_a_site() -> None:
    given = guarded(sites=(site("base", window=span(3, 20)),))
    assert found(given)["site", "base"] == (3, "site")


def test_what_breaks_the_work_that_it_makes_greater_breaks_it() -> None:
    """Its own people stay; those of the work beside which alone it runs don't."""
    given = guarded(
        activities=(activity("a"), activity("b", increment_of=ActivityId("a"))),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 2), post("b", 2, "guard")),
        pledges=(pledge(2, window=span(0, 5)), pledge(2, id="then"), pledge(2, offers="guard")),
        effects=(effect("a", 0.5), effect("b", 0.5)),
    )
    there = found(given, "b")
    assert there["pledge", "then"] == (5, "base")
    begun = replace(given.activities[0], began=day(-3))
    running = replace(given, activities=(begun, given.activities[1]))
    plan = solve(given, made_from=FROM, seconds=10).plan
    [loss] = [one for one in breaks(given, plan, ActivityId("b")) if one.id == "then"]
    assert loss.wants == "the work it makes greater"
    assert found(running, "b")["pledge", "then"] == (5, "base")


def test_what_cuts_the_work_before_it_short_breaks_nothing() -> None:
    """It has started by then: nothing that comes after it waits for its end."""
    given = guarded(
        activities=(activity("a"), activity("b", after=(ActivityId("a"),))),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 2), post("b", 2, "guard")),
        pledges=(pledge(2, window=span(0, 5)), pledge(2, id="then"), pledge(2, offers="guard")),
        effects=(effect("a", 0.5), effect("b", 0.5)),
    )
    there = found(given, "b")
    assert ("pledge", "then") not in there
    assert there["nation", "CAN"] == (0, "after")


def test_law_that_ends_too_soon_for_the_shortest_run_is_told_as_law_not_as_a_gate() -> None:
    long = replace(mode("a"), at_least=10)
    given = guarded(modes=(long,), pledges=(pledge(2),))
    law = given.authorities[0]
    brief = replace(law, id=AuthorityId("brief"), window=span(0, 5))
    later = replace(law, id=AuthorityId("later"), window=span(5, 20))
    lawful = replace(given, authorities=(brief, later, *given.authorities[1:]))
    assert found(lawful)["authority", "later"] == (0, "law")


def test_what_breaks_the_work_before_it_breaks_what_comes_after() -> None:
    first, second = activity("a"), activity("b", after=(ActivityId("a"),))
    given = guarded(
        activities=(first, second),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 2), post("b", 2, "guard")),
        pledges=(pledge(2), pledge(2, offers="guard")),
        effects=(effect("a", 0.5), effect("b", 0.5)),
    )
    gone = replace(given, authorities=given.authorities)
    there = found(gone, "b")
    assert there["pledge", "CAN-guard"] == (0, "people")
    assert there["pledge", "CAN-adviser"] == (0, "after")
    plan = solve(given, made_from=FROM).plan
    lost = edited(given, [asked(given, "pledge CAN-adviser withdrawn")])
    assert solve(lost, made_from=FROM).plan.start_of(ActivityId("b")) is None
    assert plan.start_of(ActivityId("b")) is not None


def test_work_that_runs_breaks_where_it_can_no_longer_go_on() -> None:
    given = guarded(activities=(activity("a", began=day(-4), enablers=(EnablerId("defence"),)),))
    there = found(given)
    assert there["pledge", "later"] == (5, "people")
    assert there["partner", "coalition"] == (0, "support")


@pytest.mark.parametrize("seed", range(40))
def test_a_loss_is_named_if_and_only_if_the_oracle_finds_no_way_to_run_as_planned(
    seed: int,
) -> None:
    """Beside running work alone; work that comes after other work hangs on that one's own run."""
    given = random_mission(seed)
    plan = solve(given, made_from=FROM, seed=seed, seconds=10).plan
    for start in plan.starts:
        if given.activity(start.activity).after:
            continue
        named = {one.text: one for one in breaks(given, plan, start.activity)}
        for text in {*(one.text for one in losses(given, plan, start)), *every_loss(given)}:
            assert (text in named) != runs_on(given, text, start)
        assert all(start.week <= one.week < start.end for one in named.values())


def every_loss(given: Mission) -> list[str]:
    """All that a mission may lose from its as-of day on, a thing at a time."""
    losses: dict[str, Sequence[Row]] = {
        "site {} closes": given.sites,
        "authority {} lapses": given.authorities,
        "partner {} leaves": given.partners,
        "support {} ends": given.supports,
        "nation {} leaves": given.nations,
        "pledge {} withdrawn": given.pledges,
    }
    dated = [(f"{form} {day(0)}", rows) for form, rows in losses.items()]
    gates: list[tuple[str, Sequence[Row]]] = [
        ("condition {} fails", [one for one in given.conditions if one.met is None]),
        ("decision {} fails", [one for one in given.decisions if one.taken is None]),
    ]
    return [form.format(row.id) for form, rows in (*dated, *gates) for row in rows]


def runs_on(given: Mission, text: str, start: Start) -> bool:
    """Whether the run as it was planned is possible beside running work once the loss is there."""
    then = edited(given, [asked(given, text)])
    oracle = Oracle(then)
    kept = oracle.continued()
    mine = [run for run in kept if run[0] == start.activity]
    if oracle.begun(then.activity(start.activity)):
        here = (start.site, start.week)
        return any(run[1:3] == here and run[3] >= start.end for run in mine)
    ways = [
        (run[0], run[1], run[2], start.end)
        for run in oracle.choices(then.activity(start.activity))
        if run is not None and run[1:3] == (start.site, start.week) and run[3] >= start.end
    ]
    return any(oracle.allowed([*kept, run]) for run in ways)


def test_what_begun_work_once_came_after_breaks_nothing() -> None:
    """`b` and `c` run already: neither that `c` never starts again, nor the circle, is a loss."""
    begun = (
        activity("b", began=day(-3), after=(ActivityId("c"),)),
        activity("c", began=day(-3), after=(ActivityId("b"), ActivityId("d"))),
    )
    given = guarded(
        activities=(activity("a", min_fill=1.0, after=(ActivityId("b"),)), *begun, activity("d")),
        modes=(mode("a"), mode("b"), mode("c")),
    )
    assert set(found(given)) == {
        *(("site", "base"), ("authority", "mandate"), ("authority", "consent")),
        *(("authority", "status"), ("nation", "CAN"), ("pledge", "CAN-adviser")),
        ("pledge", "later"),
    }
