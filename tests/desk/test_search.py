"""Search: ids first, then names, then words; fast, whatever the accents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cadre.desk.desk import Desk
from cadre.desk.folding import all_begin, folded, folded_words, parts_hit
from cadre.desk.search import FINDINGS, PAGES, SearchAnswer, SearchAsked, search
from tests.effort import calls

DESK_PAGES = (("overview", "Overview"), ("evidence", "Evidence"))


def hits(answer: SearchAnswer) -> list[tuple[str, str]]:
    return [(hit.kind, hit.id) for one in answer.kinds for hit in one.hits]


def test_the_very_id_comes_before_all_else(staff: Desk) -> None:
    for table in ("claims", "sources", "pledges", "sites"):
        for row in getattr(staff.mission, table)[:20]:
            assert search(staff, SearchAsked(text=row.id.upper())).kinds[0].hits[0].rank == 0
            assert (table, row.id) in hits(search(staff, SearchAsked(text=row.id)))


def test_rows_claims_findings_and_pages_are_found(staff: Desk) -> None:
    assert ("pages", "evidence") in hits(search(staff, SearchAsked(text="evid"), DESK_PAGES))
    assert ("claims", "F0315") in hits(search(staff, SearchAsked(text="strength security adviser")))
    assert ("sites", "union-iii") in hits(search(staff, SearchAsked(text="union ministry")))
    assert search(staff, SearchAsked(text="AUT-08", kind=FINDINGS)).kinds[0].kind == FINDINGS


def test_a_name_that_begins_so_comes_before_words_in_a_text(staff: Desk) -> None:
    for one in search(staff, SearchAsked(text="nato", kind="sources", limit=500)).kinds:
        ranks = [hit.rank for hit in one.hits]
        assert ranks == sorted(ranks)


def test_of_all_kinds_a_few_are_shown_and_of_one_kind_all_page_by_page(staff: Desk) -> None:
    everything = search(staff, SearchAsked(text="iraq"))
    claims = next(one for one in everything.kinds if one.kind == "claims")
    assert len(claims.hits) < claims.count
    found: list[str] = []
    after: int | None = 0
    while after is not None:
        some = search(staff, SearchAsked(text="iraq", kind="claims", after=after, limit=50))
        found += [hit.id for one in some.kinds for hit in one.hits]
        after = some.next
    assert len(found) == len(set(found)) == claims.count


def test_nothing_and_only_signs_find_nothing(staff: Desk) -> None:
    for text in ("", "   ", "?!", "zzzzqqq"):
        assert search(staff, SearchAsked(text=text), DESK_PAGES).count == 0


def test_accents_and_case_dont_matter(staff: Desk) -> None:
    plain = search(staff, SearchAsked(text="erbil"))
    assert plain.count > 0
    assert search(staff, SearchAsked(text="ÉRBIL")).count == plain.count
    assert folded("Øresund Ærø Łódź Straße") == "oresund aero lodz strasse"


def test_a_question_is_answered_in_a_blink(staff: Desk) -> None:
    search(staff, SearchAsked(text="once"))
    for text in ("nato", "iraq", "a", "F0315", "training mission baghdad"):
        asked = SearchAsked(text=text)
        assert calls(lambda: search(staff, asked, DESK_PAGES)) < 120_000, text  # noqa: B023


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_a_text_that_is_cut_for_showing_is_still_whole(text: str, words: list[str]) -> None:
    asked = [word for one in words for word in folded_words(one)]
    assert "".join(one.text for one in parts_hit(text, asked)) == text


@given(st.lists(st.text(alphabet="abcåé øß", min_size=1, max_size=8), min_size=1, max_size=5))
def test_a_text_is_found_by_the_beginnings_of_its_own_words(texts: list[str]) -> None:
    words = folded_words(" ".join(texts))
    whole = " " + " ".join(words)
    assert all_begin([word[:3] for word in words], whole)
    assert folded_words(" ".join(words)) == words, "what is folded stays so"


def test_kinds_are_called_as_people_call_them(staff: Desk) -> None:
    found = search(staff, SearchAsked(text="over"), DESK_PAGES)
    assert {one.words for one in found.kinds if one.kind == PAGES} == {"Pages"}
