"""Kept: results of an exploration on disk, a Parquet file a shard, read back and gone on with."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from cadre.errors import CadreError
from cadre.explorer.choices import Choice
from cadre.explorer.exploration import Design, Exploration, Values
from cadre.explorer.measures import Measure
from cadre.explorer.runner import Played, Shard
from cadre.explorer.written import digest, plain, revived
from cadre.mission.plans import MadeFrom, Plan

MANIFEST = "exploration.json"
FORMAT = 1
_PART = re.compile(r"part-(\d{9})-(\d{9})-([0-9a-f]{16})\.parquet")
"""First combination, the first after, and the beginning of the SHA-256 of the file itself."""
_KEY = "cadre.exploration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an exploration is made of: the same manifest, the same numbers.

    Attributes:
        format: How parts are written.
        asked: SHA-256 of the mission, choices, design, measures, futures, seeds and version.
        made_from: What it is made from; `plan` is the SHA-256 of all its plans.
        choices: The choices.
        plans: The plan of each choice.
        design: The cases.
        measures: What is told of each combination.
        futures: Futures played a combination.
    """

    format: int
    asked: str
    made_from: MadeFrom
    choices: tuple[Choice, ...]
    plans: tuple[Plan, ...]
    design: Design
    measures: tuple[Measure, ...]
    futures: int

    @property
    def combinations(self) -> int:
        """Choices times cases."""
        return len(self.choices) * len(self.design.scenarios)

    def exploration(self, means: Values, errors: Values) -> Exploration:
        """The exploration that these (combinations, measures) numbers make."""
        shape = (len(self.choices), len(self.design.scenarios), len(self.measures))
        # What was played has an error of its own; what wasn't has none in any measure.
        played = ~np.isnan(errors).all(axis=1) if len(self.measures) else np.array([True])
        return Exploration(
            made_from=self.made_from,
            choices=self.choices,
            plans=self.plans,
            design=self.design,
            measures=self.measures,
            futures=self.futures,
            means=means.reshape(shape),
            errors=errors.reshape(shape),
            stopped=not bool(played.all()),
        )


