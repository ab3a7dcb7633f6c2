"""Outlines around the sites come from data that ships with Cadre, unchanged."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

import cadre.brief
from cadre.brief.geography import Frame, corners, countries, outlines

DATA = Path(cadre.brief.__path__[0]) / "data"
BAGHDAD = (44.4, 33.3)


def test_vendored_files_are_what_they_are_said_to_be() -> None:
    stated = tomllib.loads((DATA / "VENDORED.toml").read_text("utf-8"))["file"]
    for file in stated:
        assert sha256((DATA / file["name"]).read_bytes()).hexdigest() == file["sha256"]
        assert (DATA / file["licence_file"]).exists()
        assert {"package", "version", "registry", "licence"} <= set(file)
    named = {file["name"] for file in stated} | {file["licence_file"] for file in stated}
    assert {one.name for one in DATA.iterdir()} == named | {"VENDORED.toml"}


@pytest.mark.parametrize(
    ("point", "name"),
    [((44.4, 33.3), "Iraq"), ((35.9, 31.95), "Jordan"), ((12.5, 55.7), "Denmark")],
)
def test_a_place_lies_in_its_country_alone(point: tuple[float, float], name: str) -> None:
    assert [country.name for country in countries() if country.holds(point)] == [name]


def test_the_host_and_its_neighbours_are_drawn_and_cut_at_the_frame() -> None:
    frame = Frame(38.0, 29.0, 49.0, 38.0)
    features = {one["properties"]["name"]: one for one in outlines(frame, BAGHDAD)}
    assert {"Iraq", "Syria", "Iran", "Turkey", "Saudi Arabia", "Jordan", "Kuwait"} <= set(features)
    assert "France" not in features
    assert [name for name, one in features.items() if one["properties"]["home"]] == ["Iraq"]
    for one in features.values():
        for polygon in one["geometry"]["coordinates"]:
            for longitude, latitude in polygon[0]:
                assert 37.49 <= longitude <= 49.51
                assert 28.49 <= latitude <= 38.51


def test_the_corners_of_a_country_hold_it_whole() -> None:
    (west, south), (east, north) = corners(BAGHDAD)
    assert (round(west), round(south), round(east), round(north)) == (39, 29, 49, 37)
    assert corners((-30.0, 40.0)) == [], "at sea there is no country"


def test_a_frame_places_its_corners_at_the_corners_of_the_picture() -> None:
    frame = Frame(40.0, 30.0, 50.0, 38.0)
    assert frame.place((40.0, 38.0), 500) == pytest.approx((0, 0))
    assert frame.place((50.0, 30.0), 500) == pytest.approx((500, frame.height(500)))


def test_a_frame_around_one_place_still_has_a_size() -> None:
    frame = Frame.around([BAGHDAD])
    assert frame.east - frame.west == pytest.approx(2)
    assert frame.height(500) > 0
