"""Questions about what is known, and which figures stand beside which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cadre.backtest.answers import Answer
from cadre.backtest.found import TABLES
from cadre.backtest.world import World
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.cases import Case
from cadre.mission.sources import Claim

YEAR = 365.25


def known(world: World, case: Case) -> Answer:
    """Whether all the rows named are known on the as-of day."""
    world.refuse_strangers(case.subject, TABLES)
    lacking = [key for key in case.subject if not world.mission.named(key)]
    return Answer(not lacking, f"not known: {', '.join(lacking)}" if lacking else "")


def figure(world: World, case: Case) -> Answer:
    """The sum of the figures of some claims; unknown when one of them has none."""
    return Answer(_sum(world, case.subject))


def ratio(world: World, case: Case) -> Answer:
    """The figures of some claims as a share of those named in `at`."""
    part, whole = _sum(world, case.subject), _sum(world, case.at)
    return Answer(part / whole if part is not None and whole else None)


def per_staff_year(world: World, case: Case) -> Answer:
    """Figures claimed per person and year: of staff claimed in `at`, over the days asked about.

    The staff is the mean of the claims in `at`; a year has 365.25 days.
    """
    output, staff = _sum(world, case.subject), _sum(world, case.at)
    if output is None or not staff:
        return Answer(None)
    if case.window.first is None or case.window.last is None:
        raise CadreError(
            f"case {case.id}", "states no `from` or no `to`", "both days", "Fill the cells."
        )
    years = case.window.days / YEAR
    people = staff / len(case.at)
    return Answer(output / (people * years), f"{people:g} people for {years:.2f} years")


def _sum(world: World, keys: Iterable[str]) -> float | None:
    figures = [_claim(world, key).quantity for key in keys]
    known_figures = [one for one in figures if one is not None]
    whole = bool(figures) and len(known_figures) == len(figures)
    return float(sum(known_figures)) if whole else None


def _claim(world: World, key: str) -> Claim:
    row = world.row(key, "claims")
    if not isinstance(row, Claim):
        raise TypeError(key)
    return row


def days_between(world: World, case: Case) -> Answer:
    """Days from one claim, decision or authority to another: from `subject` to `at`.

    A claim's day is the first on which it held, or else of its report; a decision's the day on
    which it was taken; an authority's, site's or pledge's the first of its window.
    """
    if len(case.subject) != 1 or len(case.at) != 1:
        raise CadreError(
            f"case {case.id}", "names no pair", "one id in `subject` and one in `at`", "Name both."
        )
    first, last = (_day(world, key, case) for key in (case.subject[0], case.at[0]))
    return Answer(float((last - first).days), f"{first} to {last}")


def _day(world: World, key: str, case: Case) -> date:
    for row in world.mission.named(key):
        if isinstance(row, Claim):
            return (row.valid_from or row.reported_on).earliest
        for name in ("taken", "met", "began", "day"):
            if (day := getattr(row, name, None)) is not None:
                return day  # type: ignore[no-any-return]
        window = getattr(row, "window", None)
        if window is not None and window.first is not None:
            return window.start  # type: ignore[no-any-return]
    raise CadreError(
        f"case {case.id}", f"{key!r} has no day, or isn't known", "a dated row", "Name another."
    )


def in_conflict(world: World, case: Case) -> Answer:
    """The claims that stand in conflict with those named."""
    world.refuse_strangers(case.subject, ("claims",))
    found = [
        str(claim)
        for conflict in world.mission.conflicts
        if not set(case.subject).isdisjoint(conflict.claims)
        for claim in conflict.claims
        if claim not in case.subject
    ]
    return Answer(tuple(dict.fromkeys(found)), table="claims")


def preferred(world: World, case: Case) -> Answer:
    """The claims preferred in the conflicts in which those named stand."""
    world.refuse_strangers(case.subject, ("claims",))
    found = [
        str(claim)
        for conflict in world.mission.conflicts
        if not set(case.subject).isdisjoint(conflict.claims)
        for claim in conflict.preferred
    ]
    return Answer(tuple(dict.fromkeys(found)), table="claims")


def told(world: World, case: Case) -> Answer:
    """Who is told of the subjects named, in the order of the days; on one day, of the table."""
    subjects = {one.subject for one in world.whole.announcements}
    for key in case.subject:
        if key not in subjects:
            raise UnknownIdError("subject of announcements", key, sorted(subjects))
    rows = [one for one in world.mission.announcements if one.subject in case.subject]
    ordered = sorted(rows, key=lambda one: one.day)
    because = ", ".join(f"{one.told.value} {one.day}" for one in ordered)
    return Answer(tuple(dict.fromkeys(one.told.value for one in ordered)), because, ordered=True)
