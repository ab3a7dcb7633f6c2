"""Boxes in words: right English for each kind, with the numbers a reader checks it by."""

from __future__ import annotations

import numpy as np
import pytest

from cadre.errors import CadreError
from cadre.explorer.boxes import Teller
from cadre.explorer.clauses import day_in_words, figure_in_words, plural, shock_in_words
from cadre.explorer.deciding import SCENARIO
from cadre.explorer.discovery import Box, Limit, discover
from cadre.explorer.exploration import Design
from cadre.explorer.prim import Edge
from cadre.explorer.said import listed, number, quantity, share
from cadre.explorer.uncertainties import Kind, Uncertainty
from tests.explorer.made import HORIZON, design, exploration, uncertainty


def shock(name: str = "consent is suspended") -> Uncertainty:
    return uncertainty("shock", 0, 95, 95, kind=Kind.SHOCK, unit="weeks from the first", name=name)


def edge(low: float | None = None, high: float | None = None, key: str = "shock") -> Edge:
    return Edge(dimension=key, low=low, high=high)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, 29, "consent is suspended before week 30 (27 September 2021)"),
        (None, 29.7, "consent is suspended before week 30 (27 September 2021)"),
        (None, 94, "consent is suspended at all"),
        (12, None, "consent is not suspended before week 12 (24 May 2021)"),
        (95, None, "consent is never suspended"),
        (94.5, None, "consent is never suspended"),
        (12, 94, "consent is suspended in week 12 or later (24 May 2021)"),
        (12, 29, "consent is suspended in weeks 12 to 29 (24 May 2021 to 26 September 2021)"),
        (12, 12, "consent is suspended in week 12 (24 May 2021)"),
    ],
)
def test_a_shock_comes_before_after_between_or_never(
    low: float | None, high: float | None, words: str
) -> None:
    assert shock_in_words(edge(low, high), shock(), HORIZON) == words


@pytest.mark.parametrize(
    ("name", "before", "never"),
    [
        ("attacks on Erbil", "attacks on Erbil come before", "attacks on Erbil never come"),
        ("loss of bases", "loss of bases comes before", "loss of bases never comes"),
        (
            "Attacks on Erbil: week in which it comes first",
            "“Attacks on Erbil” comes before",
            "“Attacks on Erbil” never comes",
        ),
    ],
)
def test_verbs_agree_and_titles_stand_in_quotes(name: str, before: str, never: str) -> None:
    assert shock_in_words(edge(high=29), shock(name), HORIZON).startswith(before)
    assert shock_in_words(edge(low=95), shock(name), HORIZON) == never


@pytest.mark.parametrize(
    ("name", "low", "high", "words"),
    [
        (
            "helicopters: day on which it comes",
            20,
            None,
            "helicopters come late (on 19 July 2021 or later; plans use 10 May 2021)",
        ),
        (
            "consent: day on which it comes",
            None,
            10,
            "consent comes early (by 10 May 2021; plans use 10 May 2021)",
        ),
        (
            "start of talks",
            12,
            16,
            (
                "start of talks is neither early nor late (24 May 2021 to 21 June 2021; plans use "
                "10 May 2021)"
            ),
        ),
        (
            "start of talks",
            None,
            20,
            "start of talks is not late (by 19 July 2021; plans use 10 May 2021)",
        ),
    ],
)
def test_a_day_is_early_or_late_with_its_dates(
    name: str, low: float | None, high: float | None, words: str
) -> None:
    day = uncertainty("day", 4, 10, 26, kind=Kind.DAY, unit="weeks from the first", name=name)
    assert day_in_words(edge(low, high, "day"), day, HORIZON) == words


@pytest.mark.parametrize(
    ("own", "low", "high", "words"),
    [
        (
            uncertainty("a", 0.1, 0.25, 0.4, unit="share of futures", name="Baghdad agrees"),
            None,
            0.19,
            "“Baghdad agrees” is unlikely (at most 19%; plans use 25%)",
        ),
        (
            uncertainty("a", 0, 4, 12, unit="weeks", name="Talks take four weeks"),
            9.26,
            None,
            (
                "the figure behind “Talks take four weeks” is high (at least 9.26 weeks; plans use "
                "4 weeks)"
            ),
        ),
        (
            uncertainty(
                "b", 0, 0.5, 1, kind=Kind.BELIEF, unit="share of futures", name="g1: belief"
            ),
            0.8,
            None,
            "g1 is likely (at least 80%; plans use 50%)",
        ),
        (
            uncertainty(
                "c", kind=Kind.BELIEF, unit="share of futures", name="den: belief that it leaves"
            ),
            None,
            0.2,
            "den is unlikely to leave (at most 20%; plans use 50%)",
        ),
        (
            uncertainty("d", 0.4, 0.8, 1, kind=Kind.RANGE, unit="share", name="medics: strength"),
            None,
            0.5,
            "medics are weak (at most 50%; plans use 80%)",
        ),
        (
            uncertainty("e", 0, 2, 12, kind=Kind.RANGE, unit="weeks", name="escorts: weeks late"),
            8,
            None,
            "escorts are late (at least 8 weeks; plans use 2 weeks)",
        ),
        (
            uncertainty(
                "f", 0.5, 0.8, 1, kind=Kind.RANGE, unit="share", name="Logistics: share that passes"
            ),
            None,
            0.6,
            "the share that passes of “Logistics” is low (at most 60%; plans use 80%)",
        ),
        (
            uncertainty("g", 0, 1500, 3000, unit="people", name="people at the gate"),
            None,
            800,
            "people at the gate are few (at most 800 people; plans use 1,500 people)",
        ),
    ],
)
def test_a_figure_is_low_or_high_in_the_words_of_its_kind(
    own: Uncertainty, low: float | None, high: float | None, words: str
) -> None:
    assert figure_in_words(edge(low, high, own.id), own) == words


