"""A row is told with its fields, its documents, and what leans on it."""

from __future__ import annotations

import pytest

from cadre.brief.sections import RowRef
from cadre.desk.desk import Desk
from cadre.desk.row_evidence import row_evidence, where_cited
from cadre.dossier.tables import TABLES
from cadre.errors import UnknownIdError
from cadre.mission.sources import Source


def test_a_row_says_its_figures_with_unit_and_help(staff: Desk) -> None:
    told = row_evidence(staff, "pledges", "dnk-staff")
    fields = {one.name: one for one in told.fields}
    assert fields["people"].text == "40 people"
    assert fields["people"].help == "Heads at any one time."
    assert fields["strength"].text == "94% (70% to 100%)"
    assert fields["window"].text == "24 Nov 2020 to 31 May 2022"
    assert told.name == "Denmark, Headquarters staff, 40 people"
    assert "ranks" in [one.lower() for one in told.silent], "what isn't stated is said, too"


def test_a_reference_leads_to_its_row_and_back(staff: Desk) -> None:
    told = row_evidence(staff, "pledges", "dnk-staff")
    nation = next(one for one in told.fields if one.name == "nation")
    assert [one.row for one in nation.rows] == [RowRef("nations", "DNK")]
    back = row_evidence(staff, "nations", "DNK").named_by
    pledges = next(one for one in back if (one.table, one.field) == ("Pledges", "Nation"))
    assert RowRef("pledges", "dnk-staff") in [one.row for one in pledges.rows]


def test_a_figure_leads_to_the_place_in_a_document(staff: Desk) -> None:
    link = row_evidence(staff, "pledges", "dnk-staff").rests_on[0]
    assert link.citation.ref == "F0382"
    document = link.behind[0]
    assert isinstance(document.row, Source)
    assert document.citation.locator == "bullet 1"


def test_a_claim_shows_what_disagrees_with_it_and_why(staff: Desk) -> None:
    told = row_evidence(staff, "claims", "F0315")
    conflict = next(one for one in told.conflicts if one.conflict == "C27")
    assert not conflict.open
    assert [one.preferred for one in conflict.sides[:2]] == [True, True], "preferred ones first"
    assert "500 is the establishment" in conflict.reason


def test_a_document_that_copies_another_leads_to_that_one(staff: Desk) -> None:
    told = row_evidence(staff, "sources", "seed-001")
    assert [one.citation.ref for one in told.rests_on] == ["win-2021"]
    assert any(one.table == "Claims" for one in told.named_by)


def test_a_published_prior_is_no_row_of_the_dossier(staff: Desk) -> None:
    prior = staff.mission.priors[0]
    assert not row_evidence(staff, "priors", str(prior.id)).own
    assert row_evidence(staff, "pledges", "dnk-staff").own


def test_every_row_of_the_dossier_can_be_told(staff: Desk) -> None:
    for table in TABLES:
        for row in getattr(staff.mission, table)[:25]:
            told = row_evidence(staff, table, row.id)
            assert told.name
            assert told.kind


def test_a_citation_leads_to_its_row_whatever_that_is(staff: Desk) -> None:
    assert where_cited(staff, "F0382") == RowRef("claims", "F0382")
    assert where_cited(staff, "A-presence") == RowRef("assumptions", "A-presence")
    assert where_cited(staff, "win-2021") == RowRef("sources", "win-2021")
    prior = str(staff.mission.priors[0].id)
    assert where_cited(staff, prior) == RowRef("priors", prior)


@pytest.mark.parametrize(("table", "key"), [("pledges", "nobody"), ("tanks", "one")])
def test_what_isnt_there_is_refused_in_a_sentence(staff: Desk, table: str, key: str) -> None:
    with pytest.raises(UnknownIdError, match="not in the dossier"):
        row_evidence(staff, table, key)
