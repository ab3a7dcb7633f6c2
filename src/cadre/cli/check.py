"""`cadre check`: what is wrong with a mission and its files."""

from __future__ import annotations

from functools import partial

import click

from cadre.cli.options import with_desk
from cadre.cli.show import findings_as_text
from cadre.desk.desk import Desk
from cadre.desk.plain import to_json
from cadre.mission.findings import Severity


@click.command()
@partial(with_desk, lists_faults=True)
@click.option("--json", "as_json", is_flag=True, help="Print findings as JSON.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
def check(desk: Desk, as_json: bool, strict: bool) -> None:
    """Check the mission in DOSSIER: law, consent, enablers, beds, posts, evidence.

    Ends with 0 when nothing is wrong, 1 when something is, 2 when DOSSIER can't be read.

    \b
    Example:
      cadre check examples/nmi --as-of 2021-03-15
    """
    answer = desk.check()
    click.echo(to_json(answer) if as_json else findings_as_text(answer), nl=not as_json)
    bad = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    raise SystemExit(1 if any(finding.severity in bad for finding in answer.findings) else 0)
