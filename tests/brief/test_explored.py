"""What is told of an exploration: the finding first, every number with its way back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cadre.brief.explored import Explored
from cadre.brief.explored_pictures import fine, pictures
from cadre.brief.explored_words import bottom_line
from cadre.brief.exploring import ExploredInputs, compose_exploration
from cadre.brief.html import page
from cadre.brief.render import drawn
from cadre.brief.sections import Brief, Number, Paragraph, Table, words_of
from cadre.brief.trace import trace
from cadre.cli.show_explored import explored_as_text
from cadre.mission.markings import Classification, Marking
from tests.brief.conftest import make_plan
from tests.brief.explored_case import explored
from tests.brief.missions import STAFF, make_mission


@pytest.fixture(scope="module")
def found() -> Explored:
    return explored()


@pytest.fixture(scope="module")
def brief(found: Explored) -> Brief:
    mission = make_mission()
    plan = make_plan(mission)
    return compose_exploration(
        ExploredInputs(
            mission=mission,
            explored=found,
            plans=(plan, plan),
            audience=STAFF,
            title="What now?",
        )
    )


def test_the_bottom_line_says_what_holds_up_what_decides_and_what_tells(found: Explored) -> None:
    holds, tells = bottom_line(found)
    assert holds == (
        "Services holds up best: by “Weeks of needs met” it is at most 10 need-weeks behind the "
        "best choice of the same cases, and Services + north is behind by up to 60 (where: The "
        "guards leave)."
    )
    assert "how far Services is ahead of Services + north is “Whether A-consent holds”" in tells
    assert "at an end of its range Services + north would be better" in tells
    assert tells.endswith("nothing that can be watched would tell in time that it fails.")


def test_a_choice_that_is_ahead_by_luck_isnt_told_as_better(found: Explored) -> None:
    """The word best would be taken for a finding."""
    holds, _ = bottom_line(replace(found, clear=False))
    assert holds.startswith("Services is ahead, though by no more than luck")
    assert "holds up best" not in holds


def test_a_choice_that_is_never_behind_is_told_so(found: Explored) -> None:
    never = tuple(replace(one, most=0.0, mean=0.0) for one in found.behind)
    holds, _ = bottom_line(replace(found, behind=never))
    assert "behind no other choice in any case" in holds


def test_a_choice_that_is_ahead_by_little_is_told_so(found: Explored) -> None:
    """Sure isn't much: two choices that come to nearly the same are no reason for a quarrel."""
    near = tuple(replace(one, relative=0.01) for one in found.behind)
    holds, _ = bottom_line(replace(found, behind=near))
    assert holds.startswith("Services holds up best, though by little")


def test_nothing_varied_decides_nothing(found: Explored) -> None:
    _, tells = bottom_line(replace(found, swings=()))
    assert tells.startswith("Nothing that was varied moves it")


def test_what_nobody_has_looked_for_isnt_told_as_not_being_there(found: Explored) -> None:
    """Stopped early, or by a measure that no single future tells."""
    stopped = replace(found, stopped=True, swings=(), tracks=(), signs=(), changes=())
    _, tells = bottom_line(stopped)
    assert tells == (
        "What moves it hadn't been played by then; what would tell in time that it fails wasn't "
        "looked for."
    )


@pytest.mark.parametrize(
    ("gain", "told"),
    [
        (12.0, "gains 12 need-weeks. No"),
        (-12.0, "loses 12 need-weeks. No"),
        (-0.001, "loses 0 need-weeks, {luck}. No"),
    ],
)
def test_a_change_that_surely_loses_isnt_told_as_luck(
    found: Explored, gain: float, told: str
) -> None:
    (one,) = found.changes
    changed = replace(found, changes=(replace(one, gain=gain, error=1.0),))
    shown = " ".join(explored_as_text(changed).split())
    assert told.format(luck="no more than luck") in shown
    mission = make_mission()
    plan = make_plan(mission)
    inputs = ExploredInputs(
        mission=mission, explored=changed, plans=(plan, plan), audience=STAFF, title="What now?"
    )
    parts = [part for one in compose_exploration(inputs).sections for part in one.parts]
    text = " ".join(words_of(one.text) for one in parts if isinstance(one, Paragraph))
    assert told.format(luck="which may be luck") in " ".join(text.split())


def test_each_picture_says_its_finding_in_its_title(found: Explored) -> None:
    titles = {one.id: one.title for one in pictures(found)}
    assert titles["regret"] == (
        "Services is never more than 10 need-weeks behind; Services + north is behind by up to "
        "60 need-weeks"
    )
    assert titles["ahead"].startswith("What decides between Services and Services + north")
    assert "60 to 140" in titles["assumptions"]
    assert "fails when consent comes late" in titles["failures"]
    assert titles["pathways"].startswith("Services works to the end of the plan")


