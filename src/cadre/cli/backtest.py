"""`cadre backtest`: questions about the past, whose answers are known, put to a dossier."""

from __future__ import annotations

from pathlib import Path

import click

from cadre.cli.options import progress_bar, with_desk, with_effort
from cadre.cli.show import backtest_as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.plain import to_json


@click.command()
@with_desk
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_effort(plans=True, plays=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answers as JSON.")
@click.option("--why", is_flag=True, help="Print what each answer was made from.")
def backtest(
    desk: Desk, cases: tuple[Path, ...], effort: Effort, *, as_json: bool, why: bool
) -> None:
    """Put the questions in CASES to DOSSIER, as known on the day of each, and judge them.

    Ends with 0 when all answers agree with history, 1 when one doesn't or could not be given, 2
    when DOSSIER or CASES can't be read.

    \b
    Example:
      cadre backtest examples/nmi examples/backtests/nmi.csv
    """
    from cadre.desk.backtest import backtest as put  # noqa: PLC0415 - loads all engines

    with progress_bar("Asking") as progress:
        answer = put(desk, cases, effort, progress)
    if as_json:
        click.echo(to_json(answer), nl=False)
    else:
        click.echo(backtest_as_text(answer, why=why))
    raise SystemExit(0 if answer.passed == len(answer.cases) and not answer.findings else 1)
