"""What is told, chosen and assumed: a ceiling told as a plan was the news of a whole week."""

from dataclasses import replace

import pytest

from cadre.checks import scenario
from cadre.checks.catalogue import run_checks
from cadre.mission.communications import Told
from cadre.mission.enacting import SUBJECTS, enacted
from cadre.mission.ids import ActivityId, ChangeId, ClaimId, DecisionId, OptionId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.rows import Citation
from cadre.mission.scenarios import Change, ShockKind
from cadre.mission.sources import FigureKind, Qualifier
from cadre.mission.verbs import Verb
from tests.checks.building import (
    DOC,
    added,
    altered,
    announcement,
    day,
    days,
    good_plan,
    of_code,
    sound,
)
from tests.checks.choices import (
    alone,
    bare_hedge,
    ceiling_as_plan,
    early_news,
    empty_option,
    future,
    hit,
    option,
    told,
    undecided,
)


def codes(mission: Mission) -> list[str]:
    found = [one.code for one in run_checks(mission)]
    return [code for code in found if code[:3] in ("COM", "OPT", "ASM")]


TAKEN = [
    ("2021-01-05", False, "the day before"),
    ("2021-01-06", False, "the day itself"),
    ("2021-01-07", True, "the day after"),
]


@pytest.mark.parametrize(("taken", "expected", "reason"), TAKEN)
def test_the_public_hears_of_a_decision_on_its_day_at_the_earliest(
    taken: str, expected: bool, reason: str
) -> None:
    mission = altered(early_news(), "decisions", "approval", taken=day(taken))
    assert ("COM-04" in codes(mission)) is expected, reason


def test_news_planned_for_after_the_meeting_is_in_order() -> None:
    later = altered(undecided(), "announcements", "to-public", day=day("2021-06-15"))
    assert codes(later) == []
    never = altered(later, "decisions", "approval", meetings=())
    assert "no day" in of_code(run_checks(never), "COM-04")[0].message


@pytest.mark.parametrize("who", [Told.HOST, Told.ALLIES, Told.PARLIAMENT])
def test_who_is_asked_may_hear_of_a_decision_before_it_is_taken(who: Told) -> None:
    mission = altered(undecided(), "announcements", "to-public", decision=None)
    asked = announcement("ask", who, "2021-01-05", decision=DecisionId("approval"))
    assert codes(added(mission, "announcements", asked)) == []


@pytest.mark.parametrize("who", [Told.ALLIES, Told.PARLIAMENT])
def test_allies_and_parliaments_may_hear_on_the_day_of_the_public_and_no_later(who: Told) -> None:
    assert codes(told(who, "2021-01-06")) == []
    assert codes(told(who, "2021-01-07")) == ["COM-05"]
    twice = announcement("again", who, "2021-01-06")
    assert codes(added(told(who, "2021-01-07"), "announcements", twice)) == []


def test_a_ceiling_told_as_a_ceiling_may_be_told() -> None:
    assert codes(ceiling_as_plan()) == ["COM-06"]
    for kind in (FigureKind.CEILING, FigureKind.AUTHORISED, None):
        assert codes(altered(ceiling_as_plan(), "announcements", "to-public", kind=kind)) == []


def test_a_ceiling_told_bare_as_a_plan_is_one_finding_and_not_two() -> None:
    bare = altered(ceiling_as_plan(), "announcements", "to-public", conditions_told=False)
    assert codes(bare) == ["COM-06"]
    assert "its conditions aren't told" in of_code(run_checks(bare), "COM-06")[0].message
    unnoted = altered(bare, "announcements", "to-public", kind=None)
    assert codes(unnoted) == ["COM-02"]


HEDGED = [
    (Qualifier.UP_TO, Qualifier.EXACTLY, True, "up to 10 is told as 10"),
    (Qualifier.UP_TO, Qualifier.FEWER_THAN, False, "both are at most"),
    (Qualifier.UP_TO, Qualifier.AT_LEAST, True, "turned round"),
    (Qualifier.ABOUT, Qualifier.NEARLY, False, "both are rough"),
    (Qualifier.ABOUT, Qualifier.EXACTLY, True, "a rough figure is told as exact"),
    (Qualifier.EXACTLY, Qualifier.ABOUT, False, "an exact figure may be rounded"),
    (Qualifier.EXACTLY, Qualifier.UP_TO, True, "a figure in place isn't a ceiling"),
    (Qualifier.UP_TO, None, False, "nobody noted how it was told"),
]


