"""Explore: each combination as by hand, the same bits however it is split, stopped or resumed."""

from __future__ import annotations

import json
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from cadre.errors import CadreError, UnknownIdError
from cadre.explorer import local
from cadre.explorer.applying import put
from cadre.explorer.choices import choices, chosen
from cadre.explorer.designs import grid, latin
from cadre.explorer.exploration import Exploration
from cadre.explorer.explore import explore, planned
from cadre.explorer.finding import uncertainties
from cadre.explorer.kept import MANIFEST, read
from cadre.explorer.local import LocalRunner
from cadre.explorer.measures import measures
from cadre.explorer.playing import Playing
from cadre.explorer.runner import Played, Shard, Stop, Work
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.enacting import under
from cadre.mission.forces import Rung
from cadre.mission.ids import ScenarioId, TargetId, TriggerId
from cadre.mission.required import required_work
from cadre.mission.standby import stand_ins
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.simulator.run import simulate
from tests.explorer.branches import LEAVES, branches, plan_of
from tests.simulator.chance import MADE

MISSION = branches()
CHOICES = choices(MISSION, ("none", "north", "all", "all without triggers"))
DESIGN = latin(uncertainties(MISSION), (None, LEAVES), points=5, seed=2)
MEASURES = measures(MISSION)
FUTURES = 300
NUMBER = len(CHOICES) * len(DESIGN.scenarios)
PLANS = tuple(plan_of(chosen(MISSION, one)) for one in CHOICES)


def explored(**other: object) -> Exploration:
    stated: dict[str, object] = {
        "made_from": MADE,
        "choices": CHOICES,
        "design": DESIGN,
        "measures": MEASURES,
        "futures": FUTURES,
        "seed": 5,
        "plans": PLANS,
        "shard": 3,
    }
    return explore(MISSION, **(stated | other))  # type: ignore[arg-type]


WHOLE = explored()


def same(one: Exploration, other: Exploration) -> bool:
    return np.array_equal(one.means, other.means, equal_nan=True) and np.array_equal(
        one.errors, other.errors, equal_nan=True
    )


def after(calls: int) -> Callable[[], bool]:
    """A stop that answers True once it was asked so often."""
    left = iter(range(calls))
    return lambda: next(left, None) is None


# By hand ---------------------------------------------------------------------------------------


def test_each_combination_is_what_simulate_gives_by_hand() -> None:
    for choice, (which, plan) in enumerate(zip(CHOICES, PLANS, strict=True)):
        for case, scenario in enumerate(DESIGN.scenarios):
            mission = chosen(MISSION, which)
            for one, value in zip(DESIGN.uncertainties, DESIGN.points[case], strict=True):
                mission = put(mission, one, float(value))
            mission = mission if scenario is None else under(mission, scenario)
            found = simulate(mission, plan, futures=FUTURES, seed=5, threads=2)
            told = dict(zip([one.id for one in MEASURES], WHOLE.means[choice, case], strict=True))
            by_hand = {
                "coverage": sum(
                    weight * float(found.coverage[need].sum()) for need, weight in ((0, 3), (1, 1))
                )
                / (4 * 1000 * FUTURES * 30),
                "reached.both": found.reached[0, :12].sum() / FUTURES,
                "reached.strong": found.reached[1, :30].sum() / FUTURES,
                "strength.twenty": found.level_reached[0, :30].sum() / FUTURES,
                "end.twenty": found.force[-1, 20:].sum() / FUTURES,
                "presence": found.nation_people.sum() / FUTURES,
                "held": found.paused[-1] / FUTURES,
            }
            assert told == pytest.approx(by_hand, rel=1e-12)


def test_people_whom_a_case_takes_off_a_pledge_serve_nowhere() -> None:
    offered = MISSION.pledges[0]
    fewer = Uncertainty(
        id="people",
        name="People offered",
        kind=Kind.FIGURE,
        unit="people",
        low=4,
        likely=offered.people,
        high=20,
        fields=(("pledges", offered.id, "people"),),
    )
    design = grid([fewer], levels=3)
    work = Playing.of(MISSION, CHOICES[:1], PLANS[:1], design, MEASURES, FUTURES, seed=5)
    column = [one.id for one in MEASURES].index("presence")
    cases = np.argsort(design.points[:, 0]).tolist()
    presence = [work.combination(case)[0][column] for case in cases]
    by_hand = replace(
        PLANS[0],
        assignments=tuple(
            replace(one, people=4) if one.pledge == offered.id else one
            for one in PLANS[0].assignments
        ),
    )
    found = simulate(work.missions[0], by_hand, futures=FUTURES, seed=5)
    assert presence[0] == found.nation_people.sum() / FUTURES
    assert presence[0] < presence[1] == presence[2], "nobody serves beyond what is planned"


