"""A brief that was kept as data is read back as it was."""

from __future__ import annotations

import json

import pytest

from cadre.brief.plain import as_json, as_plain
from cadre.brief.read import from_json
from cadre.brief.sections import Brief
from cadre.brief.shown import readable


def test_what_was_written_is_read_back_the_same(brief: Brief) -> None:
    text = as_json(brief)
    again = from_json(text)
    assert as_json(again) == text
    assert again.numbers() == readable(brief).numbers()
    assert again.made_from == brief.made_from
    assert again.marking == brief.marking


def test_the_bases_of_numbers_come_back_with_their_rows(brief: Brief) -> None:
    assert from_json(as_json(brief)).bases == brief.bases


def test_what_isnt_a_brief_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        from_json("no JSON")
    with pytest.raises(KeyError):
        from_json(json.dumps({"title": "something else"}))


def test_plain_values_are_those_of_the_page(brief: Brief) -> None:
    assert as_plain(from_json(as_json(brief)))["title"] == brief.title
