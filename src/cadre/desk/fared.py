"""Fared: what becomes of a plan in many futures, as charts, and tables with a way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from typing import Any

from cadre.brief.charts.bars import causes, lines
from cadre.brief.context import Context
from cadre.brief.force import fan
from cadre.brief.futures import CAUSES
from cadre.brief.sections import (
    Basis,
    Chart,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    RowRef,
    Section,
    Table,
    columns_of,
)
from cadre.brief.words import day_text, percent, percents, plural, quarter_weeks, short_day
from cadre.desk.played import Played
from cadre.desk.summary import Reached, Summary
from cadre.mission.weeks import DAY
from cadre.simulator.estimates import Estimate
from cadre.simulator.outcomes import QUANTILES, HeldBackBy

ANSWERS = {
    "people-weeks": ("People present, people-weeks", "people-weeks"),
    "work-weeks": ("Work done, activity-weeks", "activity-weeks"),
    "graduates": ("Graduates", "graduates"),
    "cost": ("Cost, thousands", "thousand"),
    "coverage": ("Needs covered, share of all", "%"),
}
"""What is asked of a future, as printed, with its unit."""
PLAYED_ROWS = ("shocks", "hindrances", "conditions", "decisions", "courses", "criteria")
TONES = {"p05": "5%", "p25": "25%", "p50": "median", "p75": "75%", "p95": "95%"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """What becomes of a plan.

    Attributes:
        figures: What sums it up.
        sections: Force, milestones, what held work back, what matters, work and courses.
        bases: The rows behind all of it.
    """

    figures: tuple[Number, ...]
    sections: tuple[Section, ...]
    bases: tuple[Basis, ...]


def fared(context: Context, played: Played) -> Fared:
    """What becomes of a plan in the futures that were played.

    Args:
        context: The mission and the plan.
        played: Its futures.
    """
    told = _Told(context, played)
    sections = (told.force(), told.reached(), told.held(), told.matters(), told.work())
    return Fared(
        figures=tuple(told.figures()),
        sections=tuple(one for one in sections if one.parts),
        bases=(*context.bases.values(), told.basis),
    )


def basis_of(context: Context, played: Played) -> Basis:
    """The rows behind numbers of futures."""
    plan, mission = context.bases["plan"], context.mission
    drawn = [RowRef(table, row.id) for table in PLAYED_ROWS for row in getattr(mission, table)]
    rows = tuple(dict.fromkeys((*plan.rows, *drawn)))
    return Basis(
        id="futures",
        label="The plan, played in futures",
        words=f"{played.summary.futures:,} futures, seed {played.seed}; {plan.words}",
        rows=rows,
        marking=context.mark(*rows),
    )


class _Told:
    """Futures, as parts of a page."""

    def __init__(self, context: Context, played: Played) -> None:
        self.context, self.played = context, played
        self.summary: Summary = played.summary
        self.horizon = context.horizon
        self.basis = basis_of(context, played)

    def _estimate(
        self,
        key: str,
        found: Estimate,
        label: str,
        words: str,
        unit: str = "",
        rows: Sequence[RowRef] = (),
    ) -> Number:
        origin = Origin(rows=tuple(rows), words=words)
        made = self.context.estimate(key, found, label, origin, unit)
        # It stands on all that was played, as strictly marked as that.
        return replace(
            made, origin=replace(origin, basis=self.basis.id), marking=self.basis.marking
        )

    def figures(self) -> Iterator[Number]:
        """What sums the futures up."""
        summary = self.summary
        yield self._estimate(
            "futures.count", Estimate(summary.futures, 0.0), "Futures played", "As asked for."
        )
        last = summary.force[-1]
        yield self._estimate(
            "force.end",
            Estimate(last.mean, last.errors["mean"]),
            "People present at the end, mean",
            "People present in the last week, over the number of futures.",
            "people",
        )
        yield self._estimate(
            "paused",
            summary.any_pause_weeks,
            "Weeks in which anything is held back",
            "Weeks with at least one planned work held back; a week counts once.",
            "weeks",
        )
        if summary.cost.value:
            yield self._estimate(
                "cost",
                summary.cost,
                "Cost over the horizon",
                "Weeks and starts of the work that ran, over the number of futures.",
                f"thousand {self.context.mission.profile.currency}",
            )

    # Force -------------------------------------------------------------------------------------

    def force(self) -> Section:
        """People present along the weeks, at quarter ends, and the chance of each level."""
        weeks: list[dict[str, Any]] = [
            {"from": one.day.isoformat()} | {name: getattr(one, name) for name in QUANTILES}
            for one in self.summary.force
        ]
        parts: list[Part] = [fan(self.context, weeks, self.basis.marking), self._quarters()]
        if self._levels():
            parts.append(self._chances())
        return Section(id="force", title="How strong the force may become", parts=tuple(parts))

    def _quarters(self) -> Table:
        names = ("Week of", *TONES.values())
        return Table(
            id="force-quarters",
            title="People present at quarter ends (± one standard error)",
            columns=columns_of(names, names[1:]),
            lines=tuple(self._quarter(week) for week in quarter_weeks(self.horizon)),
        )

    def _quarter(self, week: int) -> Line:
        one = self.summary.force[week]
        cells = (
            self._estimate(
                f"force.{one.day.isoformat()}.{name}",
                Estimate(getattr(one, name), one.errors[name]),
                f"People present in the week of {day_text(one.day)}, {words} of futures",
                f"The least number that {QUANTILES[name]:.0%} of the futures keep to.",
                "people",
            )
            for name, words in TONES.items()
        )
        return Line.of([short_day(one.day), *cells])

    def _levels(self) -> list[Reached]:
        """Figures meant for the weeks planned, and the steps of planned paths, reached at all."""
        meant = {
            str(one.id)
            for one in self.context.mission.levels
            if one.window.overlaps(self.horizon.window)
        }
        return [
            one
            for one in self.summary.levels
            if one.ever.value > 0 and (one.id in meant or "+" in one.id)
        ]

    def _chances(self) -> Table:
        days = self._days()
        heads = [f"by {short_day(day)}" for day in days]
        return Table(
            id="force-chances",
            title="Chance that so many people are present by a day",
            columns=columns_of(["Figure", *heads], heads),
            lines=tuple(
                Line.of([self._level_name(one), *(self._chance(one, day) for day in days)])
                for one in self._levels()
            ),
        )

    def _level_name(self, one: Reached) -> str:
        name = self.context.name(one.id.partition("+")[0], "levels")
        grown = ", grown as planned" if "+" in one.id else ""
        return f"{name}{grown} ({one.people:,} {plural(one.people, 'person', 'people')})"

    def _days(self) -> list[date]:
        weeks = quarter_weeks(self.horizon)
        return [self.horizon.day(week + 1) - DAY for week in weeks][-6:]

    def _chance(self, one: Reached, day: date) -> Number:
        # Nothing is reached before the horizon; after it, what its last week has.
        week = min(self.horizon.week(day), self.horizon.weeks - 1)
        share = one.chance[week] if week >= 0 else 0.0
        error = sqrt(share * (1 - share) / self.summary.futures)
        return self._estimate(
            f"reached.{one.id}.{day.isoformat()}",
            Estimate(share, error),
            f"Share of futures that reach {one.id} by {day_text(day)}",
            "Futures in which it was so in some week by then, over all.",
            "%",
        )

    # Milestones --------------------------------------------------------------------------------

    def reached(self) -> Section:
        """Milestones: the share of futures that reach each, by day and by when half do."""
        found = self.summary.milestones
        parts: list[Part] = []
        if found:
            parts += [self._milestone_chart(), self._milestones()]
        parts += [
            Paragraph.of([f"{self.context.name(key, 'milestones')} isn't judged: {why}"])
            for key, why in self.summary.unjudged.items()
        ]
        return Section(id="milestones", title="When milestones are reached", parts=tuple(parts))

    def _milestone_chart(self) -> Chart:
        points = [
            {
                "from": self.horizon.day(week).isoformat(),
                "name": self.context.name(one.id, "milestones"),
                "value": round(share, 4),
            }
            for one in self.summary.milestones
            for week, share in enumerate(one.chance)
        ]
        told = (
            f"{self.context.name(one.id, 'milestones')}: {percent(one.ever.value)} in the end"
            for one in self.summary.milestones
        )
        return Chart(
            id="milestones-chart",
            title="Share of futures that have reached each milestone",
            description="; ".join(told) + ".",
            spec=lines(points, "Share of futures", ".0%"),
            marking=self.basis.marking,
        )

    def _milestones(self) -> Table:
        known = {str(one.id): one for one in self.context.mission.milestones}
        rows = []
        for one in self.summary.milestones:
            by = known[one.id].by
            cells = (
                known[one.id].name,
                short_day(by) if by else "no day stated",
                self._chance(one, by) if by else "",
                self._ever(one),
                self._half(one),
            )
            rows.append(Line.of(cells, self.context.mark(known[one.id])))
        columns = ("Milestone", "Wanted by", "Reached by then", "Reached at all", "Half by")
        return Table(
            id="milestones-table",
            title="Milestones (± one standard error)",
            columns=columns_of(columns, columns[2:4]),
            lines=tuple(rows),
        )

    def _ever(self, one: Reached) -> Number:
        criteria = (row.id for row in self.context.mission.criteria if row.milestone == one.id)
        return self._estimate(
            f"milestone.{one.id}.ever",
            one.ever,
            f"Share of futures that reach {self.context.name(one.id, 'milestones')}",
            "Futures in which all its criteria held in some week, over all.",
            "%",
            [RowRef("milestones", one.id), *self.context.refs("criteria", criteria)],
        )

    def _half(self, one: Reached) -> str:
        half = next(day for day in one.days if day.share == QUANTILES["p50"])
        if half.day is None:
            return "fewer than half reach it"
        luck = f" ± {half.error_weeks:.1f} weeks" if half.error_weeks else ""
        return f"week of {short_day(half.day)}{luck}"

    # What held work back -----------------------------------------------------------------------

    def held(self) -> Section:
        """What held planned work back, the most first."""
        found = self.summary.causes
        parts: list[Part] = [self._held_chart(), self._held_table()] if found else []
        return Section(id="held", title="What holds work back", parts=tuple(parts))

    def _held_chart(self) -> Chart:
        told = percents([one.share for one in self.summary.causes])
        rows = [
            {
                "cause": CAUSES[HeldBackBy[one.cause.upper()]],
                "value": round(one.share, 5),
                "text": text,
            }
            for one, text in zip(self.summary.causes, told, strict=True)
        ]
        return Chart(
            id="held-chart",
            title="Why planned work did not run: share of the activity-weeks held back",
            description="; ".join(f"{row['cause']} {row['text']}" for row in rows),
            spec=causes(rows, "Share of activity-weeks held back"),
            marking=self.basis.marking,
        )

    def _held_table(self) -> Table:
        columns = ("Cause", "Activity-weeks a future", "Weeks a future")
        rows = []
        for one in self.summary.causes:
            name = CAUSES[HeldBackBy[one.cause.upper()]]
            words = "Held back by it, the first cause in the order of the rules, over all futures."
            work_weeks = self._estimate(
                f"held.{one.cause}.activity-weeks",
                one.activity_weeks,
                f"Activity-weeks held back in a future by: {name}",
                words,
                "activity-weeks",
            )
            weeks = self._estimate(
                f"held.{one.cause}.weeks",
                one.weeks,
                f"Weeks of a future in which any work was held back by: {name}",
                words,
                "weeks",
            )
            rows.append(Line.of((name, work_weeks, weeks)))
        return Table(
            id="held-table",
            title="Causes (± one standard error, at most)",
            columns=columns_of(columns, columns[1:]),
            lines=tuple(rows),
        )

    # What matters ------------------------------------------------------------------------------

    def matters(self) -> Section:
        """On what each answer hangs most."""
        parts: list[Part] = [
            self._hangs_on(answer)
            for answer in dict.fromkeys(one.answer for one in self.summary.matters)
        ]
        if parts:
            note = (
                "How much of the difference between futures one thing explains alone: what to "
                "watch, and where one's own effort changes most."
            )
            parts.insert(0, Paragraph.of([note], role="note"))
        return Section(id="matters", title="What matters most", parts=tuple(parts))

    def _hangs_on(self, answer: str) -> Table:
        words, unit = ANSWERS[answer]
        columns = ("It hangs on whether", "Explains", "At one end", "At the other")
        rows = []
        for one in self.summary.matters:
            if one.answer != answer:
                continue
            reference = self.context.found([one.id])
            name = self._thing(one.id)
            share = self._estimate(
                f"matters.{answer}.{one.id}.{one.deciding[:12]}",
                one.share,
                f"Share of the variance of {words.lower()} that {name} explains alone",
                "By the mean over futures in each eighth of its draws.",
                "%",
                reference,
            )
            ends = (
                self._estimate(
                    f"matters.{answer}.{one.id}.{one.deciding[:12]}.{end}",
                    Estimate(value, 0.0),
                    f"{words} in the {end}est eighth of the draws of {name}",
                    "Mean over those futures.",
                    unit,
                    reference,
                )
                for end, value in (("low", one.low), ("high", one.high))
            )
            rows.append(Line.of((f"{name} {one.deciding}", share, *ends)))
        return Table(
            id=f"matters-{answer}",
            title=words,
            columns=columns_of(columns, columns[1:]),
            lines=tuple(rows),
        )

    def _thing(self, key: str) -> str:
        """What people call something that is drawn."""
        pledge = next((one for one in self.context.mission.pledges if one.id == key), None)
        if pledge is not None:
            nation = self.context.name(pledge.nation, "nations")
            skill = self.context.name(pledge.skill, "skills")
            return f"Pledge of {nation} ({skill}; {key})"
        found = self.context.found([key])
        return self.context.name(key, found[0].table) if found else key

    # Work and courses --------------------------------------------------------------------------

    def work(self) -> Section:
        """How each planned work fares, and what courses produce."""
        parts: list[Part] = [self._works()] if self.summary.activities else []
        if self.summary.courses:
            parts.append(self._courses())
        return Section(id="work", title="How planned work fares", parts=tuple(parts))

    def _works(self) -> Table:
        columns = ("Planned work", "Begins", "Runs, weeks", "Planned, weeks")
        rows = []
        for one in self.summary.activities:
            name = self.context.name(one.activity, "activities")
            starts = (s for s in self.context.plan.starts if s.activity == one.activity)
            start = next(starts, None)
            rows.append(
                Line.of(
                    (
                        name,
                        self._estimate(
                            f"work.{one.activity}.begun",
                            one.begun,
                            f"Share of futures in which {name} begins",
                            "Futures in which it ran in some week, over all.",
                            "%",
                            [RowRef("activities", one.activity)],
                        ),
                        self._estimate(
                            f"work.{one.activity}.ran",
                            one.ran,
                            f"Weeks in which {name} runs",
                            "Weeks run, over the number of futures.",
                            "weeks",
                            [RowRef("activities", one.activity)],
                        ),
                        str(start.weeks) if start else "",
                    )
                )
            )
        return Table(
            id="work-table",
            title="Planned work (± one standard error, at most)",
            columns=columns_of(columns, columns[1:]),
            lines=tuple(rows),
        )

    def _courses(self) -> Table:
        columns = ("Course", "Graduates", "In service at the end", "Cohorts lost")
        rows = []
        for one in self.summary.courses:
            name = self.context.name(one.course, "courses")
            figures = (
                ("graduates", one.graduates, "Graduates"),
                ("in-service", Estimate(one.in_service, 0.0), "Graduates in service at the end"),
                ("lost", Estimate(one.lost_cohorts, 0.0), "Cohorts lost to long pauses"),
            )
            cells = (
                self._estimate(
                    f"course.{one.course}.{key}",
                    found,
                    f"{words}: {name}",
                    "Summed over the horizon, over the number of futures.",
                    rows=[RowRef("courses", one.course)],
                )
                for key, found, words in figures
            )
            rows.append(Line.of((name, *cells)))
        return Table(
            id="courses-table",
            title="What courses produce",
            columns=columns_of(columns, columns[1:]),
            lines=tuple(rows),
        )