def test_every_picture_of_an_exploration_can_be_drawn(found: Explored) -> None:
    for one in pictures(found):
        picture = drawn(one.spec)
        assert "NaN" not in picture, one.id
        assert "undefined" not in picture, one.id
        assert one.description


def test_an_exploration_of_one_choice_has_no_regret_to_draw(found: Explored) -> None:
    one = replace(found, choices=found.choices[:1], second="", behind=found.behind[:2])
    assert {"regret", "ahead"} & {each.id for each in pictures(one)} == set()
    assert bottom_line(one)[0] == "Only one choice was played: Services."


def test_small_shares_are_printed_with_a_place_more() -> None:
    """14% against 14% says nothing where one is 14.4% and the other 13.7%."""
    assert fine(0.144, "%") == "14.4%"
    assert fine(0.62, "%") == "62%"
    assert fine(0.0, "%") == "0%"
    assert fine(0.0001, "%") == "<0.1%"


def test_the_text_begins_with_the_bottom_line_and_tells_what_is_missing(found: Explored) -> None:
    shown = explored_as_text(replace(found, bottom=bottom_line(found)))
    assert shown.startswith("Services holds up best")
    for words in (
        "No plan starts work of “The south”. No beds are known there.",
        "Services is as good as Services + north by every measure, and better by one.",
        "First course: at best 10.0%; never enough, which is 80%.",
        "Behind the best choice of the same cases",
        "When it fails",
        "What would tell in time",
        "A-consent, vulnerable. Below 19% another choice is better.",
        "signpost: A letter; shaping: Ask first; hedging: Keep what runs.",
        "No requirement is public.",
    ):
        assert words in " ".join(shown.split()), words


def test_one_thing_that_was_varied_is_told_as_one(found: Explored) -> None:
    shown = " ".join(explored_as_text(replace(found, varied=1)).split())
    assert "1 uncertain figure or day), " in shown
    shown = " ".join(explored_as_text(replace(found, varied=2)).split())
    assert "2 uncertain figures and days), " in shown


def test_an_exploration_that_was_stopped_says_so(found: Explored) -> None:
    assert "Stopped early" in explored_as_text(replace(found, stopped=True))
    assert "Stopped early" not in explored_as_text(found)


def test_every_number_of_the_brief_leads_back_to_rows(brief: Brief) -> None:
    numbers = brief.numbers()
    assert len(numbers) > 12
    mission = make_mission()
    for key in numbers:
        found = trace(mission, brief, key)
        assert found.basis_rows, f"{key} leads nowhere"


def test_a_number_of_an_assumption_cites_it(brief: Brief) -> None:
    keys = [key for key in brief.numbers() if key.startswith("swing.A-consent.")]
    assert keys
    for key in keys:
        cited = {one.ref for one in brief.numbers()[key].origin.sources}
        assert cited == {"A-consent"}


def test_the_brief_has_no_bare_figures_in_its_bottom_line(brief: Brief) -> None:
    """A number that leads nowhere would look like the others."""
    section = next(one for one in brief.sections if one.id == "bottom-line")
    bare = [
        piece
        for piece in section.pieces()
        if isinstance(piece, str) and re.search(r"\d", piece.replace("10%", "").replace("40%", ""))
    ]
    # The ends of a range are the dossier's own words, and days are days.
    assert [piece for piece in bare if "2021" not in piece] == []
    assert [piece for piece in section.pieces() if isinstance(piece, Number)]


def test_the_brief_shows_its_pictures_and_can_be_read_as_a_page(brief: Brief) -> None:
    assert [one.id for one in brief.charts()] == [
        "explored-regret",
        "explored-ahead",
        "explored-failures",
        "explored-pathways",
    ]
    shown = page(brief, lambda chart: f"<i>{chart.id}</i>")
    assert "What now?" in shown
    assert "explored-regret" in shown
    assert "what the dossier can&#39;t say" in shown.lower() or "can't say" in shown


def test_what_is_made_of_a_marked_row_is_marked(found: Explored) -> None:
    """The futures are made from all rows: the strictest mark holds for every figure."""
    mission = make_mission()
    secret = Marking(Classification.SECRET)
    marked = replace(mission, needs=(replace(mission.needs[0], marking=secret), *mission.needs[1:]))
    plan = make_plan(marked)
    made = compose_exploration(
        ExploredInputs(mission=marked, explored=found, plans=(plan,), audience=STAFF)
    )
    assert all(one.marking == secret for one in made.numbers().values())
    assert all(one.marking == secret for one in made.charts())


def test_signs_stand_in_a_table_with_how_good_they_are(brief: Brief) -> None:
    tables = {one.id: one for one in brief.leaves() if isinstance(one, Table)}
    (line,) = tables["explored-signs"].lines
    assert [words_of(cell) for cell in line.cells][3:] == ["13", "60%", "95%"]
