"""From a number back to the paragraph that it stands on."""

from __future__ import annotations

import pytest

from cadre.brief.compose import BriefInputs
from cadre.brief.sections import Brief
from cadre.brief.trace import trace
from cadre.desk.plain import to_plain
from cadre.errors import UnknownIdError


def test_a_stated_figure_leads_to_its_claim_and_the_place_in_the_document(
    inputs: BriefInputs, brief: Brief
) -> None:
    found = trace(inputs.mission, brief, "level.ceiling")
    text = found.as_text()
    assert text.startswith("level.ceiling = 4,000 people")
    order = [text.index(part) for part in ("levels/ceiling", "F3: claim", "news:para 2: document")]
    assert order == sorted(order)
    assert "= up to 4,000 people" in text, "a hedge is part of a figure"


def test_an_estimate_leads_to_the_assumption_and_what_that_rests_on(
    inputs: BriefInputs, brief: Brief
) -> None:
    text = trace(inputs.mission, brief, "plan.school.posts").as_text()
    assert "A1: assumption of the staff: Posts by skill" in text
    assert text.index("A1: assumption") < text.index("F1: claim") < text.index("document: Mission")


def test_a_copy_leads_on_to_what_it_copies(inputs: BriefInputs, brief: Brief) -> None:
    text = trace(inputs.mission, brief, "level.present").as_text()
    assert text.index("A rewrite") < text.index("Mission may grow")


def test_a_simulated_number_names_seed_version_and_every_row_that_went_in(
    inputs: BriefInputs, brief: Brief
) -> None:
    text = trace(inputs.mission, brief, "force.2021-12-20.median").as_text()
    for part in ("seed 7", "1,000 futures", "dossier abab", "posts/school-1", "pledges/dnk-1"):
        assert part in text
    assert "supports/s1" in text, "what is lent went in as well"


def test_the_chain_as_plain_values_holds_the_same_steps(inputs: BriefInputs, brief: Brief) -> None:
    data = to_plain(trace(inputs.mission, brief, "level.ceiling"))
    assert data["rows"][0]["links"][0]["row"]["id"] == "F3"
    assert data["rows"][0]["links"][0]["behind"][0]["row"]["id"] == "news"


def test_an_unknown_number_is_refused_with_those_like_it(inputs: BriefInputs, brief: Brief) -> None:
    with pytest.raises(UnknownIdError) as caught:
        trace(inputs.mission, brief, "level.celing")
    assert "level.ceiling" in caught.value.allowed
    assert caught.value.problem == "not in what is shown", "the dossier states no such numbers"


def test_the_id_of_a_claim_leads_to_the_number_that_shows_it(
    inputs: BriefInputs, brief: Brief
) -> None:
    meant = next(key for key in brief.numbers() if key.startswith("claim."))
    with pytest.raises(UnknownIdError, match=f"Did you mean {meant}"):
        trace(inputs.mission, brief, meant.partition(".")[2])
