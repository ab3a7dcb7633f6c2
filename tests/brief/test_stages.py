"""Milestones and courses in a brief: nothing counts as reached that nobody could judge."""

from __future__ import annotations

from dataclasses import replace

from cadre.brief.compose import BriefInputs, compose
from cadre.brief.sections import words_of
from cadre.mission.conditions import Criterion, Measure, Milestone, MilestoneKind
from cadre.mission.forces import Skill
from cadre.mission.ids import ActivityId, CourseId, MilestoneId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.release.redact import redact
from tests.brief.test_compose import PUBLIC, said, table
from tests.stages import criteria, criterion


def asking(inputs: BriefInputs, *asked: Criterion, **tables: object) -> BriefInputs:
    """The brief's mission, whose one milestone asks for this."""
    mission: Mission = replace(inputs.mission, criteria=asked, **tables)  # type: ignore[arg-type]
    return replace(inputs, mission=mission)


def lines(inputs: BriefInputs, key: str) -> list[list[str]]:
    return [[words_of(cell) for cell in line.cells] for line in table(compose(inputs), key).lines]


def test_each_thing_asked_for_has_the_week_in_which_the_plan_gives_it(inputs: BriefInputs) -> None:
    some = (*criteria("ioc", 10_000, ["advice"]), criterion("ioc", Measure.COVERAGE, "plans", 0.3))
    found = lines(asking(inputs, *some), "milestones-planned")
    assert found[0][0] == "First stage"
    assert found[0][2] == "never"
    assert "people at most" in found[0][3]
    assert found[1][1] == "10,000 people present"
    assert [row[2] for row in found[1:3]] == ["never", "week of 15 Mar 2021"]
    assert found[3][1].startswith("30% of ")


def test_a_milestone_of_graduates_is_told_with_how_many_it_asks_for(inputs: BriefInputs) -> None:
    found = lines(
        asking(inputs, criterion("ioc", Measure.GRADUATES, "advice", 27)), "milestones-planned"
    )
    assert found[1][1] == "27 graduates of Advice"


def test_a_milestone_that_nobody_can_judge_has_no_share_of_futures(inputs: BriefInputs) -> None:
    brief = compose(asking(inputs))
    cells = [words_of(cell) for cell in table(brief, "futures-milestones").lines[0].cells]
    assert cells[4] == "not judged in futures: it states no criteria"
    assert "milestone.ioc.reached" not in brief.numbers()
    assert "nobody can judge it: it states no criteria" in said(brief, "stages")


def test_courses_tell_when_the_host_takes_over_and_which_posts_that_frees(
    inputs: BriefInputs,
) -> None:
    course = replace(inputs.mission.courses[0], instructors=30, host_instructors=4)
    schools = replace(
        course,
        id=CourseId("t"),
        name="Teachers",
        instructors=1,
        host_instructors=1,
        trains=CourseId("staff"),
    )
    skills = (
        Skill(id=one.id, name=one.name, enabler=one.enabler, instructs=one.id == "instructor")
        for one in inputs.mission.skills
    )
    given = asking(inputs, courses=(course, schools), skills=tuple(skills))
    found = lines(given, "courses-planned")
    assert found[0][:3] == ["Staff course", "3", "81"]
    assert found[0][3:5] == ["85", "30"]
    assert found[0][5].startswith("week of ")
    asked = sum(
        post.people
        for post in given.mission.posts
        if post.activity == "school" and post.skill == "instructor"
    )
    assert found[0][6] == str(asked)
    never = lines(asking(inputs, courses=(replace(course, instructors=0),)), "courses-planned")
    assert never[0][4:6] == ["unknown", "unknown"]


def test_output_is_told_for_each_year_of_staff(inputs: BriefInputs) -> None:
    brief = compose(inputs)
    rate = brief.numbers()["yield.school.rate"].value
    graduates = brief.numbers()["yield.school.graduates"].value
    staff = brief.numbers()["yield.school.staff"].value
    assert graduates is not None
    assert staff is not None
    assert rate == graduates / staff


def test_a_plan_without_courses_and_a_mission_without_milestones_say_so(
    inputs: BriefInputs,
) -> None:
    bare = replace(inputs.mission, milestones=(), criteria=(), courses=())
    assert inputs.outcomes is not None
    bare_outcomes = replace(inputs.outcomes, milestones=(), courses=())
    said_so = said(compose(replace(inputs, mission=bare, outcomes=bare_outcomes)), "stages")
    assert said_so == "The dossier states no milestones, and the plan no courses."


def test_a_criterion_is_shown_only_to_those_who_may_see_what_it_is_made_of(
    inputs: BriefInputs,
) -> None:
    secret = Marking.parse("SECRET")
    hidden = tuple(
        replace(one, marking=secret) if one.id == ActivityId("advice") else one
        for one in inputs.mission.activities
    )
    stage = Milestone(id=MilestoneId("ioc"), name="First stage", kind=MilestoneKind.IOC)
    given = asking(inputs, *criteria("ioc", 0, ["advice"]), activities=hidden, milestones=(stage,))
    shown, withheld = redact(compose(given), PUBLIC)
    assert withheld > 0
    assert "First stage" not in said(shown, "stages")


def test_the_week_of_work_that_waits_for_something_hidden_isnt_told_by_a_milestone(
    inputs: BriefInputs,
) -> None:
    hidden = tuple(
        replace(one, marking=Marking.parse("SECRET")) for one in inputs.mission.decisions
    )
    stage = Milestone(id=MilestoneId("ioc"), name="First stage", kind=MilestoneKind.IOC)
    asked = criterion("ioc", Measure.RUNNING, "academy", None)
    given = asking(inputs, asked, milestones=(stage,))
    assert "First stage" in said(compose(given), "stages")
    shown, _ = redact(compose(asking(given, asked, decisions=hidden)), PUBLIC)
    assert "First stage" not in said(shown, "stages")
