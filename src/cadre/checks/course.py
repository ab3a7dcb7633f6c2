"""Course checks: instructors for every cohort, trainees from the host, a hand-over in the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cadre.checks.words import cited, ids, listed
from cadre.checks.work import span, week_windows
from cadre.mission.activities import Activity
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import ActivityId, CourseId
from cadre.mission.mission import Mission
from cadre.mission.needs import Institution
from cadre.mission.pipeline import (
    Pipeline,
    Reading,
    Standing,
    instructors,
    lessons,
    linked,
    pipelines,
    standing,
    trainees,
)
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.runs import Runs, possible, runs_of
from cadre.mission.trainees import trainee_rate
from cadre.mission.training import Course
from cadre.mission.weeks import Horizon

FEW_INSTRUCTORS = Rule("COU-01", Severity.WARNING, "Courses need more instructors than posts give")
OVERLOAD = Rule(
    "COU-02", Severity.WARNING, "More trainees are asked of an institution than it can release"
)
TOO_LONG = Rule("COU-03", Severity.WARNING, "Work ends before a cohort can finish")
RING = Rule("COU-04", Severity.ERROR, "Courses train instructors for each other in a ring")
UNTAUGHT = Rule("COU-05", Severity.WARNING, "Instructors are trained for a course nobody teaches")
NO_HAND_OVER = Rule("COU-06", Severity.WARNING, "Host instructors can't take over in time")
NO_SUPPLY = Rule("COU-07", Severity.NOTE, "How many trainees the host can release isn't known")
NO_TEACHERS = Rule("COU-08", Severity.WARNING, "A course is taught without posts for instructors")
NOBODY_TEACHES = Rule("COU-09", Severity.NOTE, "No skill is said to teach courses")
EMPTY_SEATS = Rule("COU-10", Severity.NOTE, "Seats stay empty, since the host can't fill them")
NO_NUMBER = Rule(
    "COU-11", Severity.NOTE, "Nobody knows when host instructors are enough for a course"
)

RULES = (
    FEW_INSTRUCTORS,
    OVERLOAD,
    TOO_LONG,
    RING,
    UNTAUGHT,
    NO_HAND_OVER,
    NO_SUPPLY,
    NO_TEACHERS,
    NOBODY_TEACHES,
    EMPTY_SEATS,
    NO_NUMBER,
)


def taught(mission: Mission) -> Iterator[tuple[Activity, tuple[Course, ...]]]:
    """Each activity that teaches and isn't over, with its courses."""
    for activity in mission.activities:
        courses = tuple(one for one in mission.courses if one.activity == activity.id)
        if courses and span(mission, activity) is not None:
            yield activity, courses


# Instructors ----------------------------------------------------------------------------------


