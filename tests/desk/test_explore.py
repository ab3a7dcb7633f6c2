"""Exploring at the desk: what is compared is the same, and nobody sees what isn't for him."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from cadre.brief.explored import Explored
from cadre.desk.desk import Desk
from cadre.desk.explore import Exploring, explore
from cadre.desk.explore_asked import ExploreAsked, Triggers
from cadre.desk.explore_cases import cases, some_of
from cadre.desk.explore_said import label_of, labels_of, value_of, with_days
from cadre.desk.explore_shown import brief_of, write_pictures
from cadre.desk.plain import from_plain, to_plain
from cadre.errors import CadreError
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.weeks import Horizon

TEMPLATE = Path(__file__).parents[2] / "examples" / "template"
SMALL = ExploreAsked(points=4, futures=60, seconds=0.3, told=60)


@pytest.fixture(scope="module")
def found() -> Exploring:
    return explore(Desk.open(TEMPLATE), SMALL)


def uncertain(key: str = "x", kind: Kind = Kind.RANGE, unit: str = "weeks") -> Uncertainty:
    return Uncertainty(
        id=key, name=key, kind=kind, unit=unit, low=0.0, likely=2.0, high=10.0, fields=()
    )


def test_choices_are_told_from_the_best_to_the_worst_in_the_same_cases(found: Exploring) -> None:
    told = found.explored
    assert [one.id for one in told.choices] == ["with-schools", "none"]
    assert told.best == "with-schools"
    assert told.clear, "officers are taught or they aren't: that is no luck"
    most = [max(one.most for one in told.behind if one.choice == c.id) for c in told.choices]
    assert most[0] < most[1]
    assert told.bottom[0].startswith("With schools holds up best")


def test_what_decides_is_told_in_words(found: Exploring) -> None:
    told = found.explored.decides
    named = any(one.name.rpartition(": ")[0] in told for one in found.explored.swings)
    assert named or told.startswith("Nothing decides"), told


def test_every_case_was_played_with_every_choice(found: Exploring) -> None:
    told = found.explored
    assert told.played == told.cases * len(told.choices)
    assert not told.stopped
    assert np.isfinite(found.exploration.means[:, :, 0]).all()


def test_the_same_exploration_gives_the_same_rows(found: Exploring) -> None:
    again = explore(Desk.open(TEMPLATE), replace(SMALL, threads=1))
    assert again.explored == found.explored


def test_an_answer_goes_through_json_and_back(found: Exploring) -> None:
    assert from_plain(to_plain(found.explored), Explored) == found.explored


def test_the_ends_of_each_range_are_played_alone(found: Exploring) -> None:
    """A tornado of cases in which other things moved too would blame the wrong assumption."""
    design = found.cases.design
    likely = np.array([one.likely for one in design.uncertainties])
    ends = design.points[found.cases.ends]
    assert len(ends) == 2 * len(likely)
    for row, point in enumerate(ends):
        moved = np.flatnonzero(point != likely)
        assert set(moved.tolist()) <= {row // 2}


def test_the_parts_of_the_cases_are_all_of_them_and_dont_overlap() -> None:
    laid = cases(SMALL, [uncertain("a"), uncertain("b")], (None,))
    parts = (laid.ranges, laid.likely, laid.narrowed, laid.ends)
    places = [place for part in parts for place in range(part.start, part.stop)]
    assert places == list(range(len(laid.design.scenarios)))
    assert (laid.design.points[laid.likely] == [2.0, 2.0]).all()


def test_some_cases_keep_their_numbers(found: Exploring) -> None:
    where = np.array([3, 1])
    some = some_of(found.exploration, where)
    assert (some.means[:, 0] == found.exploration.means[:, 3]).all()
    assert (some.design.points[1] == found.exploration.design.points[1]).all()


def test_nothing_uncertain_leaves_the_scenarios() -> None:
    laid = cases(SMALL, [], (None,))
    assert laid.design.points.shape[1] == 0
    assert laid.ends.start == laid.ends.stop


def test_every_choice_comes_with_and_without_each_trigger_where_asked() -> None:
    asked = replace(SMALL, triggers=Triggers.EACH, choices=("with-schools",), points=2)
    told = explore(Desk.open(TEMPLATE), asked).explored
    assert {one.id for one in told.choices} == {
        "with-schools",
        "with-schools without relief-gone",
    }


def test_no_trigger_is_armed_where_none_is_asked_for() -> None:
    asked = replace(SMALL, triggers=Triggers.NONE, points=2)
    told = explore(Desk.open(TEMPLATE), asked).explored
    assert all(one.triggers == () for one in told.choices)
    assert len(told.choices) == 2


def test_what_is_enough_is_what_was_said(found: Exploring) -> None:
    asked = replace(SMALL, points=2, enough=(("coverage", 0.5),))
    told = explore(Desk.open(TEMPLATE), asked).explored
    assert told.lead.enough == 0.5
    assert "asked" in told.lead.origin
    assert "nobody says" in found.explored.lead.origin


def test_an_exploration_that_is_kept_goes_on_where_it_was_stopped(
    found: Exploring, tmp_path: Path
) -> None:
    """The same bits as if nobody had pressed Ctrl-C."""
    kept = replace(SMALL, keep=tmp_path / "kept")
    done = 0

    def progress(now: int, _: int) -> None:
        nonlocal done
        done = now

    # How much is under way by then, and so whether anything can be compared, is the machine's.
    with suppress(CadreError):
        broken = explore(Desk.open(TEMPLATE), kept, progress=progress, stop=lambda: done >= 16)
        assert broken.explored.stopped
    assert list((tmp_path / "kept" / "played").glob("*.parquet"))
    whole = explore(Desk.open(TEMPLATE), kept)
    assert whole.explored == found.explored


def test_a_folder_of_another_exploration_isnt_mixed_into_this_one(tmp_path: Path) -> None:
    kept = replace(SMALL, keep=tmp_path / "kept", points=2)
    explore(Desk.open(TEMPLATE), kept)
    with pytest.raises(CadreError, match="another exploration"):
        explore(Desk.open(TEMPLATE), replace(kept, seed=9))
    foreign = tmp_path / "mine"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("Dear Sir", encoding="utf-8")
    with pytest.raises(CadreError, match="something else"):
        explore(Desk.open(TEMPLATE), replace(kept, keep=foreign))
    assert sorted(one.name for one in foreign.iterdir()) == ["letter.txt"]


def test_a_reader_who_may_not_see_all_gets_no_exploration() -> None:
    """Numbers made of all rows can't be shown in part."""
    desk = Desk.open(TEMPLATE.parent / "nmi", reader="public")
    with pytest.raises(CadreError, match="may not see an exploration"):
        explore(desk, SMALL)


