"""Unlocking: changes that don't unlock, or more than are needed, cost a staff its credit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from cadre.mission.activities import Option
from cadre.mission.asking import asked
from cadre.mission.authorities import Negotiation
from cadre.mission.edits import edited
from cadre.mission.forces import Caveat, CaveatKind
from cadre.mission.ids import (
    ActivityId,
    CaveatId,
    EnablerId,
    NationId,
    NegotiationId,
    OptionId,
    PostId,
)
from cadre.mission.plans import Plan
from cadre.mission.quantities import exact
from cadre.planner.carrying import carried
from cadre.planner.clash import clash, searching
from cadre.planner.in_force import InForce
from cadre.planner.letting_in import let_in
from cadre.planner.search import Search
from cadre.planner.solve import solve
from cadre.planner.stand import Stand
from cadre.planner.unlocking import Question, alone, in_the_way, unlocking
from cadre.planner.works import Run, Runs
from tests.planner.missions import (
    FROM,
    MONDAY,
    activity,
    beds,
    day,
    effect,
    enabler,
    mode,
    nation,
    pledge,
    post,
    random_mission,
    skill,
    span,
    support,
)
from tests.planner.unlocks import CASES, asked_of, work_of


@pytest.mark.parametrize("case", CASES)
def test_the_rule_in_the_way_is_named_and_the_change_that_lets_it_in(case: str) -> None:
    given, rules, texts = CASES[case]
    question = asked_of(given)
    assert question.plan.start_of(ActivityId("a")) is None
    assert in_the_way(question) == rules
    assert unlocking(question) == texts


def test_a_lead_whose_own_law_is_paused_is_told_alike_wherever_it_is_told() -> None:
    """One answer said that the lead has nobody there, another that a pause halts the work."""
    given, rules, _ = CASES["a pause of the own law of the nation that leads"]
    question = asked_of(given)
    [left] = question.plan.left_out
    assert (left.rule, left.blockers) == ("paused", ("halt",))
    assert "halted at Base by 'halt'" in left.reason
    found = clash(given, [ActivityId("a")])
    assert found is not None
    assert found.rules == in_the_way(question) == rules
    assert alone(question) == found


def test_people_whom_a_pause_of_their_own_law_keeps_at_home_are_told_with_that_pause() -> None:
    """Else a staff is told to ask for people whom a nation has offered already."""
    given, rules, _ = CASES["a pause of the own law of a nation that sends people"]
    question = asked_of(given)
    [left] = question.plan.left_out
    assert (left.rule, left.blockers) == ("posts", ("adviser", "halt"))
    assert left.unlock.endswith(
        " Offers of such people come from CAN. DNK offers such people, whom the pause 'halt' of "
        "its own law keeps away."
    )
    found = clash(given, [ActivityId("a")])
    assert found is not None
    assert found.rules == in_the_way(question) == rules
    assert alone(question) == found


def planned_with(question: Question, texts: Sequence[str], *wanted: ActivityId) -> Plan:
    """The plan that a search from the one in force ends with, the what-ifs being true."""
    force = InForce(question.mission, question.plan)
    then = question.with_texts(texts)
    return force.after(then, made_from=FROM, seconds=10, wanted=wanted).result.plan


@pytest.mark.parametrize("case", CASES)
def test_planning_again_with_the_change_brings_the_work_in(case: str) -> None:
    given, _, texts = CASES[case]
    question = asked_of(given)
    assert planned_with(question, texts).start_of(ActivityId("a")) is not None


def test_one_person_or_bed_less_than_is_told_is_not_enough() -> None:
    given = work_of(pledges=(), bed_spaces=(beds(1),))
    question = asked_of(given)
    texts = unlocking(question)
    assert texts == ("people adviser +2", "beds base +1")
    assert not question.fits(question.with_texts(["people adviser +1", "beds base +1"]))
    assert not question.fits(question.with_texts(["people adviser +2"]))


def test_people_for_all_running_work_that_goes_on_before_it_are_told_with_its_own() -> None:
    """Of a mission that loses its support nothing was said to let new work in."""
    running = tuple(f"r{number}" for number in range(12))
    given = work_of(
        activities=(
            activity("a", window=span(6, 12)),
            *(activity(r, began=day(-9)) for r in running),
        ),
        modes=tuple(map(mode, ("a", *running))),
        posts=tuple(post(key, 2) for key in ("a", *running)),
        pledges=(pledge(24, window=span(0, 4)),),
    )
    assert unlocking(asked_of(given)) == ("people adviser +13",)


def test_work_that_has_a_place_needs_nothing() -> None:
    given = work_of(posts=(post("a", 4),), effects=())
    dear = replace(given.profile.weights, footprint=9.0, early=0.0)
    question = asked_of(replace(given, profile=replace(given.profile, weights=dear)))
    assert question.plan.starts == ()
    assert unlocking(question) == ()


def test_a_rival_is_named_as_what_to_leave_out() -> None:
    given = work_of(
        activities=(activity("a", excludes=(ActivityId("b"),)), activity("b")),
        modes=(mode("a"), mode("b")),
        effects=(effect("a", 0.2), effect("b", 0.9)),
    )
    assert unlocking(asked_of(given)) == ("activity b dropped",)


@pytest.mark.parametrize(
    ("b", "c"),
    [
        ({"required": True}, {}),
        ({}, {"required": True, "after": (ActivityId("b"),)}),
    ],
    ids=["itself", "for what comes after it"],
)
def test_a_rival_that_every_plan_must_hold_is_not_offered_for_leaving_out(
    b: dict[str, Any], c: dict[str, Any]
) -> None:
    given = work_of(
        activities=(
            activity("a", excludes=(ActivityId("b"),)),
            activity("b", **b),
            activity("c", **c),
        ),
        modes=(mode("a"), mode("b"), mode("c")),
        effects=(effect("a", 0.9), effect("b", 0.2)),
    )
    question = asked_of(given)
    assert question.plan.start_of(ActivityId("b")) is not None
    assert unlocking(question) is None
    [left] = question.plan.left_out
    assert (left.rule, left.blockers) == ("exclusion", ("b",))
    assert "every plan must hold" in left.reason
    assert left.unlock.startswith("Have the dossier require")


def test_what_it_comes_after_is_unlocked_with_it() -> None:
    given = work_of(
        activities=(activity("a", after=(ActivityId("b"),)), activity("b")),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 2, "trainer")),
        skills=(skill("adviser"), skill("trainer")),
    )
    assert unlocking(asked_of(given)) == ("people trainer +1",)


def test_support_that_can_be_brought_is_asked_for_in_people() -> None:
    given = work_of(
        activities=(activity("a", enablers=(EnablerId("defence"),)),),
        skills=(skill("adviser"), skill("guard", "defence")),
        enablers=(enabler("defence", 0.5),),
        supports=(support("defence", 0),),
    )
    assert unlocking(asked_of(given)) == ("people guard +2",)


@pytest.mark.parametrize("seed", [*range(40), 493, 541, 1030, 1194, 1250, 1814])
def test_every_change_named_is_needed_and_all_of_them_are_enough(seed: int) -> None:
    question = asked_of(random_mission(seed))
    left = {one.activity for one in question.plan.left_out}
    for key in sorted(left - {one.activity for one in question.plan.starts}):
        about = replace(question, activity=key)
        texts = unlocking(about)
        if texts is None:
            assert in_the_way(about) or not about.fits(about.mission)
            continue
        assert planned_with(about, texts, key).start_of(key) is not None
        for number, text in enumerate(texts):
            rest = [*texts[:number], *texts[number + 1 :]]
            assert not about.fits(about.with_texts(rest))
            for fewer in one_fewer(text):
                assert not about.fits(about.with_texts([*rest, fewer]))


def one_fewer(text: str) -> list[str]:
    """The same what-if with one less; nothing when it has no number, or only one."""
    found = re.search(r"\+(\d+)", text)
    if found is None or found[1] == "1":
        return []
    return [text.replace(found[0], f"+{int(found[1]) - 1}")]


def test_a_base_that_ends_too_soon_is_asked_to_run_for_longer() -> None:
    given = work_of(
        activities=(activity("a", increment_of=ActivityId("b")), activity("b")),
        modes=(mode("a", weeks=8), mode("b", weeks=5)),
        posts=(post("a", 2), post("b", 2)),
        effects=(effect("a", 0.4), effect("b", 0.6)),
    )
    question = asked_of(given)
    assert question.plan.start_of(ActivityId("b")) is not None
    assert in_the_way(question) == ("increment",)
    texts = unlocking(question)
    assert texts == ("activity b runs 8 weeks",)
    assert planned_with(question, texts).start_of(ActivityId("a")) is not None


def test_the_host_is_told_how_much_it_would_have_to_carry() -> None:
    talks = [
        Negotiation(id=NegotiationId(key), name=key, earliest=MONDAY, weeks=exact(2))
        for key in ("s", "t")
    ]
    given = work_of(
        activities=tuple(
            activity(key, option=OptionId(key), latest_start=day(3)) for key in ("a", "b")
        ),
        modes=(mode("a"), mode("b")),
        effects=(effect("a", 0.2), effect("b", 0.9)),
        options=tuple(
            Option(id=OptionId(key), name=key, negotiations=(talk.id,))
            for key, talk in zip(("a", "b"), talks, strict=True)
        ),
        negotiations=tuple(talks),
    )
    given = replace(given, profile=replace(given.profile, negotiating_capacity=1))
    question = asked_of(given)
    assert [one.activity for one in question.plan.starts] == ["b"]
    assert unlocking(question) == ("negotiating capacity 2",)
    assert not question.fits(question.with_texts(["negotiating capacity 1"]))


def test_work_longer_than_the_plan_is_let_in_by_nothing_and_could_be_in_no_plan() -> None:
    question = asked_of(work_of(modes=(mode("a", weeks=13),)))
    assert (in_the_way(question), unlocking(question)) == ((), None)
    why = alone(question)
    assert why is not None
    assert why.said == "a can't be in a plan: no way to run it within the plan is stated."


def test_posts_of_a_language_are_unlocked_by_people_who_speak_it() -> None:
    """Whoever finds an adviser more, of any tongue, would find the work still shut."""
    given = work_of(posts=(replace(post("a", 2), language="Arabic"),))
    assert unlocking(asked_of(given)) == ("people for a-adviser +1",)


def test_a_rank_is_named_only_for_as_many_as_need_it() -> None:
    """Five are missing; two of them must be of a rank that nobody who is pledged has."""
    chief = replace(post("a", 2, rank="OF-5"), id=PostId("chief"))
    given = work_of(posts=(post("a", 4), chief), pledges=(replace(pledge(1), ranks=("OF-3",)),))
    given = replace(given, activities=(activity("a", min_fill=1.0),))
    question = asked_of(given)
    texts = unlocking(question)
    assert texts == ("people for a-adviser +3", "people for chief +2")
    fewer = ["people for a-adviser +4", "people for chief +1"]
    assert not question.fits(question.with_texts(fewer))


def test_people_who_free_one_of_a_rank_for_the_work_need_not_have_it() -> None:
    """Else a colonel is asked for where a captain would do."""
    chief = replace(post("a", 1, rank="OF-5"), id=PostId("chief"))
    given = work_of(
        activities=(activity("a", min_fill=1.0), activity("b", min_fill=1.0)),
        modes=(mode("a"), mode("b")),
        posts=(chief, post("b", 2)),
        pledges=(replace(pledge(2), ranks=("OF-5",)),),
        effects=(effect("a", 0.1), effect("b", 0.9)),
    )
    question = asked_of(given)
    assert [one.activity for one in question.plan.starts] == ["b"]
    assert unlocking(question) == ("people adviser +1",)


def test_people_added_by_nobody_in_particular_lead_nothing() -> None:
    """Else the question ends in an error: nobody can be told to have them lead."""
    paying = Caveat(
        id=CaveatId("pays"), nation=NationId("DNK"), kind=CaveatKind.MONEY_ONLY, statement="Pays."
    )
    given = work_of(
        activities=(activity("a", after=(ActivityId("b"),)), activity("b")),
        modes=(mode("a", lead=NationId("DNK")), mode("b")),
        posts=(post("a", 4), post("b", 4)),
        nations=(nation("DNK"),),
        pledges=(pledge(4, "DNK"),),
        caveats=(paying,),
    )
    assert unlocking(asked_of(given, "b")) == ("people adviser +2",)
    assert unlocking(asked_of(given)) is None


def test_the_plan_with_the_work_in_it_keeps_all_else_in_its_place() -> None:
    given = work_of(
        activities=(activity("a"), activity("b")),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 4)),
        pledges=(pledge(4),),
        effects=(effect("a", 0.2), effect("b", 0.9)),
        bed_spaces=(beds(4),),
    )
    question = asked_of(given)
    texts = unlocking(question)
    assert texts is not None
    found = let_in(question, texts, FROM)
    assert found is not None
    before = question.plan.start_of(ActivityId("b"))
    assert before is not None
    assert found.result.plan.start_of(ActivityId("b")) == before
    assert found.result.plan.start_of(ActivityId("a")) is not None


def test_people_whom_running_work_would_take_to_go_on_are_asked_for_on_top() -> None:
    """Else whoever finds the one person asked for loses other work that was planned."""
    given = work_of(
        activities=tuple(
            activity(key, began=began, min_fill=1.0)
            for key, began in (("a", None), ("b", None), ("c", day(-2)))
        ),
        modes=(mode("a"), mode("b"), mode("c")),
        posts=(post("a", 1), post("b", 3), post("c", 4)),
        pledges=(
            pledge(4, id="first", window=span(0, 5)),
            pledge(3, id="then", window=span(5, 12)),
        ),
        effects=(effect("a", 0.2), effect("b", 0.3), effect("c", 0.5)),
    )
    plan = solve(given, made_from=FROM, seconds=10).plan
    plan = replace(plan, starts=tuple(one for one in plan.starts if one.activity != "a"))
    question = Question(given, plan, ActivityId("a"))
    assert {one.activity: one.week for one in plan.starts} == {"c": 0, "b": 5}
    texts = unlocking(question)
    assert texts == ("people adviser +4",)
    assert not question.fits(question.with_texts(["people adviser +3"]))
    found = let_in(question, texts, FROM)
    assert found is not None
    weeks = {one.activity: (one.week, one.end) for one in found.result.plan.starts}
    assert weeks == {"a": (0, 5), "b": (5, 12), "c": (0, 12)}


def test_the_work_in_question_goes_before_other_work_that_the_same_change_would_let_in() -> None:
    """`c`, worth more, would take the place of `a`: nothing would then be told to let `a` in."""
    others = (ActivityId("b"), ActivityId("c"))
    given = work_of(
        activities=(
            activity("a", excludes=others),
            activity("b"),
            activity("c", excludes=(ActivityId("b"),)),
        ),
        modes=(mode("a"), mode("b"), mode("c")),
        effects=(effect("a", 0.2), effect("b", 0.9), effect("c", 0.5)),
    )
    question = asked_of(given)
    texts = unlocking(question)
    assert texts == ("activity b dropped",)
    found = let_in(question, texts, FROM)
    assert found is not None
    assert [str(start.activity) for start in found.result.plan.starts] == ["a"]
    assert not found.chosen


def best_run(search: Search, work: int, runs: Runs) -> tuple[float, Run] | None:
    """The run that adds most to a plan, of all that fit beside it; None when none fits."""
    gains = search.gains(work, search.objective.left(search.spans(runs)))
    tracks = search.problem.tracks
    found = (
        search.most(work, tracks[run.track], run.week, [run.end], gains)
        for run in search.fitting(work, runs)
    )
    return max(found, key=lambda one: (round(one[0], 6), -one[1].week), default=None)


@pytest.mark.parametrize("seed", range(40))
def test_the_laid_out_plan_answers_what_the_plain_search_answers(seed: int) -> None:
    """People counted by compiled kernels and by the search's own rules must be the same."""
    given = random_mission(seed)
    plan = solve(given, made_from=FROM, seconds=10).plan
    search = searching(given)
    stand = Stand(search, {**search.continued, **carried(search.problem, plan)})
    for work in search.problem.works:
        if work.index not in stand.runs and not work.begun:
            plain = best_run(search, work.index, stand.runs)
            quick = stand.best_run(work.index)
            assert (plain is None) == (quick is None)
            if plain is not None and quick is not None:
                assert quick[1] == plain[1]
                assert quick[0] == pytest.approx(plain[0])


def test_what_a_what_if_shut_out_is_let_in_by_taking_that_back() -> None:
    """Rows that a what-if brings are called by its text, which was no id that a text may name."""
    before = work_of()
    text = "activity a dropped"
    given = edited(before, [asked(before, text)])
    assert unlocking(asked_of(given)) == (f"red-line {text} dropped",)


def test_work_that_every_plan_must_hold_is_chosen_once_it_has_a_place() -> None:
    """It was told not to be, since other work has the people first; the what-if then chose it."""
    given = work_of(
        activities=(
            activity("a", required=True, after=(ActivityId("z"),)),
            activity("z"),
            activity("b"),
        ),
        modes=(mode("a"), mode("b"), mode("z")),
        posts=(post("a", 4), post("b", 4), post("z", 4)),
        pledges=(),
        effects=(effect("a", 0.5), effect("b", 0.4)),
    )
    question = asked_of(given)
    texts = unlocking(question)
    assert texts == ("people adviser +4",)
    found = let_in(question, texts, FROM)
    assert found is not None
    assert found.chosen
    assert {one.activity for one in found.result.plan.starts} == {"a", "z"}
