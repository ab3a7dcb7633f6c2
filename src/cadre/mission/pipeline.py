"""Pipelines: what courses turn out, week by week on likely values, and when the host takes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import accumulate

from cadre.mission.ids import ActivityId, CourseId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.runs import Runs, runs_of
from cadre.mission.training import Course

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
ROUNDING = 1e-9
"""What sums of shares may fall short by without fewer people being meant."""


class Reading(Enum):
    """Which end of the ranges is read: low is few who pass and many who leave the service."""

    LOW = "low"
    LIKELY = "likely"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a course has come at the end of a week.

    Attributes:
        grown: Running weeks that the cohort in class has behind it; 0 when none is in class.
        rest: Weeks of break left before the next may start.
        idle: Weeks on end for which the cohort in class has been paused.
    """

    grown: int = 0
    rest: int = 0
    idle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What happens to a course in one week.

    Attributes:
        started: Whether a cohort starts.
        finished: Whether one is through.
        lost: Whether one is lost to a pause.
        standing: How it stands at the end of the week.
    """

    started: bool
    finished: bool
    lost: bool
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """One course, week by week. Each series has an entry a week, from week `first` on.

    Attributes:
        course: The course.
        first: Number of the first week, counted from the horizon's first day: negative for work
            that began before it.
        runs: Whether its work runs in the week.
        started: Cohorts that start in the week.
        finished: Cohorts that are through at its end.
        lost: Cohorts lost in it to a pause that was too long.
        asked: Trainees whom the host must release for the cohorts that start.
        graduates: Those who pass at its end.
        failed: Those who don't.
        dropped: Those whose cohort is lost.
        in_class: Trainees in class, or paused, at its end.
        in_service: Graduates still in service at its end.
        host_instructors: Host instructors who can teach the course at its end.
        hand_over: First week at whose end there are as many of these as a cohort needs; None
            when there never are, or when nobody knows how many it needs.
    """

    course: CourseId
    first: int
    runs: tuple[bool, ...]
    started: tuple[int, ...]
    finished: tuple[int, ...]
    lost: tuple[int, ...]
    asked: tuple[int, ...]
    graduates: tuple[float, ...]
    failed: tuple[float, ...]
    dropped: tuple[int, ...]
    in_class: tuple[int, ...]
    in_service: tuple[float, ...]
    host_instructors: tuple[float, ...]
    hand_over: int | None

    @property
    def end(self) -> int:
        """Number of the first week after the last."""
        return self.first + len(self.started)

    def graduated(self, end: int, since: int | None = None) -> float:
        """Graduates of the weeks from `since`, or the first, up to, not including, `end`."""
        begin = 0 if since is None else max(0, since - self.first)
        return sum(self.graduates[begin : max(0, end - self.first)])

    def ran(self, end: int, since: int | None = None) -> int:
        """Weeks that its work ran, of the same weeks."""
        begin = 0 if since is None else max(0, since - self.first)
        return sum(self.runs[begin : max(0, end - self.first)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """Posts of the mission that host instructors make free.

    Attributes:
        week: First week at whose end all the activity's courses have enough of them.
        people: People in its posts who teach.
    """

    week: int
    people: int


# One course -----------------------------------------------------------------------------------


def trainees(course: Course) -> int:
    """Trainees who start a cohort: its seats, as far as the host can release people.

    A cohort gets the whole people whom the host releases in one cycle, teaching and break.
    """
    if not course.supply:
        return course.seats
    cycle = course.weeks + course.break_weeks
    return min(course.seats, course.supply * cycle // WEEKS_A_YEAR)


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """All of a course that its weeks hang on.

    Attributes:
        weeks: Weeks of a cohort.
        break_weeks: Weeks between two cohorts.
        keep_weeks: Weeks on end that a cohort can wait.
    """

    weeks: int
    break_weeks: int
    keep_weeks: int

    @classmethod
    def of(cls, course: Course) -> _Rhythm:
        return cls(course.weeks, course.break_weeks, course.keep_weeks)


def lessons(
    course: Course | _Rhythm, runs: Iterable[bool], standing: Standing = Standing()
) -> Iterator[Lesson]:
    """The weeks of a course: a cohort grows in each week that runs, then comes the break.

    A break passes whether the work runs or not. A cohort that doesn't run for more than
    `keep_weeks` weeks on end is lost, in the first week too many.

    Args:
        course: The course.
        runs: For each week, whether its work runs.
        standing: How it stood before the first of them.
    """
    for running in runs:
        lesson = _lesson(course, running, standing)
        standing = lesson.standing
        yield lesson


def _lesson(course: Course | _Rhythm, running: bool, before: Standing) -> Lesson:
    if before.rest:
        return _quiet(Standing(rest=before.rest - 1))
    if running:
        return _taught(course, before.grown)
    if not before.grown:
        return _quiet(before)
    idle = before.idle + 1
    lost = idle > course.keep_weeks
    after = Standing() if lost else Standing(grown=before.grown, idle=idle)
    return Lesson(started=False, finished=False, lost=lost, standing=after)


def _quiet(after: Standing) -> Lesson:
    return Lesson(started=False, finished=False, lost=False, standing=after)


def _taught(course: Course | _Rhythm, grown: int) -> Lesson:
    finished = grown + 1 == course.weeks
    after = Standing(rest=course.break_weeks) if finished else Standing(grown=grown + 1)
    return Lesson(started=grown == 0, finished=finished, lost=False, standing=after)


@lru_cache(maxsize=1024)
def _all_lessons(rhythm: _Rhythm, runs: tuple[bool, ...]) -> tuple[Lesson, ...]:
    """All lessons of some weeks; the same past is looked at for many plans and cases."""
    return tuple(lessons(rhythm, runs))


def kept_a_week(course: Course, reading: Reading = Reading.LIKELY) -> float:
    """Share of its graduates in service who are still there a week later.

    The monthly loss compounds: twelve months are fifty-two weeks.
    """
    loss = course.loss_a_month
    of = {Reading.LOW: loss.high, Reading.LIKELY: loss.likely, Reading.HIGH: loss.low}[reading]
    return float((1 - of) ** (MONTHS_A_YEAR / WEEKS_A_YEAR))


def passing(course: Course, reading: Reading = Reading.LIKELY) -> float:
    """Share of a cohort that graduates."""
    return {
        Reading.LOW: course.pass_share.low,
        Reading.LIKELY: course.pass_share.likely,
        Reading.HIGH: course.pass_share.high,
    }[reading]


def graduating(course: Course) -> float:
    """Those of one cohort who graduate, on likely values."""
    return trainees(course) * passing(course)


def pipeline(course: Course, runs: Runs, reading: Reading = Reading.LIKELY) -> Pipeline:
    """One course for the weeks in which its work runs; nobody is taught to teach it."""
    weeks = _all_lessons(_Rhythm.of(course), runs.flags)
    seats, share, kept = trainees(course), passing(course, reading), kept_a_week(course, reading)
    graduates = tuple(seats * share if week.finished else 0.0 for week in weeks)
    stock = accumulate(graduates, lambda there, new: there * kept + new, initial=0.0)
    hosts = (float(course.host_instructors),) * len(weeks)
    return Pipeline(
        course=course.id,
        first=runs.first,
        runs=runs.flags,
        started=tuple(int(week.started) for week in weeks),
        finished=tuple(int(week.finished) for week in weeks),
        lost=tuple(int(week.lost) for week in weeks),
        asked=tuple(seats if week.started else 0 for week in weeks),
        graduates=graduates,
        failed=tuple(seats - seats * share if week.finished else 0.0 for week in weeks),
        dropped=tuple(seats if week.lost else 0 for week in weeks),
        in_class=tuple(seats if week.standing.grown else 0 for week in weeks),
        in_service=tuple(stock)[1:],
        host_instructors=hosts,
        hand_over=taken_over(course, runs.first, hosts),
    )


def taken_over(course: Course, first: int, hosts: Sequence[float]) -> int | None:
    """First week, from `first` on, at whose end `hosts` are as many as a cohort needs."""
    if not course.instructors:
        return None
    enough = (w for w, there in enumerate(hosts) if there >= course.instructors - ROUNDING)
    week = next(enough, None)
    return None if week is None else first + week


# All courses ----------------------------------------------------------------------------------


def pipelines(
    mission: Mission, plan: Plan | None = None, reading: Reading = Reading.LIKELY
) -> dict[CourseId, Pipeline]:
    """Every course of the mission, from the day on which its work began to the horizon's end.

    Args:
        mission: The mission.
        plan: What runs from the as-of day on; None lets work that has begun go on as far as law,
            site and window allow, and starts nothing.
        reading: Which end of the ranges to read.
    """
    runs = {one.activity: runs_of(mission, one.activity, plan) for one in mission.courses}
    return linked(mission, runs, reading)


def linked(
    mission: Mission, runs: Mapping[ActivityId, Runs], reading: Reading = Reading.LIKELY
) -> dict[CourseId, Pipeline]:
    """Courses for the weeks in which their work runs, with the host instructors they train.

    Host instructors stated for a course are there on the as-of day, with those whom others have
    trained by then among them. Where none are stated, all whom others train are counted.
    """
    found = {one.id: pipeline(one, runs[one.activity], reading) for one in mission.courses}
    return {one.id: _hosted(mission, one, found, reading) for one in mission.courses}


def _hosted(
    mission: Mission, course: Course, found: Mapping[CourseId, Pipeline], reading: Reading
) -> Pipeline:
    own = found[course.id]
    schools = _schools(mission, course)
    if not schools:
        return own
    first = min([own.first, *(found[school.id].first for school in schools)])
    trained = [_trained(school, course, found, reading) for school in schools]
    hosts = tuple(_hosts(course, trained, week) for week in range(first, own.end))
    week = taken_over(course, first, hosts)
    return replace(own, host_instructors=hosts[own.first - first :], hand_over=week)


def hosts_at(
    mission: Mission,
    course: Course,
    lines: Mapping[CourseId, Pipeline],
    week: int,
    reading: Reading = Reading.LIKELY,
) -> float:
    """Host instructors of a course at the end of a week, also of one before its own work begins.

    Args:
        mission: The mission.
        course: The course.
        lines: All courses, as `pipelines` gives them in this reading.
        week: Number of the week; before the first one where others trained them by then.
        reading: Which end of the ranges to read.
    """
    schools = _schools(mission, course)
    return _hosts(course, [_trained(one, course, lines, reading) for one in schools], week)


def _schools(mission: Mission, course: Course) -> list[Course]:
    """The courses that train host instructors for a course."""
    return [one for one in mission.courses if one.trains == course.id]


def _hosts(course: Course, trained: Sequence[Mapping[int, float]], week: int) -> float:
    return course.host_instructors + sum(one.get(week, 0.0) for one in trained)


def _trained(
    school: Course, course: Course, lines: Mapping[CourseId, Pipeline], reading: Reading
) -> dict[int, float]:
    """Graduates of a course for instructors still in service, by week.

    Those of before the as-of day are left out where host instructors are stated for that day.
    """
    kept, there, found = kept_a_week(school, reading), 0.0, {}
    line, stated = lines[school.id], bool(course.host_instructors)
    for week, new in enumerate(line.graduates, line.first):
        there = there * kept + (0.0 if stated and week < 0 else new)
        found[week] = there
    return found


def standing(mission: Mission, course: Course) -> Standing:
    """How a course stands on the as-of day: begun work has a cohort in class, or on its break."""
    taught = _all_lessons(_Rhythm.of(course), runs_of(mission, course.activity).before)
    return taught[-1].standing if taught else Standing()


def freed(mission: Mission, lines: Mapping[CourseId, Pipeline]) -> dict[ActivityId, Freed]:
    """For each activity all of whose courses host instructors take over, when, and what is freed.

    Args:
        mission: The mission.
        lines: Its courses, as `pipelines` gives them.
    """
    found: dict[ActivityId, Freed] = {}
    for activity in dict.fromkeys(one.activity for one in mission.courses):
        weeks = [lines[one.id].hand_over for one in mission.courses if one.activity == activity]
        known = [week for week in weeks if week is not None]
        if len(known) == len(weeks):
            found[activity] = Freed(week=max(known), people=instructors(mission, activity))
    return found


def instructors(mission: Mission, activity: ActivityId) -> int:
    """People in the activity's posts who teach."""
    posts = mission.posts_of(activity)
    return sum(one.people for one in posts if mission.skill(one.skill).instructs)
