"""The planner's oracle, second part: leads, hand-overs, increments, money and trainees.

It shares no code with the package: each rule is its sentence, asked week by week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from cadre.mission.activities import Activity, Mode
from cadre.mission.mission import Mission
from tests.oracle.people import barred, heads_in

Chosen = tuple[str, str, int, int]
"""Activity, site, first week, first week after."""


def monday(mission: Mission, week: int) -> date:
    return mission.horizon.start + timedelta(days=7 * week)


def begun(mission: Mission, one: Activity) -> bool:
    return one.began is not None and one.began <= mission.profile.as_of


def led(mission: Mission, one: Activity, mode: Mode, week: int) -> bool:
    """Whether the lead of a mode has one person there who does what a post asks for."""
    here = (None, mode.site)
    asked = {p.skill for p in mission.posts if p.activity == one.id and p.site in here}
    if mode.lead is None or not asked:
        return True
    return any(
        p.nation == mode.lead
        and p.skill in asked
        and heads_in(mission, p, week) > 0
        and not any(
            barred(mission, c, (mode.site, one.id), week)
            for c in mission.caveats
            if c.nation == mode.lead
        )
        for p in mission.pledges
    )


def changing_over(mission: Mission, week: int) -> bool:
    """Whether a new lead's staff comes in during a week; the first of all relieves nobody."""
    starts = sorted(row.window.start for row in mission.lead_rotations)
    for row in mission.lead_rotations:
        old = row.window.start == starts[0] and starts[0] <= mission.profile.as_of
        weeks = (row.window.start - mission.horizon.start).days // 7 if not old else 0
        if not old and weeks <= week < weeks + row.handover_weeks:
            return True
    return False


def beside(mission: Mission, plan: Sequence[Chosen]) -> bool:
    """Whether each increment has its base at its site in all its weeks."""
    there = {(key, site, week) for key, site, first, end in plan for week in range(first, end)}
    bases = {str(one.id): one.increment_of for one in mission.activities}
    return all(
        bases[key] is None or (str(bases[key]), site, week) in there for key, site, week in there
    )


def kept_by(mission: Mission, one: Activity) -> tuple[int, int, str]:
    """The order in which running work is kept: what makes other work greater comes after it."""
    ranks, here = [one.rank], one
    while here.increment_of is not None:
        here = mission.activity(here.increment_of)
        ranks.append(here.rank)
    return max(ranks), len(ranks), one.id


def released(mission: Mission, plan: Sequence[Chosen]) -> bool:
    """Whether no institution is asked for more trainees than it has, by new work."""
    for row in mission.institutions:
        for week in range(mission.horizon.weeks if row.supply else 0):
            old = new = 0
            for key, _, first, end in plan:
                one = next(a for a in mission.activities if a.id == key)
                if first <= week < end and _belongs(mission, one.institution, row.id):
                    rate = sum(_a_year(mission, c.id) for c in mission.courses if c.activity == key)
                    old, new = (old + rate, new) if begun(mission, one) else (old, new + rate)
            if new and old + new > row.supply:
                return False
    return True


def _belongs(mission: Mission, key: str | None, above: str) -> bool:
    while key is not None and key != above:
        row = next(one for one in mission.institutions if one.id == key)
        key = row.part_of
    return key is not None


def _a_year(mission: Mission, key: str) -> int:
    one = next(row for row in mission.courses if row.id == key)
    cycle = one.weeks + one.break_weeks
    class_of = min(one.seats, one.supply * cycle // 52) if one.supply else one.seats
    return class_of * 52 // cycle


def affordable(mission: Mission, plan: Sequence[Chosen]) -> bool:
    """Whether new work takes no more of a year's money than what was begun leaves of it."""
    held: Counter[tuple[int, str]] = Counter()
    for row in mission.budgets:
        held[row.year, row.funding.value] += round(row.amount * 1000)
    old, new = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for one in mission.activities:
        weeks = [w for key, _, first, end in plan if key == one.id for w in range(first, end)]
        side, who = (old if begun(mission, one) else new), one.funding.value
        if begun(mission, one):
            assert one.began is not None
            old[one.began.year, who] += round(one.start_cost * 1000)
            weeks += _before(mission, one)
        elif weeks:
            new[monday(mission, weeks[0]).year, who] += round(one.start_cost * 1000)
        for week in weeks:
            side[monday(mission, week).year, who] += round(one.cost * 1000)
    return not any(new[key] and old[key] + new[key] > most for key, most in held.items())


def leaner(mission: Mission, one: Activity, week: int) -> bool:
    """Whether with a week a year begins that has only so much money for a work's weeks."""
    year = monday(mission, week).year
    limited = any((row.year, row.funding) == (year, one.funding) for row in mission.budgets)
    return bool(one.cost) and limited and monday(mission, week - 1).year < year


def waited(mission: Mission, plan: Sequence[Chosen]) -> bool:
    """Whether work starts only when what it must outwait is over; begun work that is gone is."""
    starts = {key: week for key, _, week, _ in plan}
    ends = {key: end for key, _, _, end in plan}
    for one in mission.activities:
        for before in one.after_end if one.id in starts and not begun(mission, one) else ():
            row = next(other for other in mission.activities if other.id == before)
            if before not in ends and not begun(mission, row):
                return False
            if starts[one.id] < ends.get(before, 0) + one.lag_weeks:
                return False
    return True


def stocked(mission: Mission, plan: Sequence[Chosen]) -> bool:
    """Whether new work draws no more than there is; at a site a work has one mode."""
    left = {str(row.id): row.amount for row in mission.stocks}
    for row in mission.draws:
        mode = next(one for one in mission.modes if one.id == row.mode)
        activity = next(one for one in mission.activities if one.id == mode.activity)
        here = [key for key, site, _, _ in plan if (key, site) == (mode.activity, mode.site)]
        if here and not begun(mission, activity):
            left[str(row.stock)] -= row.amount
    return all(amount >= 0 for amount in left.values())


def _before(mission: Mission, one: Activity) -> list[int]:
    """The whole weeks before the first one in which begun work stood."""
    modes = [mode for mode in mission.modes if mode.activity == one.id]
    assert one.began is not None
    if not modes:
        return []
    long = timedelta(weeks=modes[0].weeks) if modes[0].weeks else timedelta(weeks=2000)
    last = min(one.window.end, one.began + long)
    weeks = [week for week in range(-60, 0) if monday(mission, week) >= one.began]
    return [week for week in weeks if monday(mission, week + 1) <= last]
