"""Menu: what is chosen from it is always a what-if that is understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadre.desk.desk import Desk
from cadre.desk.menu import Blank, Item, menu, refuse_strange, samples, text_of
from cadre.errors import CadreError
from cadre.mission.asking import asked
from cadre.mission.edits import Edit
from cadre.mission.forms import FORMS

EXAMPLES = Path(__file__).parents[2] / "examples"
DAYS = {"day": "2021-09-01", "number": "3", "amount": "2.5"}


def filled(item: Item, *, whole: bool) -> dict[str, str]:
    def value(blank: Blank) -> str:
        if blank.choices:
            return blank.choices[0].id
        return "2022" if blank.word == "year" else DAYS[blank.kind]

    return {one.name: value(one) for one in item.blanks if whole or one.needed}


@pytest.mark.parametrize("whole", [True, False], ids=["all filled", "what may be left is left"])
def test_every_form_that_is_filled_in_is_understood(staff: Desk, whole: bool) -> None:
    items = menu(staff)
    assert len(items) > 30
    for item in items:
        text = text_of(item.number, filled(item, whole=whole))
        found = asked(staff.mission, text)
        assert isinstance(found, Edit)
        assert found.verb is FORMS[item.number].verb, text


@pytest.mark.parametrize("example", ["nmi", "eu-advice", "ntm-i", "template"])
def test_samples_are_of_the_mission_itself_and_understood(example: str) -> None:
    desk = Desk.open(EXAMPLES / example)
    shown = samples(desk)
    assert len(shown) == 3
    refuse_strange(desk, shown)


def test_samples_name_no_row_that_the_reader_may_not_see() -> None:
    desk = Desk.open(EXAMPLES / "eu-advice", reader="public")
    shown = samples(desk)
    refuse_strange(desk, shown)
    assert "site orva closes" in " ".join(samples(Desk.open(EXAMPLES / "eu-advice")))
    assert "orva" not in " ".join(shown)


def test_a_blank_that_is_needed_and_empty_is_named(staff: Desk) -> None:
    item = next(one for one in menu(staff) if one.usage == "pledge PLEDGE later NUMBER weeks")
    with pytest.raises(CadreError, match="lacks its NUMBER"):
        text_of(item.number, {item.blanks[0].name: item.blanks[0].choices[0].id})


@pytest.mark.parametrize("number", [-1, len(FORMS)])
def test_a_form_that_isnt_there_is_refused(number: int) -> None:
    with pytest.raises(CadreError):
        text_of(number, {})


def test_a_sign_that_was_typed_stands_once(staff: Desk) -> None:
    item = next(one for one in menu(staff) if one.usage == "pledge PLEDGE +PEOPLE")
    for typed in ("4", "+4"):
        assert text_of(item.number, {"blank0": "a", "blank1": typed}) == "pledge a +4"


def test_rows_that_a_reader_may_not_see_cant_be_chosen(staff: Desk, host: Desk) -> None:
    def offered(desk: Desk) -> set[str]:
        return {c.id for item in menu(desk) for blank in item.blanks for c in blank.choices}

    assert offered(host) < offered(staff)
