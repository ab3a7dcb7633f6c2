"""Losses told: what falls with somebody who goes, with names and numbers for a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cadre.brief.sections import Number
from cadre.checks.departure import Departure, Moment
from cadre.checks.loss import Leaver
from cadre.desk.desk import Desk
from cadre.desk.law import Named
from cadre.desk.made_of import LOST
from cadre.desk.numbers import Numbers
from cadre.mission.markings import OPEN
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure without the loss, and with it.

    Attributes:
        name: What is counted.
        before: Without the loss.
        after: With it.
        worse: Whether it is worse with it.
    """

    name: str
    before: Number
    after: Number
    worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """Rows that fall away together.

    Attributes:
        said: What becomes of them, as the beginning of a sentence.
        rows: The rows.
    """

    said: str
    rows: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossTold:
    """What is lost when somebody goes.

    Attributes:
        loss: What is lost, and how it goes on.
        changes: Figures of the first day looked at.
        falling: What falls away besides.
        nations: Names of nations, by id.
        skills: Names of skills, by id.
        works: Names of activities, by id.
        with_plan: Whether a plan's starts and people are looked at.
    """

    loss: Departure
    changes: tuple[Change, ...]
    falling: tuple[Falling, ...]
    nations: dict[str, str]
    skills: dict[str, str]
    works: dict[str, str]
    with_plan: bool

    @property
    def first(self) -> Moment:
        """The first days looked at."""
        return self.loss.moments[0]


def loss_told(
    desk: Desk, who: str, since: date, *, what: Leaver | None = None, plan: Plan | None = None
) -> LossTold:
    """What is lost if `who` is gone from `since` on, as `Desk.lose` answers it.

    Raises:
        CadreError: What `Desk.lose` refuses: an id that isn't known or stands for several, a day
            after the horizon, a reader who may not see all that it is made of.
    """
    loss = desk.lose(who, since, what=what, plan=plan).loss
    mission = desk.mission
    return LossTold(
        loss=loss,
        changes=tuple(_changes(Numbers(desk), mission, loss)),
        falling=tuple(one for one in _falling(mission, loss) if one.rows),
        nations={str(one.id): one.name for one in mission.nations},
        skills={str(one.id): one.name for one in mission.skills},
        works={str(one.id): one.name for one in mission.activities},
        with_plan=plan is not None,
    )


def _changes(numbers: Numbers, mission: Mission, loss: Departure) -> Iterator[Change]:
    first = loss.moments[0]
    rows = [(table, str(row.id)) for table in LOST for row in getattr(mission, table)]

    def change(key: str, name: str, before: int | None, after: int | None, more: bool) -> Change:
        """A figure; `more` says whether more of it is worse. Unknown is a force without end."""
        worse = after != before
        if worse and before is not None and after is not None:
            worse = (after > before) is more
        return Change(
            name=name,
            before=number(f"{key}.before", before, f"{name}, without the loss"),
            after=number(f"{key}.after", after, f"{name}, with the loss"),
            worse=worse,
        )

    def number(key: str, value: int | None, label: str) -> Number:
        words = f"On {first.window.first}, of the work that runs then, site by site."
        return numbers.counted(f"lose.{key}", value, label, rows, words=words)

    yield change("posts", "People in posts", first.posts_before, first.posts_after, more=False)
    yield change(
        "needed", "People needed in all", first.needed_before, first.needed_after, more=True
    )
    if first.beds_before is not None:
        yield change("beds", "Beds", first.beds_before, first.beds_after, more=False)
        yield change(
            "short", "Beds short", first.beds_short_before, first.beds_short_after, more=True
        )


def _falling(mission: Mission, loss: Departure) -> Iterator[Falling]:
    yield Falling(
        said="Work to come that leans on it and on nobody else",
        rows=tuple(_named(mission, "activities", loss.leaning)),
    )
    yield Falling(
        said="Its own work with the host that ends",
        rows=tuple(_named(mission, "partner_activities", loss.own_work)),
    )
    yield Falling(
        said="Its pledges that fall away, for work to come as well",
        rows=tuple(_named(mission, "pledges", loss.pledges)),
    )
    yield Falling(
        said="Its turns in the lead that fall away",
        rows=tuple(_named(mission, "lead_rotations", loss.leads)),
    )
    yield Falling(
        said="Counted although paused that day, since its people stay",
        rows=tuple(_named(mission, "activities", loss.paused)),
    )


def _named(mission: Mission, table: str, keys: Iterable[str]) -> Iterator[Named]:
    """Rows by name; who sees a loss may see all that it is made of."""
    known = {str(row.id): row for row in getattr(mission, table)}
    for key in keys:
        yield Named(table=table, id=key, name=getattr(known[key], "name", key), marking=OPEN)
