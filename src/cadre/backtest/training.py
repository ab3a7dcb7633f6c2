"""Questions about courses, on likely values: what they turn out, and when the host takes over."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cadre.backtest.answers import Answer
from cadre.backtest.world import World
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.cases import Case
from cadre.mission.mission import Mission
from cadre.mission.pipeline import Pipeline, Reading, hosts_at, pipelines
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.training import Course
from cadre.mission.yields import yields


def courses_named(mission: Mission, wanted: Collection[str]) -> list[Course]:
    """The courses that ids name: by themselves, by activity or by programme; all without any.

    Raises:
        UnknownIdError: An id names none.
    """
    names = {
        one.id: {one.id, one.activity, mission.activity(one.activity).programme}
        for one in mission.courses
    }
    for key in wanted:
        if not any(key in some for some in names.values()):
            known = sorted({str(name) for some in names.values() for name in some})
            raise UnknownIdError("course, or teaching activity or programme", key, known)
    return [one for one in mission.courses if not wanted or not names[one.id].isdisjoint(wanted)]


def _lines(world: World, case: Case) -> list[Pipeline]:
    """Their pipelines."""
    courses = courses_named(world.mission, case.subject)
    found = pipelines(world.mission, _plan_for(world, courses), _reading(case))
    return [found[one.id] for one in courses]


def _plan_for(world: World, courses: Iterable[Course]) -> Plan | None:
    """The plan where some of the work hasn't begun; begun work goes on without one."""
    works = [world.mission.activity(one.activity) for one in courses]
    return None if all(world.mission.has_begun(one) for one in works) else world.plan


def _reading(case: Case) -> Reading:
    known = [one.value for one in Reading]
    if case.kind and case.kind not in known:
        raise CadreError(
            f"case {case.id}", f"has the kind {case.kind!r}", ", ".join(known), "Correct the cell."
        )
    return Reading(case.kind) if case.kind else Reading.LIKELY


def cohorts(world: World, case: Case) -> Answer:
    """Cohorts of courses that are through by a day, from the first or from `from` on."""
    end, since = world.week_after(case), _since(world, case)
    lines = _lines(world, case)
    return Answer(float(sum(_within(one.finished, one, since, end) for one in lines)))


def graduates(world: World, case: Case) -> Answer:
    """Graduates of courses by a day, from the first or from `from` on; `kind` low, likely or high.

    `subject` names courses, or activities or programmes that teach.
    """
    end, since = world.week_after(case), _since(world, case)
    lines = _lines(world, case)
    total = sum(one.graduated(end, since) for one in lines)
    through = sum(_within(one.finished, one, since, end) for one in lines)
    return Answer(float(total), f"{counted(through, 'cohort')} through")


def _since(world: World, case: Case) -> int | None:
    first = case.window.first
    return None if first is None else world.mission.horizon.first_whole_week(first)


def _within(series: tuple[int, ...], line: Pipeline, since: int | None, end: int) -> int:
    begin = 0 if since is None else max(0, since - line.first)
    return sum(series[begin : max(0, end - line.first)])


def per_staff_year(world: World, case: Case) -> Answer:
    """Graduates of a programme or an activity for each year of a person in its posts.

    Over the days asked about; they begin on the as-of day and end with the horizon when blank.
    """
    mission, key = world.mission, case.subject[0] if case.subject else ""
    days = world.days(case)
    lines = pipelines(mission, _plan_for(world, mission.courses), _reading(case))
    weeks = range(mission.horizon.first_whole_week(days.start), mission.horizon.week(days.end))
    found = {str(one.activity or one.programme): one for one in yields(mission, lines, weeks)}
    if key not in found:
        raise UnknownIdError("teaching programme or activity", key, sorted(found))
    one = found[key]
    staff = "staff unknown" if one.staff_years is None else f"{one.staff_years:,.1f} staff-years"
    return Answer(one.per_staff_year, f"{one.graduates:,.0f} graduates, {staff}")


def host_instructors(world: World, case: Case) -> Answer:
    """Host instructors who can teach a course on a day."""
    mission, reading = world.mission, _reading(case)
    courses = courses_named(mission, case.subject)
    schools = [one for one in mission.courses if one.trains in {course.id for course in courses}]
    lines = pipelines(mission, _plan_for(world, [*courses, *schools]), reading)
    last = world.week_after(case) - 1
    return Answer(float(sum(hosts_at(mission, one, lines, last, reading) for one in courses)))