def test_the_whole_sentence_is_one_that_a_decision_maker_reads() -> None:
    late = uncertainty("day", 4, 10, 26, kind=Kind.DAY, name="helicopters: day on which it comes")
    cases = design([[0, 4]], (shock(), late))
    box = Box(
        limits=(
            Limit(edge=edge(high=29), high_chance=0.001),
            Limit(edge=edge(low=20, key="day"), low_chance=0.002),
        ),
        cases=100,
        hits=91,
        coverage=91 / 116,
        density=0.91,
        mass=0.1,
    )
    told = Teller(design=cases, horizon=HORIZON, scenarios={}).box(box, 116)
    assert told.sentence == (
        "Fails when consent is suspended before week 30 (27 September 2021) and helicopters come "
        "late (on 19 July 2021 or later; plans use 10 May 2021). This holds 91 of 116 failures; 91 "
        "of 100 cases inside fail."
    )


def failing() -> tuple[Design, Teller]:
    rng = np.random.default_rng(4)
    points = np.column_stack([rng.integers(0, 96, 400), rng.random(400)]).astype(float)
    cases = design(
        points,
        (shock(), uncertainty("u", name="strength of pledges")),
        scenarios=["calm", "storm"] * 200,
    )
    names = {"storm": "The coalition leaves"}
    return cases, Teller(design=cases, horizon=HORIZON, scenarios=names)


def test_where_a_choice_fails_is_found_and_told() -> None:
    cases, teller = failing()
    storm = np.array([one == "storm" for one in cases.scenarios])
    fails = (cases.points[:, 0] < 40) & storm
    found = discover(exploration(np.where(fails, 50, 150)[None], cases), "graduates", "A")
    (told,) = teller.discovery(found)
    assert "the scenario is “The coalition leaves”" in told.when
    assert "consent is suspended before week 39 (29 November 2021)" in told.when
    assert found.hits == int(fails.sum())
    assert {one.edge.dimension for one in found.found[0].box.limits} == {SCENARIO, "shock"}


def test_where_it_succeeds_can_be_asked_as_well() -> None:
    cases, _ = failing()
    good = cases.points[:, 1] > 0.8
    made = exploration(np.where(good, 150, 50)[None], cases)
    (found,) = discover(made, "graduates", "A", failing=False).found
    assert found.box.limits[0].edge.low == pytest.approx(0.8, abs=0.03)


def test_a_case_that_was_not_played_is_neither_failure_nor_success() -> None:
    values = [[50, float("nan"), 150, 150]]
    found = discover(exploration(values), "graduates", "A")
    assert (found.cases, found.hits, found.left_out) == (3, 1, 1)


def test_without_a_threshold_failing_has_no_meaning_and_is_refused() -> None:
    from dataclasses import replace  # noqa: PLC0415

    made = exploration([[1.0, 2.0]])
    bare = replace(made, measures=(replace(made.measures[0], enough=None),))
    with pytest.raises(CadreError, match="enough"):
        discover(bare, "graduates", "A")
    assert discover(bare, "graduates", "A", enough=1.5).hits == 1


def test_numbers_and_lists_are_written_as_people_write_them() -> None:
    assert [number(one) for one in (0, 7, 1234.4, 0.1234, -2.5)] == [
        "0",
        "7",
        "1,234",
        "0.123",
        "-2.5",
    ]
    assert [share(one) for one in (0.41, 0.005, 1, 0.0833)] == ["41%", "0.5%", "100%", "8.3%"]
    assert quantity(1200, "people") == "1,200 people"
    assert (quantity(1, "weeks"), quantity(1.5, "weeks")) == ("1 week", "1.5 weeks")
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"], "or") == "a"


@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("helicopters", True),
        ("consent", False),
        ("loss of bases", False),
        ("attacks on Erbil", True),
        ("status", False),
        ("crisis", False),
        ("Attacks", False),
    ],
)
def test_the_head_of_a_phrase_tells_whether_it_is_many(name: str, *, many: bool) -> None:
    assert plural(name) is many