@pytest.mark.parametrize(("claimed", "said", "expected", "reason"), HEDGED)
def test_a_figure_keeps_the_hedge_of_its_source(
    claimed: Qualifier, said: Qualifier | None, expected: bool, reason: str
) -> None:
    mission = altered(bare_hedge(), "claims", "c1", qualifier=claimed)
    mission = altered(mission, "announcements", "to-public", qualifier=said)
    assert ("COM-07" in codes(mission)) is expected, reason


def test_a_hedge_without_a_claim_or_a_figure_is_nobody_s_fault() -> None:
    for fields in ({"claim": None}, {"people": None}):
        assert codes(altered(bare_hedge(), "announcements", "to-public", **fields)) == []
    assert bare_hedge().announcements[1].claim == ClaimId("c1")


def test_those_who_may_object_hear_of_work_before_it_starts() -> None:
    work = {"activity": ActivityId("advice")}
    mission = told(Told.PARLIAMENT, "2021-01-06", **work)
    assert codes(mission) == []
    late = told(Told.HOST, "2021-03-08", **work)
    assert codes(late) == [], "nobody has planned it yet"
    found = of_code(run_checks(late, good_plan()), "COM-08")
    assert [one.window for one in found] == [days("2021-03-08", "2021-03-08")]
    early = told(Told.HOST, "2021-03-07", **work)
    assert not of_code(run_checks(early, good_plan()), "COM-08")
    public = told(Told.PUBLIC, "2021-03-08", **work)
    assert not of_code(run_checks(public, good_plan()), "COM-08")


def test_work_stated_to_begin_later_starts_when_its_plan_says() -> None:
    """Who is told weeks before a planned start would be said to be told after it."""
    later = told(Told.HOST, "2021-02-10", activity=ActivityId("advice"))
    later = altered(later, "activities", "advice", began=day("2021-02-08"))
    assert of_code(run_checks(later), "COM-08"), "without a plan it may start as stated"
    assert not of_code(run_checks(later, good_plan()), "COM-08"), "planned from 2021-03-08 on"
    idle = replace(good_plan(), starts=good_plan().starts[:1])
    assert not of_code(run_checks(later, idle), "COM-08"), "the plan doesn't start it"


def test_an_option_without_work_is_found_only_where_options_hold_work() -> None:
    assert codes(empty_option()) == ["OPT-02"]
    talked = altered(empty_option(), "activities", "advice", option=None)
    assert codes(talked) == [], "this dossier weighs talks alone"


def test_options_that_nobody_ranks_are_not_liked_equally() -> None:
    mission = altered(sound(), "options", "grow", preference=0)
    assert codes(added(mission, "options", option("also"))) == []
    ranked = added(sound(), "options", option("also", preference=2))
    assert codes(ranked) == []
    assert ranked.options[1].id == OptionId("also")


def test_an_assumption_that_bears_load_and_may_fail_wants_one_of_two_actions() -> None:
    bare = altered(sound(), "assumptions", "a1", hedging="")
    assert codes(bare) == ["ASM-01"]
    for fields in ({"shaping": "Ask."}, {"vulnerable": False}, {"load_bearing": False}):
        assert codes(altered(bare, "assumptions", "a1", **fields)) == []


def test_an_assumption_is_used_when_any_row_or_assumption_cites_it() -> None:
    assert codes(alone()) == ["ASM-02"]
    by_another = altered(alone(), "assumptions", "a1", sources=(Citation("a2"),))
    assert codes(by_another) == []
    by_a_row = altered(alone(), "sites", "school", sources=(*DOC, Citation("a2")))
    assert codes(by_a_row) == []
    light = altered(alone(), "assumptions", "a2", load_bearing=False)
    assert codes(light) == [], "what it stood behind may have been superseded"


def futures(mission: Mission) -> list[str]:
    return [one.code for one in run_checks(mission) if one.code.startswith("SCE")]


