"""Orders told: whoever reads the futures must see what the mission's own rules did in them."""

from __future__ import annotations

from cadre.cli.show_futures import summary_as_text
from cadre.desk.ordered import TriggerOutcome
from cadre.desk.story import About, told
from cadre.desk.summary import summarise
from cadre.mission.forces import Nation
from cadre.mission.ids import NationId, TriggerId
from cadre.mission.triggers import Action, Signal
from cadre.simulator.estimates import Estimate
from cadre.simulator.run import one_future
from tests.simulator.ruled import gone, play, rule
from tests.simulator.small import ADVISE, PARTNER, first_day, planned, start

STOP = rule(Signal.PROVIDER_GONE, PARTNER, Action.STOP, ADVISE, cost=50.0)


def test_the_summary_tells_how_often_a_rule_was_ordered_and_what_that_cost() -> None:
    of = gone(Action.STOP, ADVISE, triggers=(STOP,))
    summary = summarise(of, play(of))
    assert summary.triggers == (
        TriggerOutcome(
            trigger=TriggerId("rule"), ever=Estimate(value=1.0, error=0.0), times=1.0, cost=50.0
        ),
    )
    text = summary_as_text(summary, "EUR")
    assert ["rule", "all", "1.00", "50"] in [line.split() for line in text.splitlines()]
    assert text.count("cost, thousands of EUR") == text.count("cost, thousands") > 0


def test_a_mission_without_rules_is_told_nothing_of_them() -> None:
    of = gone(Action.STOP, ADVISE, triggers=())
    assert "trigger" not in summary_as_text(summarise(of, play(of)), "EUR")


def test_a_story_tells_an_order_in_the_week_in_which_it_was_given() -> None:
    nations = (Nation(id=NationId("CAN"), name="Canada"),)
    of = gone(Action.STOP, ADVISE, triggers=(STOP,), nations=nations)
    plan = planned(start(ADVISE))
    story = told(of, plan, one_future(of, plan, number=0, seed=3))
    orders = [(one.day, one.text) for one in story.events if one.about is About.ORDER]
    assert orders == [(first_day(5), "Ordered at the end of the week: A rule.")]
    ended = [one.day for one in story.events if one.text.startswith("Ended")]
    assert ended == [first_day(6)], "the work is given up in the week after"
