"""Triggers: a rule that can't fire, or that runs away, is worse than none."""

from dataclasses import replace

import pytest

from cadre.checks.catalogue import run_checks
from cadre.mission.activities import Mode
from cadre.mission.authorities import AuthorityKind, AuthorityState
from cadre.mission.forces import Rung
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ChangeId,
    CourseId,
    ModeId,
    OptionId,
    PartnerActivityId,
    PartnerId,
    ScenarioId,
    SiteId,
    SubjectId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import PartnerActivity
from cadre.mission.plans import Plan
from cadre.mission.scenarios import Change
from cadre.mission.training import Course
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.mission.verbs import Verb
from tests.checks.building import (
    DOC,
    added,
    altered,
    authority,
    day,
    days,
    good_plan,
    of_code,
    pledge,
    serve,
    sound,
    start,
    support,
)
from tests.checks.choices import empty_option
from tests.checks.supports import with_mode
from tests.checks.triggers import GONE, trigger

LOST, MET = Signal.AUTHORITY_LOST, Signal.CONDITION_MET
STOPPED, WEAK = Signal.WORK_STOPPED, Signal.STRENGTH_BELOW
EMPTY, FEW = Signal.FILL_BELOW, Signal.GRADUATES_BELOW
GOES, SHUT = Signal.PROVIDER_GONE, Signal.SITE_CLOSED
STOP_HQ = (Action.STOP, "hq")


def told(mission: Mission, *triggers: Trigger) -> list[str]:
    """The codes of TRI that a mission breaks with these triggers."""
    found = run_checks(added(mission, "triggers", *triggers))
    return [one.code for one in found if one.code.startswith("TRI")]


def said(mission: Mission, code: str, *triggers: Trigger) -> str:
    return of_code(run_checks(added(mission, "triggers", *triggers)), code)[0].message


def unmet() -> Mission:
    return altered(sound(), "conditions", "calm", met=None, when=None, belief=0.5)


SOUND = [
    GONE,
    trigger("t", (LOST, "consent"), STOP_HQ),
    trigger("t", (SHUT, "camp"), STOP_HQ),
    trigger("t", (STOPPED, "hq"), (Action.START, "hq")),
    trigger("t", (STOPPED, "hq"), (Action.CALL, "b-adviser")),
    trigger("t", (WEAK, None), STOP_HQ, below=5),
    trigger("t", (EMPTY, "hq"), STOP_HQ, below=0.5),
    trigger("t", (EMPTY, None), STOP_HQ, below=0.5),
    trigger("t", (GOES, "ally"), (Action.START, "advice")),
    trigger("t", (GOES, "ally"), (Action.SWITCH, "grow")),
    trigger("t", (LOST, "consent"), (Action.PAUSE, "hq"), times=0),
    trigger("t", (WEAK, None), (Action.PAUSE, "hq"), below=5, times=0),
]


@pytest.mark.parametrize("rule", SOUND, ids=lambda one: f"{one.signal.value}, {one.action.value}")
def test_a_rule_in_order_is_silent(rule: Trigger) -> None:
    assert told(sound(), rule) == []


ODD = [
    ((GOES, "camp"), STOP_HQ, "a site isn't a provider"),
    ((GOES, None), STOP_HQ, "of nobody"),
    ((WEAK, "hq"), STOP_HQ, "the strength is of the whole force"),
    ((FEW, "hq"), STOP_HQ, "work isn't a programme"),
    ((GOES, "ally"), (Action.MOVE, "hq"), "work isn't a way to run it"),
    ((GOES, "ally"), (Action.CALL, "AAA"), "a nation isn't a pledge"),
    ((GOES, "ally"), (Action.PAUSE, "camp"), "a site can't pause, only its work"),
]


@pytest.mark.parametrize(("seen", "ordered", "reason"), ODD)
def test_what_a_signal_can_not_watch_or_an_action_move_is_found_alone(
    seen: tuple[Signal, str | None], ordered: tuple[Action, str], reason: str
) -> None:
    assert set(told(sound(), trigger("t", seen, ordered))) == {"TRI-01"}, reason


def test_a_level_must_be_one_that_can_be_missed() -> None:
    for signal, subject, below, word in (
        (WEAK, None, None, "no level"),
        (WEAK, None, 0, "nothing is ever below 0"),
        (EMPTY, "hq", 1.5, "a share"),
        (EMPTY, "hq", 0, "nothing is ever below 0"),
    ):
        rule = trigger("t", (signal, subject), STOP_HQ, below=below)
        assert word in said(sound(), "TRI-02", rule)


