"""Lacks: who is missing is told by rank and language, with who offers such, and what bars them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cadre.checks.plan import judge
from cadre.desk.marks import mark_of_part
from cadre.mission.authorities import AuthorityState
from cadre.mission.findings import Severity
from cadre.mission.forces import Caveat, CaveatKind, Pledge, Post
from cadre.mission.giving import giver
from cadre.mission.ids import ActivityId, PledgeId, PostId, SiteId
from cadre.mission.markings import Classification, Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import LeftOut
from cadre.planner.explain import explain
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.works import Run
from cadre.planner.written import written
from tests.planner.judged import planned, runs
from tests.planner.missions import (
    FROM,
    activity,
    authority,
    caveat,
    day,
    effect,
    enabler,
    mission,
    mode,
    nation,
    pledge,
    post,
    skill,
    span,
    support,
)

SIX = tuple(nation(key) for key in ("CAN", "DNK", "ESP", "FRA", "ITA", "POL"))


def asking(people: int, rank: str = "", language: str = "") -> Post:
    key = PostId(f"a{rank}{language}")
    return replace(post("a", people, rank=rank, language=language), id=key)


def of(people: int, nation_: str, languages: tuple[str, ...] = (), *ranks: str) -> Pledge:
    return pledge(people, nation_, id=nation_, languages=languages, ranks=ranks)


def work(posts: tuple[Post, ...], *pledges: Pledge, **tables: Any) -> Mission:  # noqa: ANN401
    rows: dict[str, Any] = {
        "activities": (activity("a", min_fill=1.0),),
        "modes": (mode("a"),),
        "posts": posts,
        "pledges": pledges,
        "effects": (effect("a", 0.5),),
        "nations": SIX,
    }
    return mission(**(rows | tables))


def out(given: Mission) -> LeftOut:
    [left] = planned(given).plan.left_out
    return left


OF5 = asking(1, "OF-5", "French")
ANY = asking(4)


def test_who_is_missing_is_told_as_the_post_asks_and_offered_by_those_who_fit_alone() -> None:
    given = work((ANY, OF5), of(4, "CAN"), of(5, "DNK", ("German",)))
    left = out(given)
    assert left.reason.startswith("a can't start: 1 person of adviser (OF-5, French) is missing")
    assert left.unlock.startswith("Add 1 person of adviser (OF-5, French) at")
    assert left.unlock.endswith(" No nation offers such people.")


def test_people_as_told_let_the_work_in() -> None:
    given = work((ANY, OF5), of(4, "CAN"), of(5, "DNK", ("German",)))
    them = replace(of(1, "CAN", ("French",), "OF-5"), id=PledgeId("more"), nation=giver().id)
    more = replace(given, pledges=(*given.pledges, them), nations=(*SIX, giver()))
    assert runs(planned(more)) == {"a": (0, 12)}


def test_a_nation_offers_only_what_it_has() -> None:
    few = asking(3, "OF-5", "French")
    given = work(
        (few,),
        of(1, "CAN", ("french ",)),
        of(1, "DNK", ("French",), "OF-4", "of 5"),
        of(9, "ESP", ("French",), "OF-4"),
        of(9, "FRA", ("German",), "OF-5"),
    )
    left = out(given)
    assert "1 person of adviser (OF-5, French) is missing" in left.reason
    assert left.unlock.endswith(" Offers of such people come from CAN and DNK.")


@pytest.mark.parametrize("posts", [(ANY, OF5), (OF5, ANY)])
def test_no_rank_or_language_is_told_where_anybody_would_do(posts: tuple[Post, ...]) -> None:
    # Who speaks French is there, and so is missed among the others only.
    left = out(work(posts, of(3, "CAN"), of(1, "DNK", ("French",), "OF-5")))
    assert "1 person of adviser is missing" in left.reason
    assert left.unlock.endswith(" Offers of such people come from CAN and DNK.")


def test_people_of_several_trades_are_told_apart() -> None:
    posts = (asking(4), asking(2, "OF-5"), asking(1, "", "French"))
    left = out(work(posts, of(1, "CAN", (), "OF-2")))
    assert "6 people of adviser (3 of any; 1 French; 2 OF-5) are missing" in left.reason


def test_a_caveat_that_keeps_all_who_are_offered_away_is_named() -> None:
    bar = caveat("DNK", CaveatKind.LOCATION_DENY, sites=(SiteId("base"),))
    given = work((ANY,), of(9, "DNK"), caveats=(bar,))
    left = out(given)
    assert left.unlock.endswith(
        "Add 4 people of adviser at Base from 1 March 2021: it then fits, everything else as "
        f"planned. DNK offers such people, whom its caveat '{bar.statement}' keeps away."
    )
    assert left.blockers == ("adviser", bar.id)


def test_a_caveat_that_lets_people_serve_in_some_such_week_keeps_nobody_away() -> None:
    bar = caveat("DNK", CaveatKind.LOCATION_DENY, sites=(SiteId("base"),), window=span(0, 6))
    left = out(work((ANY,), of(2, "DNK"), caveats=(bar,)))
    assert left.unlock.endswith(" Offers of such people come from DNK.")
    assert left.blockers == ("adviser",)


def test_who_is_free_and_who_is_barred_are_told_apart() -> None:
    bars = (
        caveat("DNK", CaveatKind.MONEY_ONLY),
        caveat("FRA", CaveatKind.HEADCOUNT_CAP, people=1),
        caveat("CAN", CaveatKind.TOUR_MAX, weeks=26),
    )
    left = out(work((ANY,), of(1, "CAN"), of(3, "DNK"), of(3, "FRA"), caveats=bars))
    assert "2 people of adviser are missing" in left.reason
    assert " Offers of such people come from CAN. DNK offers such people, whom its" in left.unlock
    assert left.blockers == ("adviser", bars[0].id, bars[1].id)


@pytest.mark.parametrize(
    ("bars", "told"),
    [
        ((), "its own law ('vote') keeps"),
        ((caveat("DNK", CaveatKind.MONEY_ONLY),), "its caveat 'DNK: money only' and its own law"),
    ],
)
def test_people_whom_their_own_law_never_lets_serve_are_not_told_as_free(
    bars: tuple[Caveat, ...], told: str
) -> None:
    vote = authority("national", id="vote", nations=("DNK",), state=AuthorityState.REFUSED)
    laws = (*(authority(kind) for kind in ("mandate", "consent", "status")), vote)
    left = out(work((ANY,), of(4, "DNK"), authorities=laws, caveats=bars))
    assert f" DNK offers such people, whom {told}" in left.unlock
    assert left.blockers == ("adviser", *(one.id for one in bars), "vote")


def test_a_caveat_that_comes_later_is_named_where_work_stops_for_it() -> None:
    bar = caveat("CAN", CaveatKind.OUT_OF_COUNTRY, window=span(8, 20))
    left = out(work((ANY,), of(4, "CAN"), caveats=(bar,)))
    assert left.reason.startswith("a stops on 26 April 2021: 4 people of adviser are missing")
    assert left.unlock.endswith(f"whom its caveat '{bar.statement}' keeps away.")


def test_work_that_would_only_fit_when_the_plan_ends_is_told_with_how_long_that_is() -> None:
    """Else a staff asks for one person who gives the work no more than its last three weeks."""
    late = pledge(2, "CAN", id="late", window=span(9, 90))
    given = work((ANY,), of(1, "CAN"), late, modes=(mode("a", at_least=6),))
    left = out(given)
    assert left.reason.startswith("a can't start: 1 person of adviser is missing")
    assert ": it then fits for the last 3 weeks of the plan, everything" in left.unlock
    soon = out(work((ANY,), of(1, "CAN"), modes=(mode("a", at_least=6),)))
    assert soon.reason.startswith("a can't start and run for 6 weeks: 3 people of adviser")
    assert ": it then fits, everything" in soon.unlock


def test_work_that_could_go_on_is_told_to_which_day_within_the_horizon() -> None:
    problem = Problem.of(work((ANY,), of(4, "CAN")))
    search = Search(problem, Staff(problem), Objective(problem.mission))
    [left] = explain(search, {0: Run(0, 0, 5)})
    assert left.reason.startswith("a stops on 5 April 2021: going on to 23 May 2021 would fit, but")


def test_work_that_stops_early_is_told_though_no_time_is_left_to_look_into_it() -> None:
    """Else running work ends in a plan without a word, and the checks call it an error."""
    begun = activity("a", min_fill=1.0, began=day(-2))
    given = work(
        (ANY,),
        pledge(4, "CAN", window=span(-9, 5)),
        activities=(begun,),
        modes=(mode("a", weeks=10),),
    )
    problem = Problem.of(given)
    search = Search(problem, Staff(problem), Objective(given))
    plan = written(search, search.continued, FROM, lambda: True)
    [left] = plan.left_out
    assert left.reason == "Why a stops on 5 April 2021 wasn't looked into: time was over."
    assert [one.code for one in judge(given, plan).findings if one.severity is Severity.ERROR] == []


def test_whoever_has_a_skill_of_the_kind_offers_brought_support() -> None:
    given = work(
        (ANY,),
        of(4, "CAN"),
        pledge(1, "DNK", "guard"),
        pledge(1, "ESP", "sentry"),
        activities=(activity("a", enablers=("defence",), min_fill=1.0),),
        skills=(skill("adviser"), skill("guard", "defence"), skill("sentry", "defence")),
        enablers=(enabler("defence", 0.0, fixed=5),),
        supports=(support("defence", 1),),
    )
    left = out(given)
    assert left.rule == "support"
    assert "2 people for defence are missing" in left.reason
    assert left.unlock.endswith(" Offers of such people come from DNK and ESP.")


def test_a_reason_that_names_a_caveat_is_marked_as_strictly_as_it_is() -> None:
    secret = Marking(Classification.SECRET)
    bar = replace(caveat("DNK", CaveatKind.MONEY_ONLY), marking=secret)
    given = work((ANY,), of(9, "DNK"), caveats=(bar,))
    assert mark_of_part(given, out(given)) == secret
    freely = replace(given, pledges=(of(1, "DNK"), of(1, "CAN")), caveats=())
    assert mark_of_part(freely, out(freely)) != secret


def test_what_is_ruled_out_and_lacks_people_too_is_told_with_both() -> None:
    """That another work is chosen alone reads as if leaving that out would bring it back."""
    given = mission(
        activities=(activity("a", excludes=(ActivityId("b"),), min_fill=1.0), activity("b")),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 9), post("b", 3)),
        pledges=(pledge(8),),
        effects=(effect("a", 0.5), effect("b", 0.1)),
    )
    [left] = planned(given).plan.left_out
    assert left.reason.startswith("b is chosen, which rules a out. Even without b: a can't start: ")
    assert "1 person" in left.reason
    assert left.unlock.startswith("Leave out b: it would go with 1 person")
    assert left.blockers == ("b", "adviser")
