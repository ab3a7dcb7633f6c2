"""`cadre backtest`: questions about the past, whose answers are known, put to a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from cadre.cli.calibration import calibration_as_text
from cadre.cli.options import NEW_FILE, progress_bar, with_desk, with_effort
from cadre.cli.show import backtest_as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.refused import answer_as_json


@click.command()
@with_desk
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_effort(plans=True, plays=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answers as JSON.")
@click.option("--why", is_flag=True, help="Print what each answer was made from.")
@click.option(
    "--calibration",
    "calibrated",
    is_flag=True,
    help="CASES are records: foretell each from some days before it, and count how it fits.",
)
@click.option(
    "--ahead",
    type=click.IntRange(1, 3650),
    multiple=True,
    help="Days before a record as of which it is foretold; may be repeated.  [28, 91, 182, 364]",
)
@click.option("--svg", type=NEW_FILE, help="Write the picture of a calibration to this file.")
def backtest(  # noqa: PLR0913 - each is an option
    desk: Desk,
    cases: tuple[Path, ...],
    effort: Effort,
    ahead: tuple[int, ...],
    svg: Path | None,
    *,
    as_json: bool,
    why: bool,
    calibrated: bool,
) -> None:
    """Put the questions in CASES to DOSSIER, as known on the day of each, and judge them.

    With --calibration the files hold records: dated outcomes. Each is foretold by the futures of a
    plan made with what was known some days before it; the answer is how often history fell inside.
    A calibration passes no judgement: a miss isn't a failure.

    Ends with 0 when all answers agree with history, 1 when one doesn't, could not be given or a row
    of CASES has a fault, 2 when DOSSIER or CASES can't be read.

    \b
    Example:
      cadre backtest examples/nmi examples/backtests/nmi.csv
      cadre backtest examples/nmi examples/backtests/nmi-record.csv --calibration
    """
    if calibrated:
        _calibrate(desk, cases, effort, ahead, svg, as_json=as_json, why=why)
    for name, given in (("--ahead", ahead), ("--svg", svg)):
        if given:
            raise click.UsageError(f"{name} is for --calibration.")
    from cadre.desk.backtest import backtest as put  # noqa: PLC0415 - loads all engines

    with progress_bar("Asking") as progress:
        answer = put(desk, cases, effort, progress)
    if as_json:
        click.echo(answer_as_json(desk, answer), nl=False)
    else:
        click.echo(backtest_as_text(answer, why=why))
    raise SystemExit(0 if answer.passed == len(answer.cases) and not answer.findings else 1)


def _calibrate(  # noqa: PLR0913 - the options
    desk: Desk,
    records: tuple[Path, ...],
    effort: Effort,
    ahead: tuple[int, ...],
    svg: Path | None,
    *,
    as_json: bool,
    why: bool,
) -> NoReturn:
    """Foretell, show and end."""
    from cadre.backtest.calibration import AHEAD  # noqa: PLC0415 - loads all engines
    from cadre.desk.calibration import calibration, calibration_picture  # noqa: PLC0415

    with progress_bar("Foretelling") as progress:
        answer = calibration(desk, records, effort, ahead=ahead or AHEAD, progress=progress)
    if svg is not None:
        desk.write(svg, calibration_picture(answer.forecasts))
    click.echo(
        answer_as_json(desk, answer) if as_json else calibration_as_text(answer, why=why),
        nl=not as_json,
    )
    raise SystemExit(1 if answer.findings else 0)