def test_a_scenario_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(CadreError, match="isn't one of the dossier's"):
        explore(Desk.open(TEMPLATE), replace(SMALL, scenarios=("doomsday",)))


def test_pictures_are_files_and_the_brief_leads_back(found: Exploring, tmp_path: Path) -> None:
    desk = Desk.open(TEMPLATE)
    files = write_pictures(desk, found, tmp_path / "pictures")
    assert {one.suffix for one in files} == {".svg", ".png"}
    assert all(one.stat().st_size > 2000 for one in files)
    brief = brief_of(desk, found, "What now?")
    assert brief.title == "What now?"
    assert all(one.origin.basis == "exploration" for one in brief.numbers().values())
    assert brief.bases[0].rows


@pytest.mark.parametrize(
    ("choice", "label"),
    [
        ("none", "No option"),
        ("services+kurdistan", "Services + kurdistan"),
        ("with-schools without relief-gone", "With schools, without relief-gone"),
    ],
)
def test_a_choice_has_a_name_that_people_can_read(choice: str, label: str) -> None:
    assert label_of(choice) == label


def test_an_option_called_like_no_option_is_told_apart_from_it() -> None:
    """Two lines of one name would leave it open which of them holds up."""
    told = labels_of(["none", "no-option", "services"])
    assert told == {"none": "none", "no-option": "no-option", "services": "Services"}
    assert labels_of(["none", "services"])["none"] == "No option"


def test_what_fails_is_named_though_its_assumption_says_the_same(tmp_path: Path) -> None:
    """What it fails by isn't told with the assumption once more, but told it is."""
    copytree(TEMPLATE, tmp_path, dirs_exist_ok=True)
    rows = (tmp_path / "authorities.csv").read_text(encoding="utf-8")
    hoped = rows.replace("status,in force,1,", "status,expected,0.9,").replace(
        "status-agreement:article 1", "agreed"
    )
    (tmp_path / "authorities.csv").write_text(hoped, encoding="utf-8")
    with (tmp_path / "assumptions.csv").open("a", encoding="utf-8") as file:
        file.write("agreed,Agreement on status.,,,,,,true,true,,,,,,,,\n")
    told = explore(Desk.open(tmp_path), SMALL).explored.leaning
    (why,) = [one.why for one in told if one.assumption == "agreed"]
    assert why.startswith("It never comes true: Agreement on status: belief (10% likely): “")


def test_where_nothing_starts_nothing_is_said_to_hold_up(tmp_path: Path) -> None:
    """Nobody present is no sign of a small footprint."""
    (tmp_path / "mission.toml").write_text(
        '[mission]\nid = "m"\nname = "M"\nhost = "IRQ"\nlead_body = "C"\n'
        "as_of = 2026-01-05\nuntil = 2026-12-27\n",
        encoding="utf-8",
    )
    with pytest.raises(CadreError, match="no choice starts any work"):
        explore(Desk.open(tmp_path), SMALL)


def test_values_are_printed_as_days_shares_and_never() -> None:
    horizon = Horizon.between(*(Desk.open(TEMPLATE).mission.horizon.window.start,) * 1, END)
    day = uncertain(kind=Kind.DAY)
    shock = uncertain(kind=Kind.SHOCK)
    assert value_of(day, 1.0, horizon) == "12 Jan 2026"
    assert value_of(shock, float(horizon.weeks), horizon) == "never"
    assert value_of(uncertain(unit="share of futures"), 0.25, horizon) == "25%"
    assert with_days("by 2021-08-31.") == "by 31 August 2021."


END = Desk.open(TEMPLATE).mission.profile.until


def test_a_machine_without_the_libraries_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A traceback of an import would tell nobody what to do."""
    monkeypatch.setattr("cadre.desk.explore.find_spec", lambda _: None)
    with pytest.raises(CadreError, match="extra `explore`"):
        explore(Desk.open(TEMPLATE), SMALL)
