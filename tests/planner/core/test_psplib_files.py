"""PSPLIB's files: read as they are meant, and wrong ones refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.psplib import compare
from benchmarks.psplib_files import known, lay_out, read
from cadre.errors import CadreError
from cadre.planner.core.early import end_early
from tests.oracle.schedules import faults

PATTERSON = """
 5 1
 4
 0 0 3 2 3 4
 3 2 1 5
 2 3 1 5
 4 2 1 5
 0 0 0
"""
SEVERAL = """
jobs  (incl. supersource/sink ):  5
RESOURCES
- renewable                 : 1 R
- nonrenewable              : 1 N
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
1 1 2 2 3
2 2 1 4
3 1 1 4
4 1 1 5
5 1 0
REQUESTS/DURATIONS
jobnr. mode dur R1 N1
1 1 0 0 0
2 1 2 3 4
  2 5 1 1
3 1 3 2 2
4 1 1 1 0
5 1 0 0 0
RESOURCE AVAILABILITIES
 R 1 N 1
 3 5
"""
TABLE = """Title;J30
ID;Ref1;UB value
1;j301_1.sm;43
2;j301_2.sm;0
"""
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "psplib"


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_jobs_of_one_way_are_read_without_mere_beginning_and_end(tmp_path: Path) -> None:
    project = read(written(tmp_path, "one.txt", PATTERSON))
    assert [[way.weeks for way in ways] for ways in project.ways] == [[3], [2], [4]]
    assert (project.after, project.lines) == (((), (), ()), (4,))
    # 3 x 2 + 2 x 3 + 4 x 2 = 20 of a line of 4: at least 5; but 3 goes beside neither 2.
    assert end_early(lay_out(project), schedules=300).end == 6


def test_jobs_of_several_ways_keep_their_stock(tmp_path: Path) -> None:
    project = read(written(tmp_path, "several.txt", SEVERAL))
    assert [len(ways) for ways in project.ways] == [2, 1, 1]
    assert (project.after, project.lines, project.stocks) == (((), (), (0, 1)), (3,), (5,))
    # The short way of the first draws 4 and the second 2, of 5: the long way it is.
    found = end_early(lay_out(project), schedules=300)
    assert (found.end, found.proven) == (6, True)


def test_an_empty_job_in_the_middle_hands_its_order_on(tmp_path: Path) -> None:
    text = "5 1 4  0 0 1 2  3 2 1 3  0 0 1 4  2 2 1 5  0 0 0"
    assert read(written(tmp_path, "x.txt", text)).after == ((), (0,))


def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    for text in ("Dear all,", "3 1 4 0 0", "", "REQUESTS/DURATIONS\n1 1 1"):
        with pytest.raises(CadreError, match=r"other\.txt"):
            read(written(tmp_path, "other.txt", text))


def test_ends_known_are_found_by_number_and_by_name_and_0_is_none(tmp_path: Path) -> None:
    written(tmp_path, "t.csv", TABLE)
    assert known(tmp_path) == {"J30_1": 43, "j301_1": 43}


def test_the_race_says_whether_the_best_end_known_is_from_a_table(tmp_path: Path) -> None:
    written(tmp_path, "J3_1.txt", PATTERSON)
    written(tmp_path, "other.txt", SEVERAL)
    told = compare(tmp_path, 0.5, 5)
    assert (told["gap_j3"], told["peer_gap_j3"], told["gap_mm3"]) == (0, 0, 0)
    assert (told["known_j3"], told["projects_j3"], told["projects_mm3"]) == (0, 1, 1)
    written(tmp_path, "t.csv", "Title;J3\nID;Ref1;UB value\n1;x.sm;4\n")
    told = compare(tmp_path, 0.5, 5, ("j3",))
    assert (told["gap_j3"], told["peer_gap_j3"], told["known_j3"]) == (50, 50, 1)
    assert "gap_mm3" not in told


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample files aren't beside this checkout")
@pytest.mark.parametrize("name", ["J30_1", "J30_126", "J5011_1", "J120_1", "J10011_1"])
def test_plans_of_real_files_keep_every_rule_and_beat_no_bound(name: str) -> None:
    layout = lay_out(read(SAMPLES / f"{name}.txt"))
    found = end_early(layout, seconds=60, schedules=6000)
    best = known(SAMPLES)[name]
    assert found.runs is not None
    assert faults(layout, found.runs) == []
    assert found.bound <= best <= found.end <= 1.25 * best