class Kept:
    """A folder with an exploration: its manifest, and a file for each shard that was played."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self._key = digest(manifest)

    @classmethod
    def begin(cls, folder: Path, manifest: Manifest) -> Kept:
        """The folder of an exploration, made or found again.

        Raises:
            CadreError: It holds something else, or can't be written.
        """
        there = found(folder, manifest.asked)
        if there is not None:
            return cls(folder, there)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(plain(manifest), indent=1, ensure_ascii=False) + "\n"
            _written(folder / MANIFEST, text.encode())
        except OSError as error:
            raise _unwritable(folder, error) from error
        return cls(folder, manifest)

    def add(self, played: Played) -> None:
        """Keep a shard: written whole beside its place, then put there.

        Raises:
            CadreError: The folder can't be written.
        """
        import polars as pl  # noqa: PLC0415 - only who keeps an exploration waits for it

        shard = played.shard
        frame = pl.DataFrame(self._columns(played))
        beside = self.folder / f".part.{uuid4().hex}"
        try:
            frame.write_parquet(beside, metadata={_KEY: self._key})
            name = f"part-{shard.begin:09}-{shard.end:09}-{_seal(beside)}.parquet"
            _settled(beside, self.folder / name)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise _unwritable(self.folder, error) from error

    def parts(self, *, refuse: bool = False) -> Iterator[Played]:
        """The shards that are kept whole; torn or foreign files are never counted.

        Args:
            refuse: Whether such files are put out of the way, under a name that ends in
                `.refused`, so that what reads the whole folder doesn't meet them.
        """
        for path in sorted(self.folder.glob("part-*.parquet")):
            named = _PART.fullmatch(path.name)
            if named is not None:
                shard = Shard(number=0, begin=int(named[1]), end=int(named[2]))
                played = self._read(path, shard, named[3])
                if played is not None:
                    yield played
                elif refuse:
                    path.replace(path.with_name(f"{path.name}.refused"))

    def _read(self, path: Path, shard: Shard, seal: str) -> Played | None:
        """The part in a file; None where it isn't whole, or isn't of this exploration."""
        import polars as pl  # noqa: PLC0415 - as above

        if not 0 <= shard.begin < shard.end <= self.manifest.combinations:
            return None
        keys = [one.id for one in self.manifest.measures]
        try:
            if _seal(path) != seal or pl.read_parquet_metadata(path).get(_KEY) != self._key:
                return None
            frame = pl.read_parquet(path)
            means, errors = (
                np.column_stack(
                    [frame[name].to_numpy() for name in names] or [np.zeros((len(frame), 0))]
                ).astype(np.float64)
                for names in (keys, [f"{key}.error" for key in keys])
            )
            numbers = frame["combination"].to_list()
        except (OSError, ValueError, pl.exceptions.PolarsError):
            return None
        if numbers != list(range(shard.begin, shard.end)):
            return None
        return Played(shard=shard, means=means, errors=errors)

    def _columns(self, played: Played) -> dict[str, Any]:
        """A row a combination: which it is, the values of its case, means and errors."""
        design, cases = self.manifest.design, len(self.manifest.design.scenarios)
        numbers = np.arange(played.shard.begin, played.shard.end)
        of = numbers % cases
        columns: dict[str, Any] = {
            "combination": numbers,
            "choice": [self.manifest.choices[number].id for number in (numbers // cases).tolist()],
            "case": of,
            "scenario": [str(design.scenarios[case] or "") for case in of.tolist()],
        }
        for place, one in enumerate(design.uncertainties):
            columns[f"put.{one.id}"] = design.points[of, place]
        for place, measure in enumerate(self.manifest.measures):
            columns[measure.id] = played.means[:, place]
            columns[f"{measure.id}.error"] = played.errors[:, place]
        return columns


def found(folder: Path, asked: str = "") -> Manifest | None:
    """The manifest of a folder; None where there is no folder yet, or nothing in it.

    Args:
        folder: The folder.
        asked: What the exploration must be of; empty takes any.

    Raises:
        CadreError: The folder holds another exploration, or something else.
    """
    path = folder / MANIFEST
    if not path.exists():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CadreError(
                str(folder),
                "isn't empty and holds no exploration",
                "a new folder, or that of the same exploration",
                "Name another folder.",
            )
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _foreign(folder, f"can't be read: {error}") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _foreign(folder, "was written by another version of Cadre")
    manifest = revived(Manifest, told)
    if asked and manifest.asked != asked:
        raise _foreign(folder, "holds another exploration")
    return manifest


def read(folder: Path) -> Exploration:
    """The exploration kept in a folder, as far as it was played.

    Raises:
        CadreError: There is none.
    """
    manifest = found(folder)
    if manifest is None:
        raise CadreError(
            str(folder), "holds no exploration", f"a folder with {MANIFEST}", "Explore first."
        )
    kept = Kept(folder, manifest)
    means, errors = empty(manifest.combinations, len(manifest.measures))
    done = np.zeros(manifest.combinations, dtype=bool)
    for part in kept.parts():
        rows = slice(part.shard.begin, part.shard.end)
        means[rows], errors[rows], done[rows] = part.means, part.errors, True
    return replace(manifest.exploration(means, errors), stopped=not bool(done.all()))


def empty(combinations: int, measures: int) -> tuple[Values, Values]:
    """(combinations, measures) means and errors of nothing played yet."""
    shape = (combinations, measures)
    return np.full(shape, np.nan), np.full(shape, np.nan)


def gaps(done: Sequence[bool], size: int) -> tuple[Shard, ...]:
    """What isn't done yet, in shards of at most so many combinations."""
    shards: list[Shard] = []
    begin = 0
    while begin < len(done):
        if done[begin]:
            begin += 1
            continue
        end = begin
        while end < len(done) and end - begin < size and not done[end]:
            end += 1
        shards.append(Shard(number=len(shards), begin=begin, end=end))
        begin = end
    return tuple(shards)


def _seal(path: Path) -> str:
    """What tells a file from one that is torn or altered."""
    return sha256(path.read_bytes()).hexdigest()[:16]


def _written(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    beside.write_bytes(data)
    _settled(beside, path)


def _settled(beside: Path, path: Path) -> None:
    """Put a whole file in its place, so that nobody ever meets half of it."""
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _foreign(folder: Path, problem: str) -> CadreError:
    return CadreError(
        str(folder), problem, "the same exploration, or a new folder", "Name another folder."
    )


def _unwritable(folder: Path, error: OSError) -> CadreError:
    return CadreError(
        str(folder),
        f"can't be written: {error.strerror or error}",
        "a folder that may be written",
        "Make room, or name another.",
    )