def instructors_in_posts(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work whose courses need more instructors than its posts and the host have.

    The courses of one piece of work are taught side by side, a cohort each at a time. Courses that
    don't say how many instructors they need aren't counted.
    """
    for activity, courses in taught(mission):
        needed = sum(one.instructors for one in courses)
        hosts = sum(min(one.instructors, one.host_instructors) for one in courses)
        ours = instructors(mission, activity.id)
        if ours and needed > ours + hosts:
            yield FEW_INSTRUCTORS.broken(
                about=activity.id,
                message=f"{activity.name} teaches {listed(_named(courses))}, which need "
                f"{counted(needed, 'instructor')} at a time; its posts ask for {ours}, and the "
                f"host has {hosts}.",
                remedy="Ask for more instructors, or teach fewer courses at a time.",
                sources=cited([*courses, *mission.posts_of(activity.id)]),
                related=ids([*courses, *mission.posts_of(activity.id)]),
            )


def courses_without_teachers(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work that teaches though none of its posts is for somebody who does.

    Of work without posts nobody knows who teaches; that isn't nobody.
    """
    lacking = [
        (activity, courses)
        for activity, courses in taught(mission)
        if mission.posts_of(activity.id)
        and not instructors(mission, activity.id)
        and not _all_handed_over(courses)
    ]
    if lacking and not any(skill.instructs for skill in mission.skills):
        every = [one for _, some in lacking for one in some]
        yield NOBODY_TEACHES.broken(
            about=mission.profile.id,
            message=f"{counted(len(every), 'course is', 'courses are')} taught, but no skill is "
            "marked as one that teaches: nobody can say which posts the host would take over.",
            remedy="Mark the skills of those who teach.",
            related=ids(every),
        )
        return
    for activity, courses in lacking:
        yield NO_TEACHERS.broken(
            about=activity.id,
            message=f"{activity.name} teaches {listed(_named(courses))}, and none of its posts is "
            "for a skill that teaches.",
            remedy="Ask for instructors, or mark the skill of those who teach.",
            sources=cited([*courses, *mission.posts_of(activity.id)]),
            related=ids(courses),
        )


def _all_handed_over(courses: Iterable[Course]) -> bool:
    return all(0 < one.instructors <= one.host_instructors for one in courses)


def _named(courses: Iterable[Course]) -> Iterator[str]:
    return (one.name for one in courses)


# Trainees -------------------------------------------------------------------------------------


def overloaded_institutions(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find institutions of which courses ask more trainees a year than they can release at once.

    Courses for the institutions below count too. Looked at is what the plan runs; without a plan,
    the work that has begun. What partners train isn't counted: nobody states how many that is.
    """
    limited = [one for one in mission.institutions if one.supply]
    teaching = {one.activity for one in mission.courses} if limited else set()
    runs = {key: runs_of(mission, key, plan) for key in teaching}
    for institution in limited:
        yield from _overload(mission, institution, runs)


def _overload(
    mission: Mission, institution: Institution, runs: Mapping[ActivityId, Runs]
) -> Iterator[Finding]:
    courses = [
        course
        for course in mission.courses
        if institution.id in mission.lineage(mission.activity(course.activity).institution)
    ]
    loads = [
        sum(trainee_rate(one) for one in courses if _in_week(runs[one.activity], week))
        for week in range(mission.horizon.weeks)
    ]
    over = [week for week, load in enumerate(loads) if load > institution.supply]
    for window in week_windows(mission.horizon, over):
        weeks = [week for week in over if mission.horizon.day(week) in window]
        running = [o for o in courses if any(_in_week(runs[o.activity], w) for w in weeks)]
        yield OVERLOAD.broken(
            about=institution.id,
            window=window,
            message=f"{institution.name} is asked for trainees at a rate of "
            f"{max(loads[week] for week in weeks):,} a year {window} by "
            f"{listed(_named(running))}, and can release {institution.supply:,} a year.",
            remedy="Teach the courses one after another, or with fewer seats.",
            sources=cited([institution, *running]),
            related=ids(running),
        )


def _in_week(runs: Runs, week: int) -> bool:
    return runs.flags[week - runs.first]


def unknown_supply(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find out whether anybody has said how many trainees the host can release."""
    unknown = [
        one
        for activity, courses in taught(mission)
        for one in courses
        if not one.supply and not _limited(mission, activity)
    ]
    if unknown:
        yield NO_SUPPLY.broken(
            about=mission.profile.id,
            message=f"For {counted(len(unknown), 'course')} nobody has said how many trainees a "
            f"year the host can release: {listed(_named(unknown))}. Their seats are taken as full.",
            remedy="Ask the host, and state it for the course or for the institution.",
            sources=cited(unknown),
            related=ids(unknown),
        )


def _limited(mission: Mission, activity: Activity) -> bool:
    above = mission.lineage(activity.institution)
    return any(mission.institution(one).supply for one in above)


def empty_seats(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find courses with more seats than trainees whom the host can release for a cohort."""
    for _, courses in taught(mission):
        for one in courses:
            if one.supply and trainees(one) < one.seats:
                cycle = one.weeks + one.break_weeks
                yield EMPTY_SEATS.broken(
                    about=one.id,
                    message=f"{one.name} has {one.seats:,} seats for a cohort, and the host can "
                    f"release {one.supply:,} people a year: {trainees(one)} for each cohort of "
                    f"{counted(cycle, 'week')}.",
                    remedy="Lower the seats, lengthen the break, or have the host release more.",
                    sources=cited([one]),
                )


# Time -----------------------------------------------------------------------------------------


def cohorts_without_an_end(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find courses of which no cohort can finish before law, site or work end.

    All law that may come counts as granted. Work that may not run at all is for other checks.
    """
    for activity, courses in taught(mission):
        longest = max(one.weeks for one in courses)
        beyond = Horizon(
            mission.horizon.start, min(2600, mission.horizon.weeks + 2 * longest + FAR)
        )
        flags = possible(mission, activity.id, beyond)
        if any(flags[: mission.horizon.weeks]):
            yield from _unfinished(mission, activity, courses, flags)


FAR = 52
"""Weeks after the horizon for which a cohort may go on before its end is of no interest."""


def _unfinished(
    mission: Mission, activity: Activity, courses: Iterable[Course], flags: Sequence[bool]
) -> Iterator[Finding]:
    length = _length(mission, activity)
    for one in courses:
        before = standing(mission, one)
        fits = length is None or one.weeks <= length
        if fits and any(week.finished for week in lessons(one, flags, before)):
            continue
        if mission.has_begun(activity) and not before.grown:
            continue  # It has taught, and nobody is in class: no cohort is cut short.
        yield TOO_LONG.broken(
            about=one.id,
            message=f"A cohort of {one.name} takes {counted(one.weeks, 'week')}, but "
            f"{activity.name} can run for {_at_most(flags, length, before)}.",
            remedy="Shorten the course, or have the work's law, site and time last longer.",
            sources=cited([one, activity]),
            related=(activity.id,),
        )


def _length(mission: Mission, activity: Activity) -> int | None:
    """The most weeks that work yet to begin may last by its modes; None when one is open."""
    lengths = [mode.weeks for mode in mission.modes_of(activity.id)]
    return None if mission.has_begun(activity) or 0 in lengths else max(lengths, default=None)


def _at_most(flags: Sequence[bool], length: int | None, before: Standing) -> str:
    most = now = 0
    for runs in flags:
        now = now + 1 if runs else 0
        most = max(most, now)
    weeks = counted(most if length is None else min(most, length), "week")
    done = f", with {counted(before.grown, 'week')} of one behind it" if before.grown else ""
    return f"{weeks} on end at most{done}"


# Host instructors -----------------------------------------------------------------------------


def rings(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find courses whose graduates teach each other's course, so that none comes first."""
    known = {one.id: one for one in mission.courses}
    told: set[CourseId] = set()
    for course in mission.courses:
        ring = _ring(known, course)
        if ring and told.isdisjoint(one.id for one in ring):
            told.update(one.id for one in ring)
            yield RING.broken(
                about=course.id,
                message=f"Graduates of {' teach '.join(_named([*ring, course]))}.",
                remedy="Say for each of them which course its graduates really teach.",
                sources=cited(ring),
                related=ids(ring),
            )


def _ring(known: Mapping[CourseId, Course], first: Course) -> list[Course]:
    """The courses of the ring that `first` is part of, from it on; none when it is in none."""
    path, one = [first], first
    while one.trains is not None and one.trains in known:
        one = known[one.trains]
        if one in path:
            return path if one == first else []
        path.append(one)
    return []


def schools_for_nothing(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find courses for instructors of a course whose work is over or has no site."""
    alive = {one.id: work for work, some in taught(mission) for one in some}
    known = {one.id: one for one in mission.courses}
    for course in mission.courses:
        target = known.get(course.trains) if course.trains is not None else None
        if target is None or course.id not in alive:
            continue
        work = mission.activity(target.activity)
        if target.id not in alive or not mission.modes_of(work.id):
            yield UNTAUGHT.broken(
                about=course.id,
                message=f"{course.name} trains instructors for {target.name}, but {work.name}, "
                "which teaches that, is over or has no site.",
                remedy="Say which course its graduates teach now, or leave it empty.",
                sources=cited([course, target]),
                related=(target.id, work.id),
            )


def hand_overs(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find courses whose host instructors aren't enough by the end of the horizon.

    With a plan its own weeks and likely values count; without one, the most that any plan could
    do: work runs whenever it may, most pass and few leave.
    """
    schools = {one.trains for one in mission.courses if one.trains is not None}
    if not schools:
        return
    lines = pipelines(mission, plan) if plan is not None else best_case(mission)
    for _, courses in taught(mission):
        for one in courses:
            if one.id in schools and not one.instructors:
                yield _no_number(mission, one)
            elif one.id in schools and lines[one.id].hand_over is None:
                yield _no_hand_over(mission, one, lines[one.id], planned=plan is not None)


def _no_hand_over(mission: Mission, course: Course, line: Pipeline, *, planned: bool) -> Finding:
    schools = [one for one in mission.courses if one.trains == course.id]
    there = max(line.host_instructors[-line.first :], default=0.0)
    best = "in this plan" if planned else "at best"
    return NO_HAND_OVER.broken(
        about=course.id,
        window=mission.horizon.window,
        message=f"{course.name} needs {counted(course.instructors, 'instructor')} for a cohort; "
        f"{listed(_named(schools))} make it {there:,.0f} host instructors {best} by the end of "
        "the horizon.",
        remedy="Train more of them, keep them longer, or plan to go on with the mission's own.",
        sources=cited([course, *schools]),
        related=ids(schools),
    )


def _no_number(mission: Mission, course: Course) -> Finding:
    schools = [one for one in mission.courses if one.trains == course.id]
    return NO_NUMBER.broken(
        about=course.id,
        message=f"{listed(_named(schools))} trains instructors for {course.name}, which doesn't "
        "say how many a cohort needs: nobody can say when the host can take over.",
        remedy="State how many instructors a cohort needs.",
        sources=cited([course, *schools]),
        related=ids(schools),
    )


def best_case(mission: Mission) -> dict[CourseId, Pipeline]:
    """Every course at its best: its work runs whenever it may, most pass, few leave."""
    runs = {}
    for key in dict.fromkeys(one.activity for one in mission.courses):
        past = runs_of(mission, key).before
        runs[key] = Runs(-len(past), past + possible(mission, key, mission.horizon))
    return linked(mission, runs, Reading.HIGH)


CHECKS = (
    instructors_in_posts,
    courses_without_teachers,
    overloaded_institutions,
    unknown_supply,
    empty_seats,
    cohorts_without_an_end,
    rings,
    schools_for_nothing,
    hand_overs,
)
