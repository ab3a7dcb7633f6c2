"""Host instructors take posts over when they are enough, never sooner, and never give any back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cadre.mission.forces import Skill
from cadre.mission.ids import ActivityId, CourseId, ModeId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.pipeline import freed, pipelines
from cadre.mission.plans import Plan, Start
from cadre.mission.quantities import exact
from cadre.mission.takeover import Needed, posts_needed, taken_over_after
from cadre.mission.trades import Trade
from cadre.mission.training import Course
from tests.planner.missions import FROM, activity, course, day, mission, mode, post, skill

TEACHER, CLERK = Trade(SkillId("teacher")), Trade(SkillId("clerk"))


def school(*courses: Course, weeks: int = 40, **fields: object) -> Mission:
    """Work with ten posts that teach and three that don't."""
    return mission(
        weeks,
        activities=(activity("a", **fields),),
        modes=(mode("a"),),
        skills=(Skill(id=TEACHER.skill, name="teacher", instructs=True), skill("clerk")),
        posts=(post("a", 10, "teacher"), post("a", 3, "clerk")),
        courses=courses,
    )


def basics(**fields: object) -> Course:
    return replace(course("a", 6, 20), id=CourseId("basics"), instructors=5, **fields)  # type: ignore[arg-type]


def teachers(**fields: object) -> Course:
    """A class of four in eight weeks, three of whom pass."""
    given: dict[str, object] = {"pass_share": exact(0.75), "loss_a_month": exact(0)} | fields
    made = replace(course("a", 8, 4), id=CourseId("teachers"), instructors=1, host_instructors=1)
    return replace(made, trains=CourseId("basics"), **given)  # type: ignore[arg-type]


def needed(made: Mission, weeks: int) -> Needed:
    return posts_needed(made, made.activities[0], SiteId("base"), weeks)


def test_posts_that_teach_are_free_from_the_week_after_the_last_instructor_needed() -> None:
    made = school(basics(), teachers())
    # Two classes of three: six instructors after sixteen weeks.
    assert taken_over_after(made, made.activities[0]) == 16
    assert needed(made, 15) == Needed(asked={TEACHER: 10, CLERK: 3}, least={TEACHER: 5, CLERK: 2})
    assert needed(made, 16) == Needed(asked={CLERK: 3}, least={CLERK: 2})


def test_hosts_who_are_enough_already_leave_the_mission_no_posts_that_teach() -> None:
    made = school(basics(host_instructors=5))
    assert needed(made, 0).asked == {CLERK: 3}


def test_where_nobody_knows_how_many_are_needed_nothing_is_free() -> None:
    for made in (
        school(basics()),
        school(replace(basics(), instructors=0), teachers()),
        school(),
        school(basics(), teachers(loss_a_month=exact(1))),
    ):
        assert taken_over_after(made, made.activities[0]) is None
        assert needed(made, 39).asked == {TEACHER: 10, CLERK: 3}


def test_begun_work_counts_what_it_has_behind_it() -> None:
    made = school(basics(), teachers(), began=day(-10))
    # Ten weeks are behind it: one class is through, the second two weeks old.
    assert taken_over_after(made, made.activities[0]) == 6


def test_graduates_of_other_work_arent_counted_since_plans_decide_on_it() -> None:
    made = school(basics(), replace(teachers(), activity=ActivityId("b")))
    made = replace(made, activities=(*made.activities, activity("b")), modes=(mode("a"), mode("b")))
    assert taken_over_after(made, made.activities[0]) is None


@given(
    weeks=st.integers(1, 9),
    rest=st.integers(0, 3),
    seats=st.integers(1, 9),
    wanted=st.integers(1, 12),
    hosts=st.integers(0, 6),
    start=st.integers(0, 20),
    loss=st.sampled_from([0.0, 0.02, 0.2]),
)
def test_it_agrees_with_the_hand_over_of_a_plan_and_only_falls(
    *, weeks: int, rest: int, seats: int, wanted: int, hosts: int, start: int, loss: float
) -> None:
    given_to = teachers(weeks=weeks, break_weeks=rest, seats=seats, loss_a_month=exact(loss))
    made = school(basics(host_instructors=hosts), given_to)
    made = replace(made, courses=(replace(made.courses[0], instructors=wanted), made.courses[1]))
    after = taken_over_after(made, made.activities[0])
    run = Start(
        activity=ActivityId("a"),
        mode=ModeId("a@base"),
        site=SiteId("base"),
        week=start,
        weeks=40 - start,
    )
    plan = Plan(horizon=made.horizon, starts=(run,), made_from=FROM)
    told = freed(made, pipelines(made, plan)).get(ActivityId("a"))
    if hosts >= wanted:
        assert after == 0
    elif told is None:
        assert after is None or start + after > 40
    else:
        assert after == told.week + 1 - start
    people = [sum(needed(made, week).asked.values()) for week in range(41)]
    assert people == sorted(people, reverse=True)
