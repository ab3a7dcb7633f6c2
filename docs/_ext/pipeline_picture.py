"""The picture of a hand-over, drawn from the projection of two courses.

`python -m docs._ext.pipeline_picture` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from pathlib import Path

from cadre.mission.ids import ActivityId, CourseId
from cadre.mission.mission import Mission, Profile
from cadre.mission.pipeline import Pipeline, linked
from cadre.mission.quantities import exact
from cadre.mission.runs import Runs
from cadre.mission.training import Course

PLACE = Path(__file__).parents[1] / "images" / "courses.svg"
WEEKS = 52
PAUSED = range(20, 23)
LEFT, TOP, WIDE = 150, 40, 560
STEP = WIDE / WEEKS
EACH = 6.5
"""Height of one host instructor."""
BLUE, GREEN, ORANGE, GREY = "#0072B2", "#009E73", "#E69F00", "#999"
SMALL = ' font-size="12" fill="#555"'
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 280" width="760" height="280" role="img" \
aria-labelledby="t d" font-family="sans-serif" font-size="14" fill="#222">
<title id="t">Two courses and a hand-over</title>
<desc id="d">Cohorts of a course for sergeants and of a course for instructors, week by week. A \
pause of three weeks delays both. The number of host instructors climbs in steps and is enough at \
the end of week {week}: from then on the mission's instructors are free.</desc>
<rect width="760" height="280" rx="6" fill="#fff"/>"""

BASICS = Course(
    id=CourseId("sergeants"),
    activity=ActivityId("school"),
    name="Sergeants",
    weeks=8,
    break_weeks=2,
    seats=20,
    pass_share=exact(0.9),
    loss_a_month=exact(0),
    instructors=5,
)
TEACHERS = Course(
    id=CourseId("instructors"),
    activity=ActivityId("school"),
    name="Instructors",
    weeks=12,
    seats=4,
    pass_share=exact(0.75),
    loss_a_month=exact(0.01),
    trains=BASICS.id,
)


def projected() -> tuple[Pipeline, Pipeline]:
    """Both courses for a year in which a threat halts the school for three weeks."""
    profile = Profile(
        id="example",
        name="Example",
        host="XLK",
        lead_body="",
        as_of=date(2026, 1, 5),
        until=date(2027, 1, 3),
    )
    mission = Mission(profile=profile, courses=(BASICS, TEACHERS))
    runs = Runs(0, tuple(week not in PAUSED for week in range(WEEKS)))
    lines = linked(mission, {BASICS.activity: runs})
    return lines[BASICS.id], lines[TEACHERS.id]


def picture() -> str:
    """The picture as SVG."""
    taught, schools = projected()
    parts = [
        HEAD.format(week=taught.hand_over),
        _rect(x(PAUSED.start), TOP - 14, len(PAUSED) * STEP, "#eee", height=218),
        _text(x(PAUSED.start + len(PAUSED) / 2), TOP - 20, "pause", SMALL),
        *_lane("Sergeants", TOP, taught, BLUE),
        *_lane("Instructors", TOP + 44, schools, GREEN),
        *_climb(TOP + 204, taught),
        *_axis(TOP + 204),
    ]
    if taught.hand_over is not None:
        parts += _handed_over(TOP + 88, x(taught.hand_over + 1))
    return "\n".join([*parts, "</svg>\n"])


def x(week: float) -> float:
    """Where a week begins."""
    return LEFT + week * STEP


def _text(at: float, y: float, words: str, style: str = "", anchor: str = "middle") -> str:
    return f'<text x="{at:.1f}" y="{y:.1f}" text-anchor="{anchor}"{style}>{words}</text>'


def _rect(at: float, y: float, width: float, colour: str, height: int = 28) -> str:
    shape = f'<rect x="{at:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}"'
    return f'{shape} rx="3" fill="{colour}"/>'


def _line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def _lane(name: str, y: int, line: Pipeline, colour: str) -> Iterator[str]:
    """A bar a cohort, from its first week to its last; the one that isn't through has no text."""
    yield _text(LEFT - 10, y + 19, name, anchor="end")
    ends = [week + 1 for week, some in enumerate(line.finished) if some]
    starts = [week for week, some in enumerate(line.started) if some]
    for start, end in zip_longest(starts, ends, fillvalue=WEEKS):
        yield _rect(x(start) + 1, y, (end - start) * STEP - 2, colour)
        passed = line.graduates[end - 1]
        if passed:
            yield _text(x((start + end) / 2), y + 19, f"{passed:.0f} pass", ' fill="#fff"')


def _handed_over(y: int, at: float) -> list[str]:
    """The mission's own instructors, needed until the host takes over."""
    needed = f"{BASICS.instructors} instructors teach sergeants"
    return [
        _text(LEFT - 10, y + 19, "Mission's posts", anchor="end"),
        _rect(LEFT, y, at - LEFT, ORANGE),
        _text((LEFT + at) / 2, y + 19, needed),
        _line((at, y - 102), (at, y + 116), 'stroke="#222" stroke-dasharray="5 4"'),
        _text(at + 6, y + 19, "the host takes over", ' font-weight="bold"', "start"),
    ]


def _climb(y: int, line: Pipeline) -> Iterator[str]:
    """Host instructors by week, and how many a cohort needs."""
    yield _text(LEFT - 10, y - 30, "Host instructors", anchor="end")
    points, height = [f"{LEFT},{y}"], float(y)
    for week, people in enumerate(line.host_instructors, 1):
        points.append(f"{x(week):.1f},{height:.1f}")
        height = y - people * EACH
        points.append(f"{x(week):.1f},{height:.1f}")
    yield f'<polyline points="{" ".join(points)}" fill="none" stroke="{GREEN}" stroke-width="3"/>'
    needed = y - BASICS.instructors * EACH
    yield _line((LEFT, needed), (LEFT + WIDE, needed), f'stroke="{GREY}" stroke-dasharray="2 3"')
    yield _text(LEFT + 4, needed - 5, f"{BASICS.instructors} needed", SMALL, "start")


def _axis(y: int) -> Iterator[str]:
    yield _line((LEFT, y), (LEFT + WIDE, y), f'stroke="{GREY}"')
    for week in range(0, WEEKS + 1, 13):
        yield _text(x(week), y + 20, f"week {week}", SMALL)


if __name__ == "__main__":
    PLACE.write_text(picture(), encoding="utf-8")
