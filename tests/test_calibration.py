"""The manual's page on calibration says what the examples' futures give, misses and all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cadre.backtest.calibration import groups
from cadre.cli.main import cadre
from cadre.dossier.cases import load_cases, load_records
from cadre.dossier.load import load
from cadre.mission.records import Recorded
from docs._ext import fans, history

ROOT = Path(__file__).parents[1]
BACKTESTS = ROOT / "examples" / "backtests"
AGAIN = "run `python -m docs._ext.history`, and read the page against it"


def record_file(name: str) -> Path:
    return BACKTESTS / f"{name}-record.csv"


def test_half_a_year_ahead_the_examples_foretell_what_the_page_shows() -> None:
    """A quarter of the figures is worked out anew; the rest comes from the same door."""
    ahead = 182
    for name, told in history.foretold((ahead,)).items():
        kept = tuple(one for one in history.kept()[name] if one.ahead == ahead)
        assert told == kept, AGAIN


def test_the_picture_is_the_one_of_the_figures() -> None:
    assert history.PICTURE.read_text(encoding="utf-8") == history.picture(history.kept()), AGAIN


def test_the_page_calls_the_fans_too_narrow_because_they_are() -> None:
    """Should they get better, the page must be rewritten, not only its tables."""
    everything = groups(history.together(history.kept()))[0]
    assert all(hit.inside < hit.least for hit in everything.hits)
    people = next(one for one in groups(history.together(history.kept())) if "people" in one.name)
    assert people.above > 2 * people.below
    assert people.off is not None
    assert people.off > 0.1


@pytest.mark.parametrize("name", history.EXAMPLES)
def test_every_record_says_where_it_is_written_down(name: str) -> None:
    mission = load(ROOT / "examples" / name).mission
    records, findings = load_records(record_file(name), mission)
    assert findings == ()
    for one in records:
        assert one.sources, one.id
        assert all(cited.ref in {str(row.id) for row in mission.claims} for cited in one.sources)
        assert (one.figure is not None) == (one.what in (Recorded.STRENGTH, Recorded.GRADUATES))


def test_only_what_was_in_sight_when_figures_were_set_is_marked_so() -> None:
    """Whoever calibrates on a further outcome must mark it, or it tests nothing."""
    marked = {
        one.id
        for name in history.EXAMPLES
        for one in load_records(record_file(name))[0]
        if one.tuned
    }
    assert marked == {"STRENGTH-2005-09", "CENTRE-2005", "POLICE-2010-06"}


def test_intervals_of_the_given_cases_that_held_what_came_still_do() -> None:
    cases, findings = load_cases(BACKTESTS / "ntm-i-intervals.csv")
    assert findings == ()
    assert {one.case for one in cases} == {"BT-04", "BT-06"}
    done = CliRunner().invoke(
        cadre,
        [
            *("backtest", str(ROOT / "examples/ntm-i"), str(BACKTESTS / "ntm-i-intervals.csv")),
            *("--futures", "2000", "--json"),
        ],
    )
    verdicts = {one["id"]: one["verdict"] for one in json.loads(done.stdout)["cases"]}
    assert {verdicts[f"BT-04-in-{share}"] for share in (50, 80, 90)} == {"passed"}
    assert "unanswered" not in verdicts.values()


# The command -----------------------------------------------------------------------------------


def asked(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cadre, ["backtest", str(ROOT / "examples/nmi"), *arguments])
    return done.exit_code, done.output


def a_few(folder: Path, *kept: str) -> str:
    """A file with some of the records."""
    lines = record_file("nmi").read_text(encoding="utf-8").splitlines()
    file = folder / "few.csv"
    some = [lines[0], *(line for line in lines if line.partition(",")[0] in kept)]
    file.write_text("\n".join(some) + "\n", encoding="utf-8")
    return str(file)


def test_a_miss_is_told_and_is_no_failure(tmp_path: Path) -> None:
    few = a_few(tmp_path, "STRENGTH-2022-05", "SUMMIT-2018")
    picture = tmp_path / "picture.svg"
    code, shown = asked(
        *(few, "--calibration", "--ahead", "28", "--futures", "500", "--svg", str(picture))
    )
    assert code == 0, shown
    assert "outside" in shown
    assert "2 forecasts of 2 outcomes." in shown
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_one_forecast_of_one_outcome_is_told_as_one(tmp_path: Path) -> None:
    few = a_few(tmp_path, "SUMMIT-2018")
    code, shown = asked(few, "--calibration", "--ahead", "28", "--futures", "100")
    assert code == 0, shown
    assert "1 forecast of 1 outcome." in shown


def test_what_could_not_be_foretold_is_counted_and_told_when_asked(tmp_path: Path) -> None:
    few = a_few(tmp_path, "SUMMIT-2018")
    code, shown = asked(few, "--calibration", "--ahead", "364", "--why")
    assert code == 0, shown
    assert "0 forecasts of 0 outcomes; 1 could not be made" in shown
    assert "SUMMIT-2018 as of 2017-07-12" in shown


def test_a_row_with_a_fault_is_told_and_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("id,what,on\nx,strenght,2021-02-18\n", encoding="utf-8")
    code, shown = asked(str(file), "--calibration")
    assert code == 1
    assert "strenght" in shown


def test_options_of_a_calibration_are_refused_without_it() -> None:
    code, shown = asked(str(BACKTESTS / "nmi.csv"), "--ahead", "28")
    assert code == 2
    assert "--calibration" in shown


# The fans --------------------------------------------------------------------------------------


def test_the_fans_of_the_manual_are_those_that_the_example_gives() -> None:
    for name, picture in fans.pictures().items():
        kept = (fans.IMAGES / name).read_text(encoding="utf-8")
        assert kept == picture, f"{name}: run `python -m docs._ext.fans`"


def test_figures_that_the_page_reads_off_a_fan_stand_in_its_picture() -> None:
    page = (ROOT / "docs/reading-a-fan.md").read_text(encoding="utf-8")
    picture = (fans.IMAGES / "nmi-fan.svg").read_text(encoding="utf-8")
    for words, share in (
        ("437 people", "median of"),
        ("chance of 408", "5% of"),
        ("to 487", "95% of"),
    ):
        assert words in page
        figure = next(word for word in words.split() if word.isdigit())
        assert f"{share} futures: {figure}<" in picture, "the page quotes another figure"
