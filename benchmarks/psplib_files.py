"""PSPLIB: project scheduling problems read from their text files, laid out, and best ends known.

Two formats are read: Patterson's (one way a job; numbers only) and PSPLIB's own (several ways a
job, with headings). Ends known come from the libraries' tables, `*.csv`, which name the set in
their first line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

import numpy as np

from cadre.errors import CadreError
from cadre.planner.core.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to do a job.

    Attributes:
        weeks: How long it takes.
        uses: Of each line, while it runs.
        draws: From each stock, once.
    """

    weeks: int
    uses: tuple[int, ...]
    draws: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project of jobs.

    Attributes:
        name: Of its file, without ending.
        ways: For each job the ways to do it.
        after: For each job the jobs that must have ended.
        lines: Room of each line.
        stocks: Room of each stock.
    """

    name: str
    ways: tuple[tuple[Way, ...], ...]
    after: tuple[tuple[int, ...], ...]
    lines: tuple[int, ...]
    stocks: tuple[int, ...]


def read(file: Path) -> Project:
    """The project in a text file of either format.

    Raises:
        CadreError: It is neither.
    """
    text = file.read_text(encoding="utf-8", errors="replace")
    try:
        jobs = _headed(text) if "REQUESTS" in text else _patterson(text)
        lines, stocks, ways, then = jobs
        return _without_empty(file.stem, lines, stocks, ways, then)
    except (ValueError, IndexError) as wrong:
        raise CadreError(
            str(file), f"not read ({wrong})", "PSPLIB or Patterson text", "Take the file out."
        ) from wrong


Parts = tuple[list[int], list[int], list[list[Way]], list[list[int]]]


def _patterson(text: str) -> Parts:
    numbers = iter([int(word) for word in text.split()])
    jobs, lines = _next(numbers, 2)
    rooms = _next(numbers, lines)
    ways, then = [], []
    for _ in range(jobs):
        weeks, *uses, followers = _next(numbers, lines + 2)
        ways.append([Way(weeks=weeks, uses=tuple(uses), draws=())])
        then.append([job - 1 for job in _next(numbers, followers)])
    return rooms, [], ways, then


def _next(numbers: Iterator[int], count: int) -> list[int]:
    some = list(islice(numbers, count))
    if len(some) < count:
        raise ValueError("it ends too soon")
    return some


def _headed(text: str) -> Parts:
    lines, stocks = (
        int(re.findall(rf"-\s*{kind}\s*:\s*(\d+)", text)[0])
        for kind in ("renewable", "nonrenewable")
    )
    order, requests, rooms = (
        [[int(word) for word in row.split()] for row in part.splitlines() if _numeric(row)]
        for part in re.split(r"PRECEDENCE[^\n]*|REQUESTS[^\n]*|RESOURCE ?AVAIL[^\n]*", text)[1:4]
    )
    ways: list[list[Way]] = []
    for row in requests:
        if len(row) == lines + stocks + 3:
            ways.append([])
        weeks, *asked = row[-(lines + stocks + 1) :]
        ways[-1].append(Way(weeks=weeks, uses=tuple(asked[:lines]), draws=tuple(asked[lines:])))
    then = [[job - 1 for job in row[3:]] for row in order]
    return rooms[0][:lines], rooms[0][lines:], ways, then


def _numeric(row: str) -> bool:
    return bool(row.strip()) and all(word.isdigit() for word in row.split())


def _without_empty(
    name: str,
    lines: list[int],
    stocks: list[int],
    ways: list[list[Way]],
    then: list[list[int]],
) -> Project:
    """The project without jobs that take no time, such as its mere beginning and end."""
    before: list[set[int]] = [set() for _ in ways]
    for job, followers in enumerate(then):
        for follower in followers:
            before[follower].add(job)
    empty = {job for job, some in enumerate(ways) if all(way.weeks == 0 for way in some)}
    for gone in empty:
        for job in range(len(ways)):
            if gone in before[job]:
                before[job] = before[job] - {gone} | before[gone]
    kept = [job for job in range(len(ways)) if job not in empty]
    number = {job: n for n, job in enumerate(kept)}
    if any(way.weeks < 1 for job in kept for way in ways[job]):
        raise ValueError("a job that may take no time or some")
    return Project(
        name=name,
        ways=tuple(tuple(ways[job]) for job in kept),
        after=tuple(tuple(sorted(number[one] for one in before[job])) for job in kept),
        lines=tuple(lines),
        stocks=tuple(stocks),
    )


def lay_out(project: Project) -> Layout:
    """The project as what may be scheduled, within weeks that suffice for any order."""
    ways = [way for some in project.ways for way in some]
    weeks = sum(max(way.weeks for way in some) for some in project.ways)
    works, tracks = len(project.ways), len(ways)
    uses = [[(n, use) for n, use in enumerate(way.uses) if use] for way in ways]
    draws = [[(n, draw) for n, draw in enumerate(way.draws) if draw] for way in ways]
    edges = sum(len(some) for some in project.after)
    return Layout(
        weeks=weeks,
        tracks_from=_from([len(some) for some in project.ways]),
        required=np.ones(works, np.bool_),
        earliest=np.zeros(works, np.int64),
        work=np.repeat(np.arange(works), [len(some) for some in project.ways]),
        length=np.array([way.weeks for way in ways], np.int64),
        least=np.zeros(tracks, np.int64),
        stop=np.full(tracks, weeks, np.int64),
        may_start=np.ones((tracks, weeks), np.bool_),
        may_end=np.ones((tracks, weeks + 1), np.bool_),
        idle=np.zeros((tracks, weeks), np.bool_),
        after_from=_from([len(some) for some in project.after]),
        after=np.array([one for some in project.after for one in some], np.int64),
        lag=np.zeros(edges, np.int64),
        from_end=np.ones(edges, np.bool_),
        rival_from=np.zeros(works + 1, np.int64),
        rival=np.zeros(0, np.int64),
        line_room=np.repeat(np.array(project.lines, np.int64)[:, None], weeks, axis=1),
        use_from=_from([len(some) for some in uses]),
        use_line=np.array([line for some in uses for line, _ in some], np.int64),
        use=np.array([use for some in uses for _, use in some], np.int64),
        stock_room=np.array(project.stocks, np.int64),
        draw_from=_from([len(some) for some in draws]),
        draw_stock=np.array([stock for some in draws for stock, _ in some], np.int64),
        draw_week=np.full(sum(len(some) for some in draws), -1, np.int64),
        draw=np.array([draw for some in draws for _, draw in some], np.int64),
    )


def _from(sizes: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([0, *accumulate(sizes)], np.int64)


def known(folder: Path) -> dict[str, int]:
    """Best ends known, by name of the file, as the tables in `folder` tell them.

    A table's rows are numbered from 1, and so are the files of sets with one way a job; files of
    the others bear the names in the table.
    """
    ends: dict[str, int] = {}
    for table in sorted(folder.glob("*.csv")):
        rows = list(csv.reader(table.open(encoding="utf-8-sig", errors="replace"), delimiter=";"))
        title = rows[0][1]
        head = next(n for n, row in enumerate(rows) if row[:1] == ["ID"])
        at = rows[head].index("UB value")
        for row in rows[head + 1 :]:
            if len(row) > at and row[0].isdigit() and int(row[at]) > 0:
                name = row[1].removesuffix(".mm").removesuffix(".sm")
                ends.update({f"{title}_{row[0]}": int(row[at]), name: int(row[at])})
    return ends
