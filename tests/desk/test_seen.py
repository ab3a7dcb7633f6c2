"""What a guarded reader sees bears no trace of what is withheld."""

from __future__ import annotations

import json

import pytest

from cadre.desk.desk import Desk
from cadre.desk.evidence import ClaimsAsked, assumptions, claims, conflicts, evidence, sources
from cadre.desk.findings import findings
from cadre.desk.plain import to_json
from cadre.desk.row_evidence import row_evidence, where_cited
from cadre.desk.search import SearchAsked, search
from cadre.desk.seen import seen, told, withheld
from cadre.dossier.tables import TABLES
from cadre.errors import UnknownIdError
from cadre.mission.sources import Claim


def hidden(desk: Desk) -> list[tuple[str, str]]:
    """Table and id of all rows that a desk's reader may not see."""
    mission, left = desk.mission, seen(desk)
    return [
        (table, row.id)
        for table in TABLES
        for row in getattr(mission, table)
        if row.id not in {one.id for one in getattr(left, table)}
    ]


def words_withheld(desk: Desk) -> set[str]:
    """Ids and texts that stand only in rows that the reader may not see."""
    gone = dict.fromkeys(hidden(desk))
    rows = [
        row for table, key in gone for row in desk.mission.named(key) if table and row.id == key
    ]
    ids = {row.id for row in rows if len(row.id) > 4}
    return ids | {row.subject for row in rows if isinstance(row, Claim)}


def test_the_staff_sees_all_and_others_what_they_are_cleared_for(staff: Desk, host: Desk) -> None:
    assert seen(staff) is staff.mission
    assert withheld(staff) == 0
    assert withheld(host) == len(hidden(host)) > 20


def test_who_isnt_told_of_more_gets_no_count_of_it(host: Desk) -> None:
    assert told(host) is None
    assert evidence(host).withheld is None
    assert findings(host).withheld is None


def test_counts_are_those_of_what_is_seen(staff: Desk, host: Desk) -> None:
    gone = [table for table, _ in hidden(host)]
    assert evidence(staff).claims - evidence(host).claims == gone.count("claims") > 0
    assert evidence(host).claims == claims(host, ClaimsAsked()).found
    assert evidence(host).sources == len(sources(host))


def test_nothing_that_a_page_of_evidence_says_names_a_row_withheld(host: Desk) -> None:
    every = claims(host, ClaimsAsked(limit=10_000)).shown
    answers = [*every, *conflicts(host), *sources(host), *assumptions(host), evidence(host)]
    text = json.dumps([to_json(one) for one in answers], ensure_ascii=False)
    assert [word for word in words_withheld(host) if f'"{word}' in text.replace("\\", "")] == []


def test_no_row_that_is_seen_leads_to_one_withheld(host: Desk) -> None:
    mission, gone = seen(host), set(hidden(host))
    for table in ("pledges", "posts", "conflicts", "authorities", "conditions", "assumptions"):
        for row in getattr(mission, table):
            answer = row_evidence(host, table, row.id)
            led = {one.row for field in answer.fields for one in field.rows}
            led |= {one.row for by in answer.named_by for one in by.rows}
            assert not {(one.table, one.id) for one in led} & gone
            assert all(one.row is not None for one in answer.rests_on), "a citation leads on"


def test_a_row_withheld_is_refused_like_one_that_never_was(host: Desk) -> None:
    table, key = next(one for one in hidden(host) if one[0] == "claims")
    with pytest.raises(UnknownIdError) as refused:
        row_evidence(host, table, key)
    with pytest.raises(UnknownIdError) as never:
        row_evidence(host, table, "F9999")
    assert str(refused.value).replace(key, "F9999") == str(never.value)
    with pytest.raises(UnknownIdError):
        where_cited(host, key)


def test_search_finds_nothing_of_rows_withheld(staff: Desk, host: Desk) -> None:
    for table, key in hidden(host):
        asked = SearchAsked(text=key, kind=table, limit=500)
        found = [hit.id for one in search(host, asked).kinds for hit in one.hits]
        assert key not in found
        again = [hit.id for one in search(staff, asked).kinds for hit in one.hits]
        assert key in again, "or the test would prove nothing"
