"""The planner's oracle, third part: talks that works need, tried in every order, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations

from cadre.mission.authorities import Negotiation
from cadre.mission.mission import Mission
from tests.oracle.rules import Chosen, begun, monday

DAY = timedelta(days=1)


def talked(mission: Mission, plan: Sequence[Chosen]) -> bool:
    """Whether in some order all talks that a plan needs are over when the first work starts.

    Each work starts after the talks of its option, held in the table's order, too.
    """
    due: dict[str, date] = {}
    for key, _, week, _ in plan:
        one = mission.activity(key)  # type: ignore[arg-type]
        needed = [o.negotiations for o in mission.options if o.id == one.option]
        if not needed or begun(mission, one):
            continue
        first = monday(mission, week)
        alone = held(mission, [row for row in mission.negotiations if row.id in needed[0]])
        if any(end > first for end in alone.values()):
            return False
        due |= {str(talk): min(first, due.get(str(talk), first)) for talk in needed[0]}
    rows = [row for row in mission.negotiations if row.id in due]
    return any(
        all(end <= due[key] for key, end in held(mission, order).items())
        for order in permutations(rows)
    )


def held(mission: Mission, order: Sequence[Negotiation]) -> dict[str, date]:
    """The first day after each of some talks, each held as early as those before it let it."""
    load: Counter[date] = Counter()
    ends: dict[str, date] = {}
    agreed = [one for one in mission.negotiations if one.agreed]
    for one in (*agreed, *(row for row in order if not row.agreed)):
        first = one.earliest if one.agreed else max(one.earliest, mission.profile.as_of)
        while not one.agreed and not fits(mission, one, load, first):
            first += DAY
            if first > monday(mission, 99):
                break
        load.update(dict.fromkeys(days(one, first), one.load))
        if one in order:
            ends[str(one.id)] = first + DAY * len(days(one, first))
    return ends


def fits(mission: Mission, one: Negotiation, load: Counter[date], first: date) -> bool:
    """Whether the host can carry one talk more from a day on."""
    most = mission.profile.negotiating_capacity
    return not most or all(load[day] + one.load <= most for day in days(one, first))


def days(one: Negotiation, first: date) -> list[date]:
    """The days of a talk that begins on one: its likely weeks, a day begun left out."""
    return [first + n * DAY for n in range(max(1, int(7 * one.weeks.likely)))]
