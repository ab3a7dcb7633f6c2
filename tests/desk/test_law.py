"""What the desk tells of law: gaps to the day, what would close them, and whom a reader sees."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from cadre.desk.cover import lines_of, own_days
from cadre.desk.desk import Desk
from cadre.desk.law import law
from cadre.desk.numbers import numbers_in
from cadre.desk.talks import talks
from cadre.errors import CadreError
from cadre.mission.authorities import AuthorityKind
from cadre.mission.days import LawState
from cadre.mission.weeks import Window
from tests.planner.missions import activity, day, mission, mode

EXAMPLES = Path(__file__).parents[2] / "examples"
CLASSES = "schools-courses.union-iii.2020-05-11"


@cache
def desk(example: str = "nmi", reader: str = "staff") -> Desk:
    return Desk.open(EXAMPLES / example, reader=reader)


def test_the_gap_of_today_comes_first_with_what_would_close_it() -> None:
    gap = law(desk()).gaps[0]
    assert (gap.id, gap.when, gap.shown) == (CLASSES, "today", "paused")
    assert gap.days.window == Window(date(2020, 5, 11), date(2021, 9, 1))
    assert [one.name for one in gap.days.later] == ["Access to the schools for classes again"]
    assert [one.pause for one in gap.days.pauses] == ["schools-shut"]


def test_gaps_of_today_stand_before_those_to_come_and_those_before_what_is_past() -> None:
    order = [one.when for one in law(desk()).gaps]
    assert order == sorted(order, key=("today", "ahead", "past").index)
    assert set(order) == {"today", "ahead", "past"}


def test_every_day_without_full_cover_is_in_exactly_one_gap() -> None:
    told = law(desk())
    for work in told.cover.works:
        own = [x for x in told.gaps if (x.activity, x.site) == (work.activity, work.site)]
        open_days = [one.window for one in work.days if one.state is not LawState.FULL]
        assert sorted(one.days.window for one in own) == sorted(open_days)


def test_a_gap_leads_to_the_authorities_that_bear_on_it_and_to_no_other() -> None:
    told = law(desk())
    found = {one.id for one in told.concerned(CLASSES)}
    assert found == {"consent-2018-ended", "consent-classes", "access-2021"}
    assert all(one.kind is AuthorityKind.CONSENT for one in told.concerned(CLASSES))
    assert told.concerned("no such gap") == told.authorities


def test_a_kind_that_nothing_stated_would_bring_is_told_as_such() -> None:
    told = law(desk("eu-advice"))
    for gap in told.gaps:
        bringing = {one.kind for one in (*gap.days.coming, *gap.days.later)}
        assert not bringing & set(gap.hopeless)
        assert set(gap.hopeless) <= set(gap.days.missing)


@pytest.mark.parametrize(
    ("began", "weeks", "days"),
    [
        (None, 0, Window(day(0))),
        (day(3), 0, Window(day(3))),  # it is known to begin, and hasn't
        (day(-4), 0, Window(day(-4))),
        (day(-4), 10, Window(day(-4), day(6))),
        (day(-4), 2, Window(day(-4), day(-2))),  # it is over
    ],
)
def test_law_is_asked_of_work_on_the_days_on_which_it_ran_or_is_wanted(
    began: date | None, weeks: int, days: Window
) -> None:
    """Else a gap is told before work begins, or after it is over, and the checks tell none."""
    given = mission(activities=(activity("a", began=began),), modes=(mode("a", weeks=weeks),))
    assert own_days(given, given.activities[0]) == days


def test_only_the_work_asked_for_is_looked_at() -> None:
    told = law(desk(), activity="mod-advice", first=date(2020, 1, 1), last=date(2020, 2, 29))
    assert {one.activity for one in told.cover.works} == {"mod-advice"}
    assert [one.days.days for one in told.gaps] == [40]
    assert told.cover.span == Window(date(2020, 1, 1), date(2020, 3, 1))


@pytest.mark.parametrize(
    "asked",
    [
        {"activity": "no-such-work"},
        {"first": date(2022, 1, 1), "last": date(2021, 1, 1)},
    ],
)
def test_what_isnt_there_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(CadreError):
        law(desk(), **asked)  # type: ignore[arg-type]


def test_no_day_of_a_line_is_drawn_in_two_states() -> None:
    for work in law(desk("ntm-i")).cover.works:
        drawn: dict[str, list[Window]] = {}
        for line, _, windows in lines_of(work):
            drawn.setdefault(line, []).extend(windows)
        for own in drawn.values():
            assert all(one.end <= other.start for one, other in pairwise(sorted(own)))


def test_a_belief_leads_to_the_row_that_states_it() -> None:
    told = law(desk())
    beliefs = [one for one in numbers_in(told) if one.id == "authority.access-2021.belief"]
    assert [one.text for one in beliefs] == ["85%"]
    assert [str(row) for row in beliefs[0].origin.rows] == ["authorities/access-2021"]


def test_a_reader_sees_no_work_and_no_authority_that_isnt_for_them() -> None:
    whole, seen = law(desk("eu-advice")), law(desk("eu-advice", "public"))
    assert 0 < len(seen.cover.works) < len(whole.cover.works)
    assert {one.id for one in seen.choices} < {one.id for one in whole.choices}
    assert len(seen.authorities) < len(whole.authorities)
    assert seen.withheld
    hidden = {one.id for one in whole.choices} - {one.id for one in seen.choices}
    with pytest.raises(CadreError):
        law(desk("eu-advice", "public"), activity=min(hidden))


def test_a_reader_who_isnt_told_of_more_is_told_no_count() -> None:
    assert law(desk("eu-advice", "host")).withheld is None


def test_talks_tell_what_they_would_bring_and_when_they_can_be_over() -> None:
    told = talks(desk())
    assert told.talks
    assert all(one.ends is None or one.fits is not None for one in told.talks)
    brings = {row.id for one in told.talks for row in one.brings}
    assert brings <= {one.id for one in desk().mission.authorities}
    assert {one.side for one in told.sides} >= {"The host"}


def test_red_lines_without_a_common_point_are_told_first() -> None:
    for example in ("nmi", "eu-advice", "ntm-i"):
        clashing = [bool(one.clashes) for one in talks(desk(example)).talks]
        assert clashing == sorted(clashing, reverse=True)
