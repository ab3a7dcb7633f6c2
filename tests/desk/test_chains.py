"""Every number on a page leads back to rows and documents."""

from __future__ import annotations

import pytest

from cadre.brief.sections import RowRef
from cadre.desk.chains import chain_of
from cadre.desk.desk import Desk
from cadre.desk.numbers import numbers_in
from cadre.desk.overview import overview
from cadre.desk.seen import seen
from cadre.errors import UnknownIdError


def test_every_number_of_the_overview_leads_to_rows_and_documents(staff: Desk) -> None:
    answer = overview(staff)
    numbers = list(numbers_in(answer))
    assert len(numbers) > 5
    for number in numbers:
        chain = chain_of(staff, "overview", answer, number.id)
        assert chain.trace.number == number
        assert [one.reference for one in chain.trace.rows] == list(number.origin.rows)
        assert chain.documents, number.id


def test_a_sum_names_each_row_with_what_it_states(staff: Desk) -> None:
    chain = chain_of(staff, "overview", overview(staff), "pledged")
    said = {one.row: one for one in chain.rows}
    assert "40 people" in said[RowRef("pledges", "dnk-staff")].figures
    assert chain.trace.number.origin.words.startswith("Sum over pledges")


def test_an_unknown_number_is_refused_with_those_like_it(staff: Desk) -> None:
    with pytest.raises(UnknownIdError) as caught:
        chain_of(staff, "overview", overview(staff), "pledge")
    assert "pledged" in caught.value.allowed


def test_a_guarded_readers_chain_ends_where_that_reader_may_look(host: Desk) -> None:
    answer = overview(host)
    known = {one.id for one in seen(host).sources}
    for number in numbers_in(answer):
        chain = chain_of(host, "overview", answer, number.id)
        assert {one.row.id for one in chain.documents} <= known