PLAYED = [
    (Verb.PROVIDER_LEAVES, "ally", []),
    (Verb.PROVIDER_LEAVES, "camp", ["SCE-01"]),
    (Verb.PLEDGE_WITHDRAWN, "b-adviser", []),
    (Verb.AUTHORITY_LAPSES, "consent", []),
    (Verb.AUTHORITY_GRANTED, "talks", ["SCE-01"]),
    (Verb.DECISION_TAKEN, "approval", []),
    (Verb.SITE_CLOSES, "school", []),
    (Verb.PAUSED, "consent", []),
    (Verb.PAUSED, "camp", []),
    (Verb.PAUSED, "advice", []),
    (Verb.PAUSED, "ally", ["SCE-01"]),
    (Verb.CONDITION_MET, "nothing", ["SCE-01"]),
]


@pytest.mark.parametrize(("kind", "subject", "expected"), PLAYED)
def test_a_change_needs_a_subject_of_its_kind(
    kind: Verb, subject: str, expected: list[str]
) -> None:
    assert futures(future(kind, subject)) == expected


def test_a_change_without_a_first_day_can_not_be_played() -> None:
    assert futures(future(Verb.SITE_CLOSES, "camp", None)) == ["SCE-01"]


def test_an_authority_can_not_be_granted_once_its_own_time_is_over() -> None:
    granted = future(Verb.AUTHORITY_GRANTED, "consent")
    assert futures(granted) == []
    over = altered(granted, "authorities", "consent", window=days("2021-01-01", "2021-05-31"))
    assert futures(over) == ["SCE-01"]


def test_a_future_is_empty_only_if_nothing_in_it_differs() -> None:
    same = future(Verb.CONDITION_MET, "calm", "2020-12-01")
    assert futures(same) == ["SCE-02"]
    assert futures(replace(same, changes=())) == ["SCE-02"]
    more = replace(same.changes[0], id=ChangeId("more"), window=days("2020-12-02"))
    assert futures(added(same, "changes", more)) == []


def test_scenarios_are_played_once_for_all_that_is_asked_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of two rules played them all, which takes long where there are many."""
    played: list[Change] = []

    def noted(then: Mission, change: Change) -> Mission:
        played.append(change)
        return enacted(then, change)

    monkeypatch.setattr(scenario, "enacted", noted)
    mission = future(Verb.CONDITION_MET, "calm", "2020-12-02")
    assert futures(mission) == []
    assert played == [*mission.changes]


def test_every_kind_of_change_is_judged() -> None:
    assert set(Verb) - set(SUBJECTS) == {Verb.ACTIVITY_MUST, Verb.CAPACITY}


SHOCKS = [
    (ShockKind.CONSENT, {"again": 0.4}, ["SCE-03"], "a suspension comes in waves"),
    (ShockKind.CONSENT, {"again_weeks": 2}, ["SCE-03"], "weeks between suspensions of a wave"),
    (ShockKind.CONSENT, {"worsens": 0.4, "return_weeks": 9}, [], "what is meant for consent"),
    (ShockKind.CONSENT, {"worsens": 0.6, "for_good": 0.5}, ["SCE-04"], "more than all"),
    (ShockKind.CONSENT, {"worsens": 0.5, "for_good": 0.5}, [], "all, and no more"),
    (ShockKind.ATTACK, {"again": 0.9, "again_weeks": 2}, [], "what is meant for attacks"),
    (ShockKind.ATTACK, {"again": 1}, ["SCE-04"], "a wave without an end"),
    (ShockKind.PANDEMIC, {"worsens": 0.1}, ["SCE-03"], "a disease that withdraws consent"),
    (ShockKind.ATTACK, {"return_weeks": 9}, ["SCE-03"], "a return from no withdrawal"),
]


@pytest.mark.parametrize(("kind", "figures", "expected", "reason"), SHOCKS)
def test_a_shock_has_the_figures_of_its_kind_and_shares_that_can_be(
    kind: ShockKind, figures: dict[str, float], expected: list[str], reason: str
) -> None:
    of = hit(kind, **{name: exact(value) for name, value in figures.items()})
    assert futures(of) == expected, reason
