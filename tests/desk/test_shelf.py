"""The shelf: what was worked out is found again, as it was, by whoever may ask for it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.desk.job_orders import JobKind
from cadre.desk.shelf import Shelf, key_of
from cadre.errors import CadreError
from cadre.mission.plans import MadeFrom
from cadre.planner.result import PlanResult
from tests.desk.shelved import keep_plan, made_from, result

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "jobs.db")


# Keeping -----------------------------------------------------------------------------------------


def test_a_plan_comes_back_as_it_was_kept(shelf: Shelf) -> None:
    key = keep_plan(shelf, seed=3)
    assert shelf.plan(key) == result(3.0)
    assert Shelf(shelf.path).plan(key) == result(3.0), "also after a restart"


def test_what_is_kept_first_stays(shelf: Shelf) -> None:
    """Two who ask the same at once must not be shown two answers."""
    asked = {"seconds": 1.0}
    first = shelf.put(JobKind.PLAN, result(1), made_from=made_from(), asked=asked, by="Anna")
    second = shelf.put(JobKind.PLAN, result(2), made_from=made_from(), asked=asked, by="Ben")
    assert first == second
    assert shelf.found(first).read(PlanResult).objective == 1
    assert shelf.found(first).by == "Anna"


made = st.builds(
    MadeFrom,
    dossier=st.sampled_from(["a", "b"]),
    as_of=st.sampled_from(["2024-01-01", "2024-01-02"]),
    seed=st.integers(0, 1),
    version=st.sampled_from(["1", "2"]),
)
ingredients = st.tuples(
    st.sampled_from(JobKind),
    made,
    st.sampled_from(["staff", "ally"]),
    st.dictionaries(st.sampled_from(["seconds", "seed", "plan"]), st.integers(0, 2)),
    st.sampled_from(["", "what-if 0"]),
)


@given(ingredients, ingredients)
def test_only_the_same_of_everything_has_the_same_key(
    one: tuple[JobKind, MadeFrom, str, dict[str, int], str],
    other: tuple[JobKind, MadeFrom, str, dict[str, int], str],
) -> None:
    assert (key_of(*one) == key_of(*other)) == (one == other)


def test_the_order_in_which_things_are_asked_does_not_matter() -> None:
    keys = {
        key_of(JobKind.PLAN, made_from(), "staff", asked)
        for asked in ({"a": 1, "b": 2}, {"b": 2, "a": 1})
    }
    assert len(keys) == 1


def test_what_is_not_on_the_shelf_is_refused_with_what_to_do(shelf: Shelf) -> None:
    assert shelf.get("none") is None
    for ask in (shelf.found, shelf.plan):
        with pytest.raises(CadreError, match="isn't on the shelf"):
            ask("none")


def test_an_answer_of_another_kind_is_no_plan(shelf: Shelf) -> None:
    key = shelf.put(JobKind.WHY, result(), made_from=made_from(), asked={}, by="Anna")
    with pytest.raises(CadreError, match="isn't on the shelf"):
        shelf.plan(key)
    with pytest.raises(CadreError, match="can't be read as MadeFrom"):
        shelf.found(key).read(MadeFrom)


def test_an_order_is_answered_once_its_answer_is_kept(shelf: Shelf) -> None:
    assert shelf.answered("order") is None
    key = keep_plan(shelf)
    shelf.answers("order", key)
    assert shelf.answered("order") == key
    with pytest.raises(CadreError):
        shelf.answers("other", "nothing kept under this")


def test_many_threads_and_processes_keep_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "jobs.db"
    script = (
        "import sys; from pathlib import Path; from cadre.desk.shelf import Shelf\n"
        "from tests.desk.shelved import keep_plan\n"
        "shelf = Shelf(Path(sys.argv[1]))\n"
        "[keep_plan(shelf, seed=seed) for seed in range(*map(int, sys.argv[2:]))]\n"
    )
    paths = [str(ROOT / "src"), str(ROOT)]
    head = f"import sys; sys.path[:0] = {paths!r}\n"
    others = [
        subprocess.Popen([sys.executable, "-c", head + script, str(file), str(a), str(a + 15)])
        for a in (1000, 2000)
    ]
    shelf = Shelf(file)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda seed: keep_plan(shelf, seed=seed), range(40)))
    assert [one.wait(30) for one in others] == [0, 0]
    assert len(shelf.plans("main")) == 70


# What isn't a shelf ------------------------------------------------------------------------------


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir, " * 200)
    with pytest.raises(CadreError, match="can't be read or written"):
        Shelf(file)
    assert file.read_text() == "Dear Sir, " * 200


def test_a_file_of_a_newer_cadre_is_refused(shelf: Shelf) -> None:
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(CadreError, match="newer Cadre"):
        Shelf(shelf.path)


def test_a_shelf_is_for_its_owner_only(shelf: Shelf) -> None:
    """It holds answers whole, whoever may see what of them."""
    assert shelf.path.stat().st_mode & 0o077 == 0


# Plans in force ----------------------------------------------------------------------------------


def test_the_plans_of_a_branch_are_listed_the_last_first(shelf: Shelf) -> None:
    first, last = keep_plan(shelf, seed=1), keep_plan(shelf, seed=2)
    keep_plan(shelf, "other", seed=3)
    listed = shelf.plans("main")
    assert [one.key for one in listed] == [last, first]
    assert [(one.worth, one.bound, one.status) for one in listed] == [
        (2.0, 2.0, "feasible"),
        (1.0, 2.0, "feasible"),
    ]
    assert listed[0].made_from == made_from()


def test_a_plan_made_for_a_guarded_reader_is_listed_for_that_reader_only(shelf: Shelf) -> None:
    key = keep_plan(shelf, reader="ally")
    assert shelf.plans("main") == ()
    assert [one.key for one in shelf.plans("main", "ally")] == [key]


def test_a_plan_that_may_lack_parts_is_not_put_in_force_for_everybody(shelf: Shelf) -> None:
    key = keep_plan(shelf, reader="ally")
    with pytest.raises(CadreError, match="made for reader ally"):
        shelf.put_in_force("main", key, "Anna")
    assert shelf.in_force("main") is None


def test_nothing_is_in_force_where_no_plan_was_made(shelf: Shelf) -> None:
    assert shelf.in_force("main") is None
    with pytest.raises(CadreError, match="isn't on the shelf"):
        shelf.put_in_force("main", "none", "Anna")


def test_a_branch_takes_its_own_plan_then_its_parent_s_then_the_last_made_there(
    shelf: Shelf,
) -> None:
    parent, own, last = (keep_plan(shelf, "main", seed=seed) for seed in (1, 2, 3))
    shelf.list_plan("option", last, "Ben")

    def in_force() -> tuple[str, str, bool]:
        found = shelf.in_force("option", ["draft", "main"])
        assert found is not None
        return found.branch, found.key, found.put

    assert in_force() == ("option", last, False)
    shelf.put_in_force("main", parent, "Anna")
    assert in_force() == ("main", parent, True)
    shelf.put_in_force("option", own, "Ben")
    assert in_force() == ("option", own, True)


@pytest.mark.parametrize("other", [made_from(scenario="surge"), made_from(changes=("x leaves",))])
def test_a_plan_of_another_world_is_in_force_only_if_somebody_says_so(
    shelf: Shelf, other: MadeFrom
) -> None:
    key = keep_plan(shelf, made=other)
    assert shelf.in_force("main") is None
    shelf.put_in_force("main", key, "Anna")
    assert shelf.in_force("main") is not None


def test_the_first_plan_stays_in_force_when_another_would_be_so_only_if_there_was_none(
    shelf: Shelf,
) -> None:
    first, second = keep_plan(shelf, seed=1), keep_plan(shelf, seed=2)
    assert shelf.put_in_force("main", first, "Anna", if_none=True) is not None
    assert shelf.put_in_force("main", second, "Ben", if_none=True) is None
    assert [one.key for one in shelf.put_in_force_log("main")] == [first]


def test_what_was_put_in_force_stays_recorded(shelf: Shelf) -> None:
    first, second = keep_plan(shelf, seed=1), keep_plan(shelf, seed=2)
    for key, who in ((first, "Anna"), (second, "Ben"), (first, "Anna")):
        shelf.put_in_force("main", key, who)
    log = shelf.put_in_force_log("main")
    assert [(one.key, one.by) for one in log] == [(first, "Anna"), (second, "Ben"), (first, "Anna")]
    for spoil in ("update in_force set by = 'Eve'", "delete from in_force"):
        with (
            closing(sqlite3.connect(shelf.path)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="stays recorded"),
        ):
            connection.execute(spoil)
    assert shelf.put_in_force_log("main") == log


def test_of_many_at_once_one_puts_the_first_plan_in_force(shelf: Shelf) -> None:
    keys = [keep_plan(shelf, seed=seed) for seed in range(8)]

    def put(key: str) -> object:
        return shelf.put_in_force("main", key, "Anna", if_none=True)

    with ThreadPoolExecutor(8) as pool:
        made = [one for one in pool.map(put, keys) if one is not None]
    assert len(made) == 1
    assert len(shelf.put_in_force_log("main")) == 1


def test_kept_answers_tell_where_they_come_from(shelf: Shelf) -> None:
    kept = shelf.found(keep_plan(shelf, made=made_from("dossier of today")))
    assert asdict(kept.made_from) == asdict(replace(made_from(), dossier="dossier of today"))
    assert kept.asked == {"seconds": 1.0, "seed": 0}
