"""The tables of an exploration's brief, each number with its way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cadre.brief.context import Context
from cadre.brief.explored import Came, Explored, Judge
from cadre.brief.explored_pictures import fine, lettered, most_behind, points
from cadre.brief.explored_words import AHEAD
from cadre.brief.sections import (
    Line,
    Number,
    Origin,
    Paragraph,
    Piece,
    RowRef,
    Table,
    Text,
    columns_of,
)
from cadre.brief.words import UNKNOWN, listed, short_day
from cadre.mission.markings import Marking
from cadre.mission.rows import Citation

MOST_MEASURES = 4
"""Measures shown side by side on a page."""
BASIS = "exploration"


@dataclass(frozen=True, slots=True)
class Told:
    """An exploration that is being told.

    Attributes:
        context: The mission, with the basis of all numbers.
        explored: What it came to.
    """

    context: Context
    explored: Explored

    @property
    def marking(self) -> Marking:
        """Who may see what was explored."""
        return self.context.bases[BASIS].marking

    def say(self, key: str, value: float, unit: str, label: str) -> Piece:
        """A number of the exploration, small shares and differences with a place more."""
        ahead = unit.endswith(AHEAD)
        plain = unit.removesuffix(AHEAD)
        text = points(value, plain) if ahead else fine(value, plain)
        return replace(self.number(key, value, plain, label), text=text)

    def number(
        self,
        key: str,
        value: float | None,
        unit: str,
        label: str,
        words: str = "Reckoned over the cases of the exploration.",
    ) -> Number:
        """A number of the exploration, with the rows of what was varied for it."""
        swing = next(
            (one for one in self.explored.swings if key.startswith(f"swing.{one.id}.")), None
        )
        rows: tuple[RowRef, ...] = ()
        sources: tuple[Citation, ...] = ()
        if swing is not None:
            fields = dict.fromkeys(RowRef(*field[:2]) for field in swing.fields)
            rows = tuple(one for one in fields if self.context.row(one) is not None)
            sources = (Citation(swing.assumption),) if swing.assumption else ()
            words = "All else as plans use it; the best choice alone."
        origin = Origin(rows=rows, sources=sources, basis=BASIS, words=words)
        return self.context.number(key, value, label, origin, unit)


def choices(told: Told) -> Table:
    """Each choice: what it starts, what it comes to, how far it falls behind."""
    explored = told.explored
    measures = _apart(explored)
    names = [one.titled for one in measures]
    worst = most_behind(explored)
    columns = ("Choice, and the new work that its plan starts", *names, "Furthest behind")
    lines = []
    found = {(one.choice, one.measure): one for one in explored.came}
    for choice in explored.choices:
        starts = listed(told.context.shorts(choice.starts, "activities"), 3) or "nothing new"
        cells: list[Text | Piece] = [f"{choice.label}: {starts}"]
        cells += [_came(told, found[choice.id, one.id], one.unit) for one in measures]
        own = worst[choice.id]
        label = f"Largest regret of {choice.label}: {explored.lead.name}"
        most = told.say(f"regret.{choice.id}.most", own.most, explored.lead.unit, label)
        cells.append((most, f" ({own.name})"))
        tone = "strong" if choice.id == explored.best else ""
        lines.append(Line.of(cells, told.marking, tone))
    return Table(
        id="explored-choices",
        title="Mean over all cases, and what nine in ten cases lie between",
        columns=columns_of(columns, names),
        lines=tuple(lines),
    )


def _apart(explored: Explored) -> list[Judge]:
    """Measures by which choices differ as printed: what leads, what they give, what they take."""
    found: dict[str, set[str]] = {}
    for one in explored.came:
        unit = next(each.unit for each in explored.measures if each.id == one.measure)
        found.setdefault(one.measure, set()).add(fine(one.mean, unit))
    apart = [one for one in explored.measures if len(found[one.id]) > 1]
    lead, less = [explored.lead], [one for one in apart if not one.more]
    # What a choice takes stands beside what it gives: cost where there is one, else people.
    paid = [one for one in less if one.id == "cost"] or less
    gives = [one for one in apart if one.more and one.id != explored.leads]
    return [*lead, *gives[: MOST_MEASURES - 1 - len(paid[:1])], *paid[:1]]


def _came(told: Told, one: Came, unit: str) -> Text:
    judge = next(each for each in told.explored.measures if each.id == one.measure)
    key = f"came.{one.choice}.{one.measure}"
    label = f"{judge.name}, {told.explored.label(one.choice)}"
    mean = told.say(f"{key}.mean", one.mean, unit, f"{label}: mean over the cases")
    low = told.say(f"{key}.low", one.low, unit, f"{label}: one case in twenty came to less")
    high = told.say(f"{key}.high", one.high, unit, f"{label}: one case in twenty came to more")
    return (mean, " (", low, " to ", high, ")")


def signs(told: Told) -> Table:
    """What to watch of each choice, and how good a sign it is."""
    explored = told.explored
    lines = []
    for letter, one in lettered(explored):
        label = f"{explored.label(one.choice)}, sign {letter}"
        key = f"sign.{letter}"
        words = "Found in one half of futures played one by one, judged in the other."
        foretold = told.number(
            f"{key}.share", one.foretold, "%", f"{label}: failures that it foretells", words
        )
        right = told.number(
            f"{key}.right", one.right, "%", f"{label}: alarms that are right", words
        )
        early = told.number(
            f"{key}.weeks", round(one.earlier), "weeks", f"{label}: weeks ahead", words
        )
        cited = tuple(told.context.cite(Citation(key)) for key in one.assumptions[:2])
        lines.append(
            Line.of(
                (
                    letter,
                    explored.label(one.choice),
                    (f"{one.text} ", *cited),
                    early,
                    foretold,
                    right,
                ),
                told.marking,
            )
        )
    columns = ("", "Choice", "What is seen", "Weeks ahead", "Failures it foretells", "Right")
    return Table(
        id="explored-signs",
        title="What would tell in time that a choice fails",
        columns=columns_of(columns, columns[3:]),
        lines=tuple(lines),
    )


def changes(told: Told) -> Iterator[Paragraph]:
    """When to change from what to what, and what that gains."""
    explored = told.explored
    unit = explored.lead.unit
    for place, one in enumerate(explored.changes, start=1):
        pair = f"{explored.label(one.since)} to {explored.label(one.to)}"
        label = f"{pair}: {explored.lead.name}, what changing {one.verb}"
        gain = told.say(f"change.{place}.gain", abs(one.gain), f"{unit}{AHEAD}", label)
        points = "points" if unit == "%" else unit
        when = one.sign or "This can't wait for a sign: it is the last day on which to order it."
        sure = "" if one.sure else ", which may be luck"
        ordered = f"{pair}, ordered on {short_day(one.at)}, {one.verb} "
        text = (ordered, gain, f" {points}{sure}. {when}")
        yield Paragraph.of(text, told.marking, "item", f"Change {place}")


def made(told: Told) -> Table:
    """Everything needed to make it again."""
    explored, from_ = told.explored, told.explored.made_from
    early = "; stopped before all were played" if explored.stopped else ""
    rows = (
        ("Dossier (SHA-256)", from_.dossier or UNKNOWN),
        ("As of", from_.as_of),
        ("Choices", str(len(explored.choices))),
        (
            "Cases",
            f"{explored.cases:,} by {explored.method}; {explored.varied} things uncertain",
        ),
        ("Combinations played", f"{explored.played:,}{early}"),
        ("Futures each", f"{explored.futures:,}, the same for all"),
        ("Seed", str(from_.seed)),
        ("Cadre", from_.version or UNKNOWN),
        ("Plans (SHA-256)", from_.plan or UNKNOWN),
    )
    return Table(
        id="explored-making",
        title="The same inputs give the same brief",
        columns=columns_of(("What", "Value")),
        lines=tuple(Line.of(row) for row in rows),
    )