def test_errors_are_those_of_as_many_futures() -> None:
    place = WHOLE.measure("reached.strong")
    share = WHOLE.means[..., place]
    assert np.allclose(WHOLE.errors[..., place], np.sqrt(share * (1 - share) / FUTURES))


def test_a_choice_that_leaves_work_out_never_reaches_its_milestone() -> None:
    place = WHOLE.measure("reached.both")
    assert (WHOLE.means[0, :, place] == 0).all()
    assert (WHOLE.means[1, :, place] > 0).any()


def test_more_is_better_once_measures_are_signed() -> None:
    good = WHOLE.good()
    assert (good[..., WHOLE.measure("presence")] <= 0).all()
    assert (good[..., WHOLE.measure("coverage")] >= 0).all()


def test_all_combinations_meet_the_same_futures() -> None:
    # Of two choices with one plan that differ in a trigger alone, nothing differs where the
    # trigger never acts.
    calm = replace(MISSION, partners=tuple(replace(x, leave_belief=0) for x in MISSION.partners))
    found = explore(
        calm,
        made_from=MADE,
        choices=CHOICES[2:],
        design=grid(()),
        measures=MEASURES,
        futures=FUTURES,
        plans=PLANS[2:],
    )
    assert np.array_equal(found.means[0], found.means[1])


# Split, stopped, resumed -----------------------------------------------------------------------


@pytest.mark.parametrize(("threads", "shard"), [(1, 1), (1, 1000), (2, 3), (3, 7)])
def test_threads_and_shards_change_no_bit(threads: int, shard: int) -> None:
    assert same(explored(runner=LocalRunner(threads=threads), shard=shard), WHOLE)


def test_shards_in_any_order_change_no_bit() -> None:
    class Backwards:
        def run(self, work: Work, shards: Sequence[Shard], _stop: Stop) -> Iterator[Played]:
            for shard in reversed(shards):
                yield work(shard)

    assert same(explored(runner=Backwards()), WHOLE)


def test_what_was_stopped_has_nan_where_nothing_was_played_and_no_shard_after() -> None:
    begun: list[Shard] = []
    inner = LocalRunner(threads=1)

    class Counting:
        def run(self, work: Work, shards: Sequence[Shard], stop: Stop) -> Iterator[Played]:
            for played in inner.run(work, shards, stop):
                begun.append(played.shard)
                yield played

    found = explored(runner=Counting(), stop=after(3))
    assert found.stopped
    played = ~np.isnan(found.means.reshape(NUMBER, -1)[:, 0])
    assert 0 < played.sum() < NUMBER
    assert played.sum() == sum(one.end - one.begin for one in begun)
    assert np.array_equal(
        found.means.reshape(NUMBER, -1)[played], WHOLE.means.reshape(NUMBER, -1)[played]
    )


@pytest.mark.parametrize("shard", [3, 4, 40])
def test_an_exploration_gone_on_with_equals_one_in_one_go_to_the_last_bit(
    tmp_path: Path, shard: int
) -> None:
    first = explored(keep=tmp_path / "kept", stop=after(4))
    assert first.stopped
    told: list[tuple[int, int]] = []
    second = explored(keep=tmp_path / "kept", shard=shard, progress=lambda *done: told.append(done))
    assert same(second, WHOLE)
    assert not second.stopped
    assert told[-1] == (NUMBER, NUMBER)
    assert told == sorted(told)


def test_what_is_kept_isnt_played_again(tmp_path: Path) -> None:
    explored(keep=tmp_path)

    class Never:
        def run(self, _work: Work, shards: Sequence[Shard], _stop: Stop) -> Iterator[Played]:
            assert not shards
            yield from ()

    assert same(explored(keep=tmp_path, runner=Never()), WHOLE)


