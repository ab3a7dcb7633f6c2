"""Orders of jobs: understood before anything runs, and the same whenever they ask the same."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cadre.desk.job_asked import asked_of, checked
from cadre.desk.job_orders import Fault, JobKind, JobOrder
from cadre.desk.order_keys import order_key
from cadre.desk.stamps import branch_of, pinned, stamp
from cadre.desk.store import begin_branch, begin_store, take_in
from cadre.dossier.store.signed import Signed
from cadre.errors import CadreError

ROOT = Path(__file__).parents[2]
SIGNED = Signed(actor="Anna", reason="test", at=datetime(2026, 1, 1, tzinfo=UTC))


def order(kind: JobKind = JobKind.PLAN, where: str = "m", **asked: Any) -> JobOrder:  # noqa: ANN401 - as JSON
    return JobOrder(kind=kind, where=where, asked=asked)


def test_what_is_not_said_is_spelled_out() -> None:
    assert checked(order()).asked == {"seconds": 6.0, "seed": 0}
    assert checked(order(seconds=6, seed=0)) == checked(order())


def test_days_and_levels_of_futures_are_read() -> None:
    asked = asked_of(order(JobKind.FUTURES, plan="k", by=["2024-03-01"], levels=[40], tell=[2, 0]))
    assert (asked.by, asked.levels, asked.tell) == ((date(2024, 3, 1),), (40,), (2, 0))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "asked", "place", "problem"),
    [
        (JobKind.PLAN, {"second": 5}, "asked.second", "isn't something"),
        (JobKind.PLAN, {"seconds": 0.01}, "asked.seconds", "is 0.01"),
        (JobKind.PLAN, {"seconds": float("nan")}, "asked.seconds", "is nan"),
        (JobKind.PLAN, {"seconds": "long"}, "asked.seconds", "'long'"),
        (JobKind.PLAN, {"seed": -1}, "asked.seed", "is -1"),
        (JobKind.PLAN, {"seed": 1.5}, "asked.seed", "1.5"),
        (JobKind.PLAN, {"seed": True}, "asked.seed", "True"),
        (JobKind.FUTURES, {}, "asked.plan", "is missing"),
        (JobKind.FUTURES, {"plan": "k", "futures": 0}, "asked.futures", "is 0"),
        (JobKind.FUTURES, {"plan": "k", "by": ["soon"]}, "asked.by[0]", "soon"),
        (JobKind.FUTURES, {"plan": "k", "attrition": "none"}, "asked.attrition", "'none'"),
        (JobKind.FUTURES, {"plan": "k", "tell": list(range(99))}, "asked.tell", "99 futures"),
        (JobKind.WHAT_IF, {"texts": []}, "asked.texts", "no what-if"),
        (JobKind.WHAT_IF, {"texts": ["usa leaves", " "]}, "asked.texts", "an empty one"),
        (JobKind.WHY, {}, "asked.activity", "is missing"),
        (JobKind.BRIEF, {"futures": 10**10}, "asked.futures", "is 10,000,000,000"),
    ],
)
def test_what_can_t_be_asked_is_refused_before_anything_runs(
    kind: JobKind, asked: dict[str, Any], place: str, problem: str
) -> None:
    with pytest.raises(CadreError) as refused:
        checked(JobOrder(kind=kind, where="m", asked=asked))
    assert place in refused.value.place
    assert problem in refused.value.problem


def test_a_fault_tells_all_parts_of_the_error() -> None:
    error = CadreError("here", "is wrong", "what is right", "Mend it.")
    again = Fault.of(error).error
    assert (again.place, again.problem, again.allowed, again.remedy) == (
        *("here", "is wrong"),
        *("what is right", "Mend it."),
    )


# The same order of the same dossier -----------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "mine"
    shutil.copytree(ROOT / "examples" / "template", found)
    return found


def test_a_folder_that_was_edited_is_another_dossier(folder: Path) -> None:
    before = order_key(checked(order(where=pinned(folder))))
    assert before == order_key(checked(order(where=pinned(folder), seconds=6)))
    (folder / "README.md").write_text("nothing that a dossier states")
    assert before == order_key(checked(order(where=pinned(folder))))
    (folder / "sites.csv").write_text((folder / "sites.csv").read_text() + "\n")
    assert before != order_key(checked(order(where=pinned(folder))))


def test_every_part_of_an_order_counts(folder: Path) -> None:
    base = order(where=str(folder))
    others = [
        replace(base, kind=JobKind.BRIEF),
        replace(base, as_of=date(2024, 1, 1)),
        replace(base, scenario="surge"),
        replace(base, reader="public"),
        replace(base, asked={"seed": 1}),
    ]
    assert len({order_key(one) for one in (base, *others)}) == 6


def test_a_store_is_pinned_to_its_last_change_and_that_doesn_t_move(
    folder: Path, tmp_path: Path
) -> None:
    store = str(tmp_path / "m.db")
    begin_store(store, SIGNED)
    first = take_in(store, folder, SIGNED)
    held = pinned(store)
    assert held == f"{store}#main@{first.seq}"
    seal = stamp(held)
    (folder / "mission.toml").write_text(
        (folder / "mission.toml").read_text().replace("name =", "name = 'New' #", 1)
    )
    second = take_in(store, folder, SIGNED)
    assert second.seq != first.seq
    assert stamp(held) == seal
    assert pinned(held) == held
    assert stamp(pinned(store)) != seal
    assert branch_of(held) == "main"


def test_two_branches_of_one_change_are_two_dossiers(folder: Path, tmp_path: Path) -> None:
    store = str(tmp_path / "m.db")
    begin_store(store, SIGNED)
    take_in(store, folder, SIGNED)
    made = begin_branch(store, "option", SIGNED)
    at = f"@{made.seq}"
    assert stamp(f"{store}#main{at}") != stamp(f"{store}#option{at}")
    assert branch_of(f"{store}#option{at}") == "option"


def test_a_change_that_isn_t_there_can_t_be_ordered(tmp_path: Path) -> None:
    store = str(tmp_path / "m.db")
    begin_store(store, SIGNED)
    with pytest.raises(CadreError, match="has no change 99"):
        pinned(f"{store}@99")
    with pytest.raises(CadreError, match="isn't there"):
        pinned(str(tmp_path / "none.db"))


def test_a_relative_path_is_the_same_dossier_wherever_one_works(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    assert pinned("mine") == str(folder)
