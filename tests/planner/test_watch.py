"""The watch beside long work: who wants to stop is heard, and what goes wrong is told."""

from __future__ import annotations

from threading import Event

import pytest

from cadre.planner.watch import watched


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
