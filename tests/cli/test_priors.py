"""`cadre priors`: whoever answers for a plan must see on whose guesses it leans."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import EXAMPLES, ROOT, Run

EU = EXAMPLES / "eu-advice"
SCHEMA = json.loads((ROOT / "docs/schemas/priors.schema.json").read_text(encoding="utf-8"))


def told(run: Run, *arguments: object) -> dict[str, dict[str, object]]:
    """The answer in JSON, prior by prior."""
    ran = run("priors", *arguments, "--json")
    assert ran.code == 0, ran.err
    plain = json.loads(ran.out)
    jsonschema.validate(plain, SCHEMA)
    return {one["id"]: one for one in plain["priors"]}


def test_without_a_dossier_all_published_ones_are_listed(run: Run) -> None:
    priors = told(run)
    assert len(priors) > 100
    assert not any(one["own"] or one["leaning"] for one in priors.values())
    text = run("priors").out
    assert all(key in text for key in priors)
    assert "lean" not in text.splitlines()[2]


def test_of_a_dossier_it_counts_the_cells_that_lean_on_each(run: Run) -> None:
    priors = told(run, EU)
    assert priors["P-pass-share"]["leaning"] == ["instructors", "border-police"]
    guards = priors["P-base-defence"]
    assert guards["own"]
    assert guards["leaning"] == ["guarding"]
    assert guards["value"] == {"low": 0.3, "likely": 0.35, "high": 0.4}
    assert guards["published"] == {"low": 0.27, "likely": 0.5, "high": 0.57}
    assert guards["column"] == "enablers.per_person"
    text = run("priors", EU).out
    line = next(one for one in text.splitlines() if "P-base-defence" in one)
    assert "own, published 0.5 (0.27 to 0.57)" in line
    assert line.split()[-2:] == ["1", "0"]
    assert "P-price-day" not in text
    assert "P-price-day" in run("priors", EU, "--all").out


def test_a_figure_far_from_its_prior_is_counted(run: Run, starter: Path) -> None:
    path = starter / "courses.csv"
    text = path.read_text(encoding="utf-8")
    assert "0.8,0.9,0.95" in text
    path.write_text(text.replace("0.8,0.9,0.95", "0.2,0.3,0.4"), encoding="utf-8")
    assert told(run, starter)["P-pass-share"]["far"] == ["junior-officers"]
    assert "EVI-12" in run("check", starter).out


@pytest.mark.parametrize(("reader", "shown"), [("public", False), ("staff", True)])
def test_a_prior_that_only_some_may_see_is_withheld_from_others(
    run: Run, starter: Path, reader: str, *, shown: bool
) -> None:
    path = starter / "priors.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(",C002,,") == 1
    path.write_text(text.replace(",C002,,", ",C002,RESTRICTED,"), encoding="utf-8")
    priors = told(run, starter, "--reader", reader)
    assert ("P-presence" in priors) is shown
    assert ("aren't shown" in run("priors", starter, "--reader", reader).out) is not shown


def test_a_prior_of_a_later_day_is_not_known_before(run: Run, starter: Path) -> None:
    path = starter / "priors.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",C002,,", ",C002,,2026-03-01"), encoding="utf-8")
    assert not told(run, starter)["P-presence"]["own"]
    assert told(run, starter, "--as-of", "2026-03-01")["P-presence"]["own"]


def test_the_chain_of_a_number_leads_to_the_prior_that_stood_in(run: Run) -> None:
    ran = run("trace", EU, "plan.objective", "--futures", "50", "--seconds", "2")
    assert ran.code == 0, ran.err
    assert "P-presence: prior: Share of a contingent's people" in ran.out
    # The dossier's own prior leads further, to the assumption that it cites.
    own = ran.out.partition("    P-base-defence: prior: Guards")[2]
    assert own.splitlines()[1].startswith("      A-guards: assumption of the staff")
