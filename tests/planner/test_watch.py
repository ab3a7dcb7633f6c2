"""The watch beside long work: who wants to stop is heard, and what goes wrong is told."""

from __future__ import annotations

from threading import Event

import pytest

from cadre.planner.watch import Beside, watched


def test_work_ends_soon_with_what_it_has_once_somebody_wants_to_stop() -> None:
    told = Event()
    assert watched(lambda: told.wait(60), lambda: True, told.set)


def test_what_goes_wrong_in_the_work_is_told_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        watched(lambda: 1 / 0, lambda: False, lambda: None)


def test_whoever_is_interrupted_leaves_no_work_behind() -> None:
    told, ended = Event(), Event()

    def work() -> None:
        told.wait(60)
        ended.set()

    def interrupted() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watched(work, interrupted, told.set)
    assert ended.is_set()


def test_work_beside_ends_when_nobody_waits_for_it_any_more() -> None:
    told = Event()
    with Beside(lambda: told.wait(60), told.set) as beside:
        pass
    assert beside.result(lambda: False)


def test_who_hears_late_is_told_to_end_once_more() -> None:
    """Else a solver told to end before it begins goes on to its own end."""
    told, begun = Event(), Event()

    def end() -> None:
        if begun.is_set():
            told.set()
        begun.set()

    with Beside(lambda: told.wait(60), end) as beside:
        pass
    assert beside.result(lambda: False)


def test_what_went_wrong_beside_is_told_at_the_latest_when_it_is_left() -> None:
    with pytest.raises(ZeroDivisionError), Beside(lambda: 1 / 0, lambda: None):
        pass
