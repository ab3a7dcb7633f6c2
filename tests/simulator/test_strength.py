"""The planned establishment: baselines side by side, starts on top, no ceiling among them."""

from __future__ import annotations

from cadre.mission.forces import Level
from cadre.mission.ids import ActivityId, LevelId
from cadre.mission.sources import FigureKind
from cadre.mission.strength import paths
from cadre.mission.weeks import Window
from tests.simulator.chance import AS_OF
from tests.simulator.small import activity, mode, planned, post, small, start

LATER, LAST = ActivityId("later"), ActivityId("last")
NOW = FigureKind.DEPLOYED


def test_each_baseline_grows_by_the_posts_of_each_new_start_in_its_week() -> None:
    of = small(
        activities=(
            activity(ActivityId("advise"), began=AS_OF),
            activity(LATER),
            activity(LAST),
        ),
        modes=(mode(LATER), mode(LAST)),
        posts=(post(ActivityId("advise"), 99), post(LATER, 150), post(LAST, 70)),
        levels=(
            Level(id=LevelId("a"), name="a", kind=NOW, people=500),
            Level(id=LevelId("b"), name="b", kind=NOW, people=720),
            Level(id=LevelId("c"), name="c", kind=NOW),
            Level(id=LevelId("d"), name="d", kind=FigureKind.CEILING, people=4000),
            Level(id=LevelId("e"), name="e", kind=NOW, people=9, window=Window(end=AS_OF)),
        ),
    )
    found = paths(
        of, planned(start(LAST, 20, 10, "g"), start(ActivityId("advise")), start(LATER, 5, 25))
    )
    assert [path.baseline.id for path in found] == ["a", "b", "c"]
    assert [[step.people for step in path.steps] for path in found] == [
        [650, 720],
        [870, 940],
        [None, None],
    ]
    assert [(step.week, step.added, step.firm) for step in found[2].steps] == [
        (5, 150, True),
        (20, 70, False),
    ]


def test_people_of_work_that_has_ended_are_no_part_of_what_is_planned_later() -> None:
    """Or the futures are asked for a strength that no week of the plan has, and the brief told."""
    of = small(
        activities=(activity(LATER), activity(LAST)),
        modes=(mode(LATER), mode(LAST)),
        posts=(post(LATER, 150), post(LAST, 70)),
        levels=(Level(id=LevelId("a"), name="a", kind=NOW, people=100),),
    )
    ends = {14: [250, 170], 20: [250, 170], 21: [250, 320]}
    for end, people in ends.items():
        [path] = paths(of, planned(start(LATER, 5, end - 5), start(LAST, 20, 10)))
        assert [step.people for step in path.steps] == people, end


def test_a_strength_on_a_day_is_that_of_the_turns_before_it_whatever_turned() -> None:
    """The brief drew a path that shrank between starts; history was told another one."""
    of = small(
        activities=(activity(LATER), activity(LAST)),
        modes=(mode(LATER), mode(LAST)),
        posts=(post(LATER, 150), post(LAST, 70)),
        levels=(Level(id=LevelId("a"), name="a", kind=NOW, people=100),),
    )
    plan = planned(start(LATER, 5, 5), start(LAST, 20, 5))
    [path] = paths(of, plan)
    people = [path.people_on(plan.horizon.day(week)) for week in (0, 5, 10, 20, 25)]
    assert people == [100, 250, 100, 170, 100]


def test_steps_and_turns_of_a_path_tell_one_strength_in_one_week() -> None:
    """A count of some of those in posts can't fall below nobody, whoever comes after that."""
    advise = ActivityId("advise")
    of = small(
        activities=(activity(advise, began=AS_OF), activity(LAST)),
        modes=(mode(advise), mode(LAST)),
        posts=(post(advise, 99), post(LAST, 70)),
        levels=(Level(id=LevelId("a"), name="a", kind=NOW, people=50),),
    )
    [path] = paths(of, planned(start(advise, 0, 10), start(LAST, 20, 5)))
    assert [(turn.week, turn.people) for turn in path.turns] == [(10, 0), (20, 70), (25, 0)]
    assert [(step.week, step.people) for step in path.steps] == [(20, 70)]
