"""Lists of evidence: narrowed, paged, and with what leans on each line."""

from __future__ import annotations

from datetime import date

from cadre.desk.desk import Desk
from cadre.desk.evidence import (
    ClaimsAsked,
    assumptions,
    claims,
    conflicts,
    evidence,
    priors,
    sources,
)


def test_claims_are_narrowed_by_all_that_is_asked_at_once(staff: Desk) -> None:
    asked = ClaimsAsked(
        text="strength", kind="deployed", since=date(2021, 1, 1), until=date(2021, 12, 31)
    )
    found = claims(staff, asked).shown
    assert {"F0315", "F0316"} <= {one.claim for one in found}
    assert all(one.kind == "deployed" and one.reported.startswith("2021") for one in found)


def test_claims_of_a_document_are_those_that_it_counts(staff: Desk) -> None:
    source = sources(staff)[0]
    assert claims(staff, ClaimsAsked(source=source.source)).found == source.claims > 10


def test_pages_of_claims_hold_each_once(staff: Desk) -> None:
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        some = claims(staff, ClaimsAsked(after=after, limit=100))
        seen += [one.claim for one in some.shown]
        after = some.next
    assert len(seen) == len(set(seen)) == evidence(staff).claims


def test_past_the_end_of_a_list_there_is_nothing_and_a_way_back(staff: Desk) -> None:
    some = claims(staff, ClaimsAsked(after=5_000, limit=50))
    assert some.shown == ()
    assert some.next is None
    assert some.before == 4_950


def test_conflicts_that_nobody_has_settled_come_first(staff: Desk) -> None:
    found = conflicts(staff)
    states = [one.open for one in found]
    assert states == sorted(states, reverse=True)
    assert sum(states) == evidence(staff).open > 0
    assert all(any(side.preferred for side in one.sides) for one in found if not one.open)


def test_a_document_is_leant_on_by_rows_that_cite_its_claims(staff: Desk) -> None:
    told = {one.source: one for one in sources(staff)}
    rows = staff.mission.levels + staff.mission.pledges
    through = {one.id for one in staff.mission.claims if one.source == "seed-001"}
    citing = [row for row in rows if any(str(one.ref) in through for one in row.sources)]
    assert told["seed-001"].rows >= len(citing) > 0


def test_what_the_plan_falls_with_comes_first_among_assumptions(staff: Desk) -> None:
    found = assumptions(staff)
    assert found[0].load_bearing
    assert found[0].vulnerable
    weights = [one.load_bearing for one in found]
    assert weights == sorted(weights, reverse=True)


def test_priors_that_rows_lean_on_come_first(staff: Desk) -> None:
    leaning = [len(one.leaning) for one in priors(staff)]
    assert leaning == sorted(leaning, reverse=True)
    assert leaning[0] > 0
