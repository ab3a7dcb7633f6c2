"""`cadre cover`: law along time by kind, and its gaps to the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from textwrap import fill

import click

from cadre.cli.options import NEW_FILE, Day, with_desk
from cadre.cli.show import withheld_as_text
from cadre.desk.cover import Coming, CoverAnswer, DaysOfLaw, KindCover, WorkCover, shown
from cadre.desk.desk import Desk
from cadre.desk.refused import answer_as_json
from cadre.mission.days import LawState
from cadre.mission.weeks import DAY, Window

WIDTH, LABEL = 100, 11
"""Columns of a line, and those of its label."""
MARKS = "-~o.x+#"
"""How a column is drawn, the worst first; the worst of its days is shown."""
LEGEND = """\
# in force   + believed enough to plan on   . only hoped for   x paused   - nothing
all kinds: # full   + . full if what isn't there yet comes   o permission without agreement
           x paused   ~ partial   - none   (blank: the work isn't wanted then)"""
_DRAWN = {
    "in force": "#",
    "may be relied on": "+",
    "only hoped for": ".",
    "paused": "x",
    "permission without agreement": "o",
    "partial": "~",
    "none": "-",
}


@click.command()
@with_desk
@click.option("--from", "first", type=Day(), help="First day; else the first authority's.")
@click.option("--to", "last", type=Day(), help="Last day; else the last that plans look at.")
@click.option("--activity", "activities", multiple=True, help="Only this one; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--svg", type=NEW_FILE, help="Write the picture to this file.")
def cover(
    desk: Desk,
    first: date | None,
    last: date | None,
    activities: tuple[str, ...],
    as_json: bool,
    svg: Path | None,
) -> None:
    """Draw law along time for the work in DOSSIER, and list gaps to the day.

    A line a kind of authority, then one for all kinds; work that law covers alike is drawn
    together. Below stand the days without full cover: what is missing, what may come with what
    belief, what is paused. Past days are shown as they are known on the as-of day.

    \b
    Example:
      cadre cover examples/ntm-i --as-of 2008-12-23 --from 2008-07-01 --to 2009-12-31
    """
    answer = desk.cover(first, last, activities)
    if svg is not None:
        desk.write(svg, desk.cover_picture(answer))
    click.echo(answer_as_json(desk, answer) if as_json else cover_as_text(answer), nl=not as_json)


def cover_as_text(answer: CoverAnswer) -> str:
    """The time line of each group of work, with its gaps below."""
    blocks = [f"Law by the day, {answer.span}, as known on {answer.made_from.as_of}\n\n{LEGEND}"]
    scale = Scale(answer.span, date.fromisoformat(answer.made_from.as_of))
    blocks += [_block(scale, group) for group in _groups(answer.works)]
    if not answer.works:
        blocks.append("No work is wanted on these days.")
    withheld = withheld_as_text(answer.withheld).strip()
    return "\n\n".join([*blocks, withheld] if withheld else blocks)


def _groups(works: Iterable[WorkCover]) -> list[list[WorkCover]]:
    """Work that every kind covers on the same days, in the order in which it is met."""
    found: dict[object, list[WorkCover]] = {}
    for one in works:
        same = tuple((k.kind, k.firm, k.relied, k.hoped, k.paused) for k in one.kinds)
        found.setdefault(same, []).append(one)
    return list(found.values())


class Scale:
    """Days on the columns of a line.

    Attributes:
        span: The days drawn.
        as_of: The as-of day.
        columns: The days of each column.
    """

    def __init__(self, span: Window, as_of: date) -> None:
        self.span, self.as_of = span, as_of
        number = min(WIDTH - LABEL, span.days)
        edges = [span.start + span.days * n // number * DAY for n in range(number + 1)]
        self.columns = [Window(edges[n], edges[n + 1]) for n in range(number)]

    def drawn(self, marked: Iterable[tuple[str, Iterable[Window]]], empty: str) -> str:
        """A line: in each column the worst mark of its days; `empty` where there is none."""
        found = [set[str]() for _ in self.columns]
        for mark, windows in marked:
            for window in windows:
                for number in self._touched(window):
                    found[number].add(mark)
        return "".join(min(marks, key=MARKS.index) if marks else empty for marks in found)

    def _touched(self, window: Window) -> Iterator[int]:
        return (n for n, column in enumerate(self.columns) if column.overlaps(window))

    def axis(self) -> str:
        """The first days of years, or of months where the span is short, and the as-of day."""
        short = self.span.days < 800
        line = [" "] * len(self.columns)
        for number, column in enumerate(self.columns):
            day = _begins(column, short=short)
            text = "" if day is None else f"|{day:%Y-%m}" if short else f"|{day:%Y}"
            if day is not None and line[number : number + len(text)] == [" "] * len(text):
                line[number : number + len(text)] = text
        where = [n for n, column in enumerate(self.columns) if self.as_of in column]
        below = f"\n{' ' * (LABEL + where[0])}^ as of" if where else ""
        return " " * LABEL + "".join(line).rstrip() + below


def _begins(column: Window, *, short: bool) -> date | None:
    """The first of a month, or of a year, within a column."""
    year, month = column.start.year, column.start.month
    later = date(year + month // 12, month % 12 + 1, 1) if short else date(year + 1, 1, 1)
    here = column.start if column.start.day == 1 and (short or month == 1) else later
    return here if here in column else None


def _block(scale: Scale, group: list[WorkCover]) -> str:
    lines = [_filled(", ".join(map(_placed, group))), scale.axis()]
    lines += [f"{one.kind.value:<{LABEL}}{_kind_line(scale, one)}" for one in group[0].kinds]
    if any(one.days for one in group):
        lines.append(f"{'all kinds':<{LABEL}}{_whole_line(scale, group)}")
        lines += list(_gaps(group)) or ["  full on every day on which it is wanted"]
    return "\n".join(lines)


def _placed(work: WorkCover) -> str:
    return f"{work.activity} ({work.site})"


def _kind_line(scale: Scale, kind: KindCover) -> str:
    marked = [
        ("-", scale.span.without((*kind.hoped, *kind.paused))),
        (".", _less(kind.hoped, (*kind.relied, *kind.paused))),
        ("x", _less(kind.paused, kind.relied)),
        ("+", _less(kind.relied, kind.firm)),
        ("#", kind.firm),
    ]
    return scale.drawn(marked, "-")


def _less(days: Iterable[Window], others: Iterable[Window]) -> list[Window]:
    taken = tuple(others)
    return [gap for day in days for gap in day.without(taken)]


def _whole_line(scale: Scale, group: list[WorkCover]) -> str:
    days = ((_DRAWN[shown(one)], (one.window,)) for work in group for one in work.days)
    return scale.drawn(days, " ")


def _gaps(group: list[WorkCover]) -> Iterator[str]:
    """The days of a group without full cover, those alike in several works once."""
    found: dict[tuple[Window, DaysOfLaw], list[str]] = {}
    times = Counter(work.activity for work in group)
    for work in group:
        # Work that may run at several sites may have a gap at one of them only.
        name = _placed(work) if times[work.activity] > 1 else work.activity
        for one in work.days:
            if one.state is not LawState.FULL:
                found.setdefault((one.window, one), []).append(name)
    for (_, one), names in sorted(found.items(), key=lambda item: item[0][0]):
        whose = "" if len(names) == len(group) else f" [{', '.join(names)}]"
        yield _filled(f"{_gap(one)}{whose}", "  ", "      ")


def _filled(text: str, first: str = "", others: str = "") -> str:
    """A text in lines of the width, each with its indent."""
    return fill(text, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)


def _gap(one: DaysOfLaw) -> str:
    """2009-01-01 to 2009-07-25, 206 days: permission without agreement. Missing: status."""
    said = f"{one.window}, {one.days} {'day' if one.days == 1 else 'days'}: {one.state.value}."
    if one.missing:
        said += f" Missing: {', '.join(kind.value for kind in one.missing)}."
    if one.coming:
        said += f" May come: {'; '.join(_coming(other) for other in one.coming)}."
    if one.later:
        said += f" Comes later: {'; '.join(_coming(other) for other in one.later)}."
    if one.missing and not (one.coming or one.later or one.pauses):
        said += " Nothing that may come is known."
    said += "".join(f" Paused: {halt.name}, {halt.window}." for halt in one.pauses)
    return said


def _coming(one: Coming) -> str:
    if one.in_force:
        return f"{one.name} ({one.kind.value}, in force from {one.planned})"
    when = f", planned for {one.planned}" if one.planned else ""
    return f"{one.name} ({one.kind.value}, belief {one.belief:g}{when})"
