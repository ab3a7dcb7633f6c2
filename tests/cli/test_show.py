"""Plans as text: figures that a reader can take up, and what is missing said in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cadre.cli.needs import needs_as_text
from cadre.cli.show import objective_as_text, plan_as_text
from cadre.desk.desk import Desk
from cadre.explorer.said import number
from cadre.mission.mission import Weights
from cadre.planner.result import Term
from cadre.planner.solve import solve
from tests.planner.missions import FROM, two_works


def test_nothing_is_never_told_as_minus_nothing() -> None:
    """Who reads -0 looks for what is taken off, and there is nothing."""
    terms = [
        Term(name="footprint", weight=1.0, amount=amount, worth=-0.05 * amount)
        for amount in (0.0, 6.0)
    ]
    assert "-0" not in objective_as_text(Weights(), terms).replace("-0.", "")
    assert number(-0.0) == number(-0.2 * 0) == "0"


def test_a_plan_without_starts_says_so() -> None:
    """A heading over nothing leaves it open whether something was lost on the way."""
    of = replace(two_works(), activities=(), modes=())
    text = plan_as_text(solve(of, made_from=FROM))
    assert "Starts that can be ordered\nnone" in text


def test_where_no_need_is_stated_the_command_says_so(tmp_path: Path) -> None:
    """Heads of columns alone look like an answer that was cut off."""
    (tmp_path / "mission.toml").write_text(
        '[mission]\nid = "m"\nname = "M"\nhost = "IRQ"\nlead_body = "C"\n'
        "as_of = 2026-01-05\nuntil = 2026-12-27\n",
        encoding="utf-8",
    )
    assert "no need is known" in needs_as_text(Desk.open(tmp_path).needs(None))