def test_plans_that_were_made_for_a_kept_exploration_arent_made_again(tmp_path: Path) -> None:
    first = explored(keep=tmp_path, plans=(), seconds=1.0, stop=None)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    assert len(manifest["plans"]) == len(CHOICES)
    again = explored(keep=tmp_path, plans=(), seconds=1.0)
    assert again.plans == first.plans
    assert same(again, first)


@pytest.mark.parametrize("harm", ["torn", "altered", "emptied", "foreign", "misnamed"])
def test_a_torn_or_foreign_part_is_played_anew_and_put_out_of_the_way(
    tmp_path: Path, harm: str
) -> None:
    explored(keep=tmp_path)
    parts = sorted(tmp_path.glob("part-*.parquet"))
    data = parts[2].read_bytes()
    if harm == "torn":
        parts[2].write_bytes(data[: len(data) // 2])
    elif harm == "altered":
        parts[2].write_bytes(data[:90] + bytes([data[90] ^ 1]) + data[91:])
    elif harm == "emptied":
        parts[2].write_bytes(b"")
    elif harm == "foreign":
        other = explored(keep=tmp_path.parent / "other", seed=6)
        assert not same(other, WHOLE)
        for strange in (tmp_path.parent / "other").glob("part-000000006-*.parquet"):
            (tmp_path / strange.name).write_bytes(strange.read_bytes())
        parts[2].unlink()
    else:
        parts[2].rename(tmp_path / parts[2].name.replace("000000006", "000000007"))
    assert np.isnan(read(tmp_path).means).any()
    assert same(explored(keep=tmp_path), WHOLE)
    assert same(read(tmp_path), WHOLE)
    assert len(pl.read_parquet(tmp_path / "part-*.parquet")) == NUMBER


@pytest.mark.parametrize(
    "other",
    [
        {"futures": FUTURES + 1},
        {"seed": 6},
        {"design": replace(DESIGN, points=DESIGN.points * 0.99)},
        {"choices": CHOICES[:2], "plans": PLANS[:2]},
        {"measures": MEASURES[:2]},
        {"made_from": replace(MADE, version="1")},
    ],
)
def test_a_folder_of_another_exploration_is_refused_and_left_alone(
    tmp_path: Path, other: dict[str, object]
) -> None:
    explored(keep=tmp_path)
    with pytest.raises(CadreError, match="another exploration"):
        explored(keep=tmp_path, **other)
    assert same(read(tmp_path), WHOLE)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    with pytest.raises(CadreError, match="holds no exploration"):
        explored(keep=tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 0}', '{"format": 1}'])
def test_a_manifest_that_cant_be_read_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(CadreError):
        read(tmp_path)


def test_a_kept_exploration_is_read_back_whole(tmp_path: Path) -> None:
    explored(keep=tmp_path)
    found = read(tmp_path)
    assert same(found, WHOLE)
    assert (found.choices, found.plans, found.measures) == (CHOICES, PLANS, MEASURES)
    assert found.design.scenarios == DESIGN.scenarios
    assert found.design.uncertainties == DESIGN.uncertainties
    assert np.array_equal(found.design.points, DESIGN.points)
    assert found.made_from == WHOLE.made_from
    assert (found.futures, found.stopped) == (FUTURES, False)


def test_polars_and_duckdb_read_what_is_kept(tmp_path: Path) -> None:
    explored(keep=tmp_path)
    mean = float(WHOLE.means[1, :, WHOLE.measure("coverage")].mean())
    frame = pl.read_parquet(tmp_path / "part-*.parquet")
    north = frame.filter(pl.col("choice") == "north")
    assert float(north["coverage"].mean()) == pytest.approx(mean)  # type: ignore[arg-type]
    assert north.filter(pl.col("scenario") == "leaves")["put.A-hope"].to_list() == (
        DESIGN.points[5:, 0].tolist()
    )
    parts = duckdb.read_parquet(f"{tmp_path}/part-*.parquet")
    ((told,),) = parts.filter("choice = 'north'").aggregate("avg(coverage)").fetchall()
    assert told == pytest.approx(mean)


# What can't be explored ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other", [{"choices": (), "plans": ()}, {"measures": ()}, {"plans": PLANS[:1]}]
)
def test_nothing_to_play_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(CadreError):
        explored(**other)


def test_a_scenario_that_isnt_the_missions_is_refused_before_anything_is_kept(
    tmp_path: Path,
) -> None:
    with pytest.raises(UnknownIdError, match="leaves"):
        explored(design=grid((), (ScenarioId("rains"),)), keep=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_an_error_of_a_shard_reaches_the_caller() -> None:
    def broken(shard: Shard) -> Played:
        assert shard.end > shard.begin
        raise CadreError("shard", "broke", "none", "Mend it.")

    shards = tuple(Shard(number=k, begin=k, end=k + 1) for k in range(50))
    with pytest.raises(CadreError, match="broke"):
        list(LocalRunner(threads=2).run(broken, shards, lambda: False))


def test_processes_give_the_bits_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "MANY", 1)
    assert same(explored(runner=LocalRunner(threads=2, apart=True), shard=2), WHOLE)


def dying(shard: Shard) -> Played:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(shard)


def test_a_process_that_is_killed_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "MANY", 1)
    shards = (Shard(number=0, begin=0, end=1),)
    with pytest.raises(CadreError, match="lost a process"):
        list(LocalRunner(threads=2, apart=True).run(dying, shards, lambda: False))


