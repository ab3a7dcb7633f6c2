"""The order of objectives: a dossier that is saved must be planned as it was before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cadre.dossier.load import load
from cadre.dossier.save import save
from cadre.mission.mission import Mission, Order, Weights
from tests.planner.missions import two_works


def with_weights(weights: Weights) -> Mission:
    given = two_works()
    return replace(given, profile=replace(given.profile, weights=weights))


@pytest.mark.parametrize("order", Order)
def test_an_order_is_read_as_it_was_saved(order: Order, tmp_path: Path) -> None:
    given = with_weights(Weights(needs=7.0, order=order))
    save(given, tmp_path / "m", None)
    assert load(tmp_path / "m").mission.profile.weights == given.profile.weights


def stated(folder: Path, weights: str) -> Mission:
    """A dossier whose weights are written so, read."""
    save(with_weights(Weights()), folder, None)
    profile = folder / "mission.toml"
    head = profile.read_text(encoding="utf-8").partition("[mission.weights]")[0]
    profile.write_text(head + weights, encoding="utf-8")
    return load(folder).mission


@pytest.mark.parametrize(
    ("weights", "order"),
    [
        ("", Order.LEXICOGRAPHIC),
        ("[mission.weights]\nneeds = 3\n", Order.WEIGHTED),
        ('[mission.weights]\norder = "lexicographic"\nneeds = 3\n', Order.LEXICOGRAPHIC),
    ],
)
def test_without_weights_there_is_an_order_and_with_them_they_count(
    weights: str, order: Order, tmp_path: Path
) -> None:
    assert stated(tmp_path / "m", weights).profile.weights.order is order


@pytest.mark.parametrize("before", ["", "[mission.weights]\nneeds = 3\n"])
def test_a_weight_that_is_changed_leaves_the_order_as_it_was(before: str, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    stated(folder, before)
    loaded = load(folder)
    profile = loaded.mission.profile
    changed = replace(profile, weights=replace(profile.weights, output=9.0))
    save(replace(loaded.mission, profile=changed), folder, loaded)
    assert load(folder).mission.profile == changed