def test_fill_needs_posts_and_graduates_need_a_course() -> None:
    bare = replace(sound(), posts=sound().posts[1:])
    assert "asks for no posts" in said(
        bare, "TRI-02", trigger("t", (EMPTY, "hq"), STOP_HQ, below=1)
    )
    few = trigger("t", (FEW, "advice"), STOP_HQ, below=100)
    assert "no course" in said(sound(), "TRI-02", few)
    course = Course(
        id=CourseId("c"), activity=ActivityId("advice"), name="c", weeks=4, seats=20, sources=DOC
    )
    assert told(added(sound(), "courses", course), few) == []


def test_what_is_gone_already_or_bears_on_nothing_can_not_set_a_rule_off() -> None:
    refused = altered(sound(), "authorities", "status", state=AuthorityState.REFUSED)
    assert "refused" in said(refused, "TRI-02", trigger("t", (LOST, "status"), STOP_HQ))
    past = added(
        sound(),
        "authorities",
        authority("old", AuthorityKind.CONSENT, window=days("2019-01-01", "2020-12-31")),
        authority("far", AuthorityKind.CONSENT, sites=(SiteId("school"),)),
    )
    assert "ended" in said(past, "TRI-02", trigger("t", (LOST, "old"), STOP_HQ))
    assert "no work needs" in said(past, "TRI-02", trigger("t", (LOST, "far"), STOP_HQ))
    assert "met since" in said(sound(), "TRI-02", trigger("t", (MET, "calm"), STOP_HQ))
    assert told(unmet(), trigger("t", (MET, "calm"), STOP_HQ)) == []
    idle = replace(sound(), supports=(support("by-friend", "friend"),))
    assert "neither lends" in said(idle, "TRI-02", GONE)
    assert "no work" in said(sound(), "TRI-02", trigger("t", (SHUT, "school"), STOP_HQ))
    shut = altered(sound(), "sites", "school", window=days(None, "2020-12-31"))
    assert "closed already" in said(shut, "TRI-02", trigger("t", (SHUT, "school"), STOP_HQ))
    over = altered(sound(), "activities", "advice", latest_start=day("2020-12-31"))
    assert "is over" in said(over, "TRI-02", trigger("t", (STOPPED, "advice"), STOP_HQ))


def test_a_partner_of_whom_nobody_thinks_that_it_leaves_can_not_set_a_rule_off() -> None:
    assert told(sound(), GONE) == []
    for fields in ({"leave_belief": 0.0}, {"leaves": None}):
        stays = altered(sound(), "partners", "ally", **fields)
        assert "nobody believes that ally leaves" in said(stays, "TRI-02", GONE)
        leaves = Change(
            id=ChangeId("c"),
            scenario=ScenarioId("s"),
            kind=Verb.PROVIDER_LEAVES,
            subject=SubjectId("ally"),
            window=days("2021-05-03", None),
        )
        assert told(added(stays, "changes", leaves), GONE) == [], "a scenario has it leave"
        other = replace(leaves, subject=SubjectId("friend"))
        assert told(added(stays, "changes", other), GONE) == ["TRI-02"]


def called(plan: Plan | None, seen: tuple[Signal, str | None] = (WEAK, None)) -> list[str]:
    """What TRI-04 says of a rule that calls more advisers."""
    more = pledge("c-adviser", "BBB", "adviser", 4)
    rule = trigger("t", seen, (Action.CALL, "c-adviser"), below=0.9)
    mission = added(added(sound(), "pledges", more), "triggers", rule)
    return [one.message for one in of_code(run_checks(mission, plan), "TRI-04")]


def test_a_call_of_people_for_whom_the_plan_has_nothing_to_do_is_in_vain() -> None:
    [message] = called(good_plan())
    assert "the plan leaves no post of advisers open" in message
    assert called(None) == [], "without a plan nobody knows"
    unstarted = good_plan(starts=(start("hq", 0, 51),))
    assert len(called(unstarted)) == 1, "what isn't in the plan asks for nobody"


@pytest.mark.parametrize(("week", "weeks", "people"), [(9, 12, 7), (9, 11, 8), (10, 11, 8)])
def test_a_call_for_posts_that_stand_open_in_a_week_is_in_order(
    week: int, weeks: int, people: int
) -> None:
    staff = serve("a-staff", "hq", "hq-staff", 0, 51, 10)
    some = serve("b-adviser", "advice", "advice-adviser", week, weeks, people)
    assert called(good_plan(assignments=(staff, some))) == []


