"""The release log: if a line could be changed unnoticed, the record would prove nothing."""

from pathlib import Path

import pytest

from cadre.errors import CadreError
from cadre.release.audit import FIRST, Release, first_broken_line, last_seal, record


def release(what: str) -> Release:
    return Release(
        at="2021-03-15T12:00:00+00:00",
        reader="host",
        what=what,
        digest="d" * 64,
        made_from="f" * 64,
        withheld=2,
    )


def test_each_line_is_sealed_with_the_one_before(tmp_path: Path) -> None:
    log = tmp_path / "new" / "releases.jsonl"
    assert last_seal(log) == FIRST
    seals = [record(log, release(what)) for what in ("check", "plan", "brief")]
    assert len(set(seals)) == 3
    assert last_seal(log) == seals[-1]
    assert first_broken_line(log) is None


@pytest.mark.parametrize(("old", "new"), [('"plan"', '"plot"'), ('"withheld": 2', '"withheld": 0')])
def test_a_changed_line_is_found(tmp_path: Path, old: str, new: str) -> None:
    log = tmp_path / "releases.jsonl"
    for what in ("check", "plan", "brief"):
        record(log, release(what))
    lines = log.read_text().splitlines(keepends=True)
    log.write_text(lines[0] + lines[1].replace(old, new) + lines[2])
    assert first_broken_line(log) == 2


def test_a_line_taken_out_is_found(tmp_path: Path) -> None:
    log = tmp_path / "releases.jsonl"
    for what in ("check", "plan", "brief"):
        record(log, release(what))
    lines = log.read_text().splitlines(keepends=True)
    log.write_text(lines[0] + lines[2])
    assert first_broken_line(log) == 2


def test_what_can_not_be_recorded_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CadreError, match="can't be written"):
        record(tmp_path / "file" / "releases.jsonl", release("brief"))
