"""Kept pages: made once for all, made anew ahead of the next look, never behind an own edit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from cadre.web import kept
from cadre.web.kept import KeptPages, Key, Page

KEY: Key = ("/law", "", "editor", "staff", "")


class Dossier:
    """A dossier that only counts its changes, and pages that only tell the last of them."""

    def __init__(self) -> None:
        self.change = 1
        self.made = 0
        self.pages = KeptPages(lambda: str(self.change))
        self.may_go_on = Event()
        self.may_go_on.set()

    @property
    def state(self) -> str:
        return f"{self.change} nothing beside"

    def look(self, seen: int = 0) -> str:
        """What somebody is shown who knows of a change."""
        page = self.pages.find(KEY, self.state, seen)
        if page is not None:
            return page.text
        try:
            return self._make(str(self.change))
        finally:
            self.pages.done(KEY)

    def _make(self, moment: str) -> str:
        self.made += 1
        assert self.may_go_on.wait(10)
        text = f"as of {moment}"
        self.pages.keep(KEY, Page(text, f"{moment} nothing beside", self._make_again))
        return text

    def _make_again(self, moment: str) -> None:
        self._make(moment)


@pytest.fixture
def dossier(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dossier]:
    monkeypatch.setattr(kept, "TOGETHER", 0.05)
    made = Dossier()
    yield made
    made.pages.close()


def until(true: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 10
    while not true() and time.monotonic() < ends:
        time.sleep(0.01)
    return true()


def test_a_page_is_made_once_for_all_who_ask_for_the_same(dossier: Dossier) -> None:
    assert [dossier.look() for _ in range(5)] == ["as of 1"] * 5
    assert dossier.made == 1


def test_a_page_that_people_look_at_is_made_anew_before_the_next_one_asks(
    dossier: Dossier,
) -> None:
    dossier.look()
    dossier.change = 2
    dossier.pages.find(("/plan", "", "editor", "staff", ""), dossier.state, 0)
    assert until(lambda: dossier.made == 2)
    assert dossier.look(seen=2) == "as of 2"
    assert dossier.made == 2


def test_a_page_that_nobody_looks_at_any_more_is_not_made_anew(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier.look()
    monkeypatch.setattr(kept, "LOOKED_AT", 0.0)
    dossier.change = 2
    dossier.pages.find(("/plan", "", "editor", "staff", ""), dossier.state, 0)
    time.sleep(0.3)
    assert dossier.made == 1


def test_a_few_changes_leave_nobody_with_an_old_page(dossier: Dossier) -> None:
    dossier.look()
    dossier.change = 2
    assert dossier.look() == "as of 2", "somebody was shown what no longer holds"


def test_while_many_write_a_page_may_be_behind_others_but_not_behind_its_own_reader(
    dossier: Dossier,
) -> None:
    dossier.look()
    dossier.may_go_on.clear()
    for change in range(2, 2 + kept.BUSY):
        dossier.change = change
        dossier.pages.find(("/plan", "", "editor", "staff", ""), dossier.state, 0)
    assert dossier.look() == "as of 1"
    last = dossier.change
    with ThreadPoolExecutor(3) as pool:
        own = [pool.submit(dossier.look, last) for _ in range(3)]
        time.sleep(0.2)
        dossier.may_go_on.set()
        assert {one.result(10) for one in own} == {f"as of {last}"}
    assert dossier.made == 2, "they waited for each other, and for what was made behind them"


def test_who_waits_for_a_page_that_cannot_be_made_is_let_go(dossier: Dossier) -> None:
    dossier.look()

    def broken(moment: str) -> str:
        raise RuntimeError(moment)

    dossier._make = broken  # type: ignore[method-assign]
    dossier.change = 2
    with pytest.raises(RuntimeError, match="2"):
        dossier.look(seen=2)
    with pytest.raises(RuntimeError, match="2"):
        dossier.look(seen=2)
