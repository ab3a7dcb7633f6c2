"""Options that several commands share, and how long runs show themselves and are stopped."""

from __future__ import annotations

import functools
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from math import isnan
from pathlib import Path
from types import FrameType
from typing import Any

import click

from cadre.desk.desk import FUTURES, PLANNING_SECONDS, Desk, Effort
from cadre.desk.refused import left_out

Command = Callable[..., None]


class NewFile(click.ParamType[Path]):
    """A file to write: new, or an ordinary file to be replaced."""

    name = "file"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click hands over whatever it has
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """The path, or the sentence that says why it can't be a file to write."""
        path = Path(value)
        if not path.name or (path.exists() and not path.is_file()):
            self.fail(f"{str(value)!r} is no file; name a new file, or one to replace.", param, ctx)
        return path


NEW_FILE = NewFile()


class Seconds(click.FloatRange):
    """A number of seconds; `nan` is none."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click hands over whatever it has
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """The seconds, or the sentence that says which are allowed."""
        seconds = float(super().convert(value, param, ctx))
        if isnan(seconds):
            self.fail("nan is no number of seconds.", param, ctx)
        return seconds


class Day(click.ParamType[date]):
    """A day, as 2021-03-15."""

    name = "day"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click hands over whatever it has
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        """The day, or the sentence that says what a day looks like."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2021-03-15.", param, ctx)


def with_desk(command: Command, *, lists_faults: bool = False) -> Command:
    """Give a command its desk: argument DOSSIER, `--reader`, `--as-of`, `--scenario`.

    Rows that the answer leaves out are told beside it, unless it `lists_faults` itself.
    """

    @functools.wraps(command)
    def opened(
        *,
        dossier: str,
        reader: str,
        as_of: date | None,
        scenario: str | None,
        **rest: Any,  # noqa: ANN401 - the other options, whatever they are
    ) -> None:
        desk = Desk.open(dossier, reader=reader, as_of=as_of, scenario=scenario)
        if not lists_faults:
            tell_refused(desk)
        command(desk=desk, **rest)

    return _optioned(
        opened,
        click.argument("dossier"),
        click.option("--scenario", help="Named future of the dossier to apply first."),
        click.option("--as-of", type=Day(), help="Know only what was reported by this day."),
        click.option("--reader", default="staff", show_default=True, help="Who reads the answer."),
    )


def tell_refused(desk: Desk) -> None:
    """Say on the error stream how many rows are left out of what a desk answers."""
    number = left_out(desk)
    if number:
        faulty = "rows or files are" if number > 1 else "row or file is"
        lists = "`cadre check` lists them"
        which = "this reader isn't told which" if desk.refusals.withheld else lists
        click.echo(f"{number} {faulty} faulty and left out; {which}.", err=True)


def with_signature(command: Command) -> Command:
    """Give a command `--by` and `--because`, which a store records with a change."""
    return _optioned(
        command,
        click.option("--because", default="", help="Why, as a store records it."),
        click.option("--by", default="", help="Who, as a store records it; else the login name."),
    )


def with_effort(*, plans: bool, plays: bool) -> Callable[[Command], Command]:
    """Give a command its effort: `--seed`, for plans `--seconds`, for futures `--futures`."""
    options = [
        click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**63 - 1))
    ]
    if plans:
        options.append(
            click.option(
                "--seconds",
                default=PLANNING_SECONDS,
                show_default=True,
                type=Seconds(0.1, 86_400),
                help="Longest time to look for a plan.",
            )
        )
    if plays:
        options += [
            click.option(
                "--threads", type=click.IntRange(1, 1024), help="Threads; changes no result."
            ),
            click.option(
                "--futures",
                default=FUTURES,
                show_default=True,
                type=click.IntRange(1, 1_000_000_000),
                help="Futures to play.",
            ),
        ]

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def tried(**given: Any) -> None:  # noqa: ANN401 - the other options, whatever they are
            names = {field.name for field in fields(Effort)}
            effort = Effort(**{name: given.pop(name) for name in names & given.keys()})
            command(effort=effort, **given)

        return _optioned(tried, *options)

    return decorate


def _optioned(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in options:
        command = option(command)
    return command


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """While inside, the first Ctrl-C asks the work to stop with what it has; a second one ends it.

    Yields:
        Whether Ctrl-C was pressed.
    """
    pressed = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


class Bar:
    """A progress bar on the error stream; silent when that isn't a terminal."""

    def __init__(self, update: Callable[[dict[str, Any]], None]) -> None:
        self._update = update

    def __call__(self, done: int, total: int) -> None:
        """Show how much is done of what there is to do."""
        self._update({"completed": done, "total": total})

    def told(self, worth: float, bound: float) -> None:
        """Show how good the best plan so far is, and how good one could be at most."""
        self._update({"description": gap_as_text(worth, bound)})


def gap_as_text(worth: float, bound: float) -> str:
    """Gap and figures of a search: gap 3.2%, best 1,234, bound 1,275."""
    gap = 0.0 if bound <= 0 else max(0.0, (bound - worth) / bound)
    return f"gap {100 * gap:.1f}%, best {worth:z,.0f}, bound {bound:z,.0f}"


@contextmanager
def progress_bar(what: str) -> Iterator[Bar]:
    """A progress bar on the error stream; nothing when that isn't a terminal.

    Yields:
        The bar: to be called with what is done and what there is to do.
    """
    if not sys.stderr.isatty():
        yield Bar(lambda _: None)
        return
    from rich.console import Console  # noqa: PLC0415 - only runs that last need it
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what)
        yield Bar(lambda news: progress.update(task, **news))