def test_a_call_of_people_in_the_plan_or_for_those_who_stay_away_is_in_order() -> None:
    assert called(good_plan(), (EMPTY, "advice")) == []
    assert called(good_plan(), (EMPTY, None)) == []
    mine = serve("c-adviser", "advice", "advice-adviser", 9, 12, 4)
    plan = good_plan()
    assert called(replace(plan, assignments=(*plan.assignments, mine))) == []


def test_a_call_of_people_who_bring_support_that_work_needs_is_in_order() -> None:
    guards = added(sound(), "pledges", pledge("c-guard", "BBB", "guard", 4))
    rule = trigger("t", (WEAK, None), (Action.CALL, "c-guard"), below=5)
    assert any("guarding" in one.enablers for one in guards.activities)
    assert of_code(run_checks(added(guards, "triggers", rule), good_plan()), "TRI-04") == []


def test_a_signal_longer_than_the_horizon_never_comes() -> None:
    assert told(sound(), replace(GONE, weeks=51)) == []
    assert told(sound(), replace(GONE, weeks=52)) == ["TRI-02"]


def test_a_rule_that_stops_what_it_watches_sets_itself_off() -> None:
    assert "TRI-03" in told(sound(), trigger("t", (STOPPED, "hq"), STOP_HQ))
    again = trigger("t", (WEAK, None), STOP_HQ, below=5, times=0)
    assert told(sound(), again) == ["TRI-03"], "each stop makes the force weaker"
    assert told(sound(), replace(again, times=1)) == [], "it acts but once"


def test_a_ring_of_rules_is_found_once_with_all_that_are_in_it() -> None:
    ring = (
        trigger("a", (STOPPED, "advice"), STOP_HQ),
        trigger("b", (WEAK, None), (Action.STOP, "advice"), below=5),
    )
    found = of_code(run_checks(added(sound(), "triggers", *ring)), "TRI-03")
    assert [(one.about, one.related) for one in found] == [("a", ("b",))]
    assert told(sound(), ring[0]) == []


def test_a_pause_at_the_standstill_that_it_brings_about_never_ends() -> None:
    alone = trigger("t", (STOPPED, "hq"), (Action.PAUSE, "hq"))
    assert told(sound(), alone) == ["TRI-06"]
    assert "keeps up its own signal, so it never ends" in said(sound(), "TRI-06", alone)
    pair = (
        trigger("a", (STOPPED, "advice"), (Action.PAUSE, "hq")),
        trigger("b", (STOPPED, "hq"), (Action.PAUSE, "advice")),
    )
    assert told(sound(), *pair) == ["TRI-06"], "a pair is one finding"
    assert "through 'The rule b'" in said(sound(), "TRI-06", *pair)
    assert told(sound(), pair[0]) == [], "what the other rule watches comes back by itself"


def test_a_pause_that_a_stop_answers_runs_through_both_but_ends() -> None:
    rules = (
        trigger("a", (STOPPED, "advice"), (Action.PAUSE, "hq")),
        trigger("b", (STOPPED, "hq"), (Action.STOP, "advice")),
    )
    assert told(sound(), *rules) == ["TRI-03"]


def test_a_pause_and_a_start_of_the_same_work_at_one_signal_are_opposed() -> None:
    rules = (
        trigger("a", (GOES, "ally"), (Action.PAUSE, "advice")),
        trigger("b", (GOES, "ally"), (Action.START, "advice")),
    )
    assert "TRI-05" in told(sound(), *rules)


def test_giving_up_an_option_stops_its_work() -> None:
    mission = empty_option()
    mission = added(mission, "activities", replace(mission.activities[1], id=ActivityId("other")))
    mission = altered(mission, "activities", "other", option=OptionId("shrink"))
    mission = added(
        mission,
        "modes",
        Mode(id=ModeId("m"), activity=ActivityId("other"), site=SiteId("camp"), sources=DOC),
    )
    rules = (
        trigger("a", (STOPPED, "advice"), (Action.SWITCH, "shrink")),
        trigger("b", (STOPPED, "other"), (Action.SWITCH, "grow")),
    )
    assert "TRI-03" in told(mission, *rules)


def reason(mission: Mission, seen: tuple[Signal, str | None], ordered: tuple[Action, str]) -> str:
    return said(mission, "TRI-04", trigger("t", seen, ordered))