def test_a_runner_holds_few_shards_at_a_time() -> None:
    lock, most, now = threading.Lock(), [0], [0]

    def work(shard: Shard) -> Played:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        with lock:
            now[0] -= 1
        return Played(shard=shard, means=np.zeros((1, 1)), errors=np.zeros((1, 1)))

    shards = tuple(Shard(number=k, begin=k, end=k + 1) for k in range(50))
    found = list(LocalRunner(threads=2).run(work, shards, lambda: False))
    assert sorted(one.shard.number for one in found) == list(range(50))
    assert most[0] <= 2


# Plans and pickles -----------------------------------------------------------------------------


def test_choices_that_differ_in_triggers_alone_share_a_plan() -> None:
    found = planned(MISSION, CHOICES, MADE, seconds=1.0)
    assert found[2] is found[3]
    assert len(found) == len(CHOICES)


def test_whom_a_trigger_calls_is_kept_by_the_plans_of_all_choices_armed_or_not() -> None:
    pledge = MISSION.pledges[0]
    call = Trigger(
        id=TriggerId("call"),
        name="Call them.",
        signal=Signal.STRENGTH_BELOW,
        below=1.0,
        action=Action.CALL,
        target=TargetId(str(pledge.id)),
    )
    away = replace(pledge, rung=Rung.CONFIRMED)
    pledges = (away, *MISSION.pledges[1:])
    given = replace(MISSION, pledges=pledges, triggers=(*MISSION.triggers, call))
    plans = planned(given, CHOICES, MADE, seconds=1.0)
    assert all(one.pledge != pledge.id for plan in plans for one in plan.assignments)


def test_a_stop_while_plans_are_made_plays_nothing(tmp_path: Path) -> None:
    found = explored(plans=(), seconds=1.0, stop=after(1), keep=tmp_path / "kept")
    assert found.stopped
    assert np.isnan(found.means).all()
    assert not (tmp_path / "kept").exists()


def test_a_mission_is_pickled_without_what_was_worked_out_of_it() -> None:
    mission = branches()
    bare = len(pickle.dumps(mission))
    required_work(mission)
    stand_ins(mission, PLANS[2])
    simulate(mission, PLANS[2], futures=10, threads=1)
    assert len(pickle.dumps(mission)) == bare
    assert pickle.loads(pickle.dumps(mission)) == mission  # noqa: S301 - our own


def test_work_played_in_another_process_gives_the_same_bits() -> None:
    work = Playing.of(MISSION, CHOICES, PLANS, DESIGN, MEASURES, FUTURES, seed=5)
    shard = Shard(number=0, begin=9, end=12)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        theirs = pool.submit(work, shard).result()
    assert theirs.same(work(shard))
    flat = WHOLE.means.reshape(NUMBER, -1)
    assert np.array_equal(theirs.means, flat[9:12])


def test_an_error_is_the_same_after_a_pickle() -> None:
    error = UnknownIdError("option", "west", ["north"])
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(back) is UnknownIdError
    assert (str(back), back.remedy) == (str(error), error.remedy)