def test_work_that_runs_is_over_or_has_no_place_can_not_be_started() -> None:
    gone, start = (GOES, "ally"), (Action.START, "advice")
    assert "runs already" in reason(sound(), gone, (Action.START, "hq"))
    over = altered(sound(), "activities", "advice", latest_start=day("2020-12-31"))
    assert "is over" in reason(over, gone, start)
    rival = altered(sound(), "activities", "advice", excludes=(ActivityId("hq"),))
    assert "headquarters" in reason(rival, gone, start)
    shut = altered(sound(), "sites", "camp", window=days(None, "2021-02-28"))
    assert "closed" in reason(shut, gone, start)
    lawless = altered(sound(), "authorities", "consent", sites=(SiteId("school"),))
    assert "no consent" in reason(lawless, gone, start)
    nowhere = replace(sound(), modes=sound().modes[:1])
    assert "no way to run" in reason(nowhere, gone, start)


def test_a_move_must_lead_to_where_what_is_lost_is_not_needed() -> None:
    mission = with_mode(sound(), "hq")
    move, stay = (Action.MOVE, "hq-school"), (Action.MOVE, "hq-camp")
    assert told(mission, trigger("t", (GOES, "ally"), move)) == []
    assert "very site" in reason(mission, (SHUT, "camp"), stay)
    assert "already" in reason(mission, (GOES, "ally"), stay)
    assert "without what is lost" in reason(mission, (LOST, "consent"), move)
    second = added(
        mission,
        "authorities",
        authority("theirs", AuthorityKind.CONSENT, sites=(SiteId("school"),)),
    )
    assert told(second, trigger("t", (LOST, "consent"), move)) == []
    resting = altered(second, "authorities", "theirs", rests_on=(AuthorityId("consent"),))
    assert "no consent" in reason(resting, (LOST, "consent"), move)
    leaning = added(mission, "supports", support("there", "ally", site=SiteId("school")))
    assert "same provider" in reason(leaning, (GOES, "ally"), move)


def test_going_back_to_where_the_work_was_is_in_order_if_another_rule_moves_it_off() -> None:
    mission = with_mode(sound(), "hq")
    mission = added(
        mission,
        "authorities",
        authority("theirs", AuthorityKind.CONSENT, sites=(SiteId("school"),)),
    )
    away = trigger("away", (LOST, "consent"), (Action.MOVE, "hq-school"))
    back = trigger("back", (GOES, "ally"), (Action.MOVE, "hq-camp"))
    assert told(mission, away, back) == []


def test_a_pledge_that_is_there_is_over_or_comes_too_late_can_not_be_called() -> None:
    call = (Action.CALL, "more")
    for fields, word in (
        ({"rung": Rung.ARRIVED}, "arrived already"),
        ({"window": days(None, "2020-12-31")}, "ended"),
        ({"notice_weeks": 60}, "can't come before"),
        ({"window": days("2021-01-01", "2021-02-28"), "notice_weeks": 8}, "can't come before"),
    ):
        mission = added(sound(), "pledges", pledge("more", "BBB", "staff", 2, **fields))
        assert word in reason(mission, (GOES, "ally"), call)


def test_an_option_out_of_reach_or_without_work_can_not_be_switched_to() -> None:
    late = altered(sound(), "options", "grow", by=day("2021-01-12"))
    assert "can't be had" in reason(late, (GOES, "ally"), (Action.SWITCH, "grow"))
    assert "no work" in reason(empty_option(), (GOES, "ally"), (Action.SWITCH, "shrink"))


def test_rules_that_escalate_do_not_contradict_each_other() -> None:
    mission = with_mode(with_mode(sound(), "advice"), "hq")
    move = trigger("move", (GOES, "ally"), (Action.MOVE, "hq-school"), weeks=4)
    stop = trigger("stop", (GOES, "ally"), STOP_HQ, weeks=12)
    assert told(mission, move, stop) == []
    assert told(mission, move, replace(stop, weeks=4)) == ["TRI-05"]
    other = trigger("other", (SHUT, "camp"), STOP_HQ, weeks=4)
    assert told(mission, move, other) == []
    elsewhere = trigger("advise", (GOES, "ally"), (Action.MOVE, "advice-school"), weeks=4)
    assert told(mission, move, elsewhere) == []


def test_a_subject_of_no_row_is_found_and_breaks_no_other_check() -> None:
    rule = trigger("t", (LOST, "nothing"), (Action.CALL, "nobody"))
    found = of_code(run_checks(added(sound(), "triggers", rule)), "TRI-01")
    assert len(found) == 2


def test_a_partner_that_lends_nothing_but_works_is_worth_watching() -> None:
    mission = altered(sound(), "supports", "by-ally", provider=PartnerId("friend"))
    assert told(mission, GONE) == ["TRI-02"]
    theirs = PartnerActivity(
        id=PartnerActivityId("theirs"), partner=PartnerId("ally"), name="theirs", sources=DOC
    )
    assert told(added(mission, "partner_activities", theirs), GONE) == []
