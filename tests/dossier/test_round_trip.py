"""Round trips and odd bytes: whatever stands in a file, loading tells and saving keeps."""

from __future__ import annotations

import random
from dataclasses import MISSING, replace
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.dossier.convert import RowReader, cell_texts
from cadre.dossier.load import load
from cadre.dossier.save import save
from cadre.dossier.tables import TABLES, Column, Field, Kind, Shape, Table
from cadre.errors import CadreError, DossierError
from cadre.mission.ids import SiteId
from cadre.mission.markings import Classification, Marking
from cadre.mission.quantities import Range
from cadre.mission.rows import Citation, Row
from cadre.mission.sites import Site
from cadre.mission.weeks import DateRange, PartialDate, Window
from tests.dossier.building import Folder

LETTERS = "abc ÄéЖ中,;:'\"\n\r\t|=-+\u2028\x85\ufeff0"


class Maker:
    """Makes rows of any table, with every field filled now and then."""

    def __init__(self, seed: int, count: int = 3) -> None:
        self.random = random.Random(seed)  # noqa: S311 - rows for tests
        self.count = count

    def row(self, table: Table, number: int) -> Row:
        values: dict[str, Any] = {"id": f"{table.name}-{number}"}
        for field in table.fields[1:]:
            if field.required or self.random.random() < 0.7:
                values[field.name] = self.field(field, number)
        if table.name == "priors":
            # A prior of a column must fit it, which figures made at random don't.
            values.pop("column", None)
        return table.row(**values)

    def field(self, field: Field, number: int) -> object:
        column = field.columns[len(field.columns) // 2]
        if field.shape is Shape.WINDOW:
            first = self.day()
            last = first + timedelta(days=self.random.randrange(900))
            return Window.of_days(
                self.random.choice([None, first]), self.random.choice([None, last])
            )
        if field.shape is Shape.RANGE:
            return Range(*sorted(self.number(column) for _ in range(3)))
        if field.shape is Shape.DATE_RANGE:
            return DateRange(*sorted(self.day() for _ in range(3)))
        if column.many:
            some = [self.value(column, number) for _ in range(self.random.randrange(4))]
            return tuple(one for one in some if one is not None)
        value = self.value(column, number)
        return field.default if value is None and field.default is not MISSING else value

    def value(self, column: Column, number: int) -> Any:  # noqa: ANN401 - any column's value
        if column.refers_to:
            return self.reference(column, number)
        if column.choices is not None:
            return self.random.choice(list(column.choices))
        made: dict[Kind, Any] = {
            Kind.TEXT: lambda: self.text(column),
            Kind.NUMBER: lambda: self.number(column),
            Kind.INTEGER: lambda: ceil(self.number(column)),
            Kind.TRUTH: lambda: self.random.random() < 0.5,
            Kind.DAY: self.day,
            Kind.PARTIAL_DATE: self.partial_date,
            Kind.CITATION: self.citation,
            Kind.MARKING: self.marking,
        }
        return made[column.kind]()

    def reference(self, column: Column, number: int) -> str | None:
        table = self.random.choice(column.refers_to)
        if table == TABLES_BY_ROW[column.owner]:
            # Backwards only, so that no circle is made.
            return f"{table}-{self.random.randrange(number)}" if number else None
        return f"{table}-{self.random.randrange(self.count)}"

    def text(self, column: Column) -> str:
        text = "".join(self.random.choices(LETTERS, k=self.random.randrange(12))).strip()
        text = text.replace(";", ",") if column.many else text
        return (text or "x") if column.required or column.many else text

    def number(self, column: Column) -> float:
        low = -1e6 if column.unit is None or column.unit.low is None else column.unit.low
        high = 1e6 if column.unit is None or column.unit.high is None else column.unit.high
        number = self.random.uniform(low, high)
        return self.random.choice([low, high, number, number / 1e9 if low <= 0 else number])

    def day(self) -> date:
        return date(1990, 1, 1) + timedelta(days=self.random.randrange(20_000))

    def partial_date(self) -> PartialDate:
        day = self.day()
        return PartialDate.parse(
            self.random.choice(
                [
                    str(day)[: self.random.choice([4, 7, 10])],
                    f"{day.year}-Q{(day.month + 2) // 3}",
                    f"Summer {day.year}",
                    f"winter {day.year}/{(day.year + 1) % 100:02}",
                    f"mid-{day.year}",
                    f"{day.year} to {day.year + 2}",
                ]
            )
        )

    def citation(self) -> Citation:
        ref = f"{self.random.choice(['claims', 'sources'])}-{self.random.randrange(self.count)}"
        return Citation(ref, self.random.choice(["", "para 3", "a, b", 'p "4": x']))

    def marking(self) -> Marking:
        limit = self.random.choice([None, frozenset({"A"}), frozenset({"B", "C D"})])
        return Marking(self.random.choice(list(Classification)), limit)


TABLES_BY_ROW = {table.row: table.name for table in TABLES.values()}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda one: one.name)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_row_reads_back_as_it_was_written(table: Table, seed: int) -> None:
    row = Maker(seed).row(table, 2)
    texts = cell_texts(table, row)
    assert RowReader(table, list(texts)).read(list(texts.values())) == row


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_whole_mission_reads_back_as_it_was_written(seed: int) -> None:
    maker = Maker(seed)
    tables: dict[str, Any] = {
        name: tuple(maker.row(table, number) for number in range(maker.count))
        for name, table in TABLES.items()
    }
    with TemporaryDirectory() as name:
        folder = Folder.made(Path(name) / "first")
        mission = replace(folder.load().mission, **tables)
        save(mission, Path(name) / "second", None)
        loaded = load(Path(name) / "second")
        assert loaded.findings == ()
        assert loaded.mission == mission


CELLS = st.one_of(
    st.sampled_from(
        ["", "capital", "a", "b", "XLK", "2026-01-01", "2026-02-30", "12", "-3", "1e9", '"', '""']
    ),
    st.text(alphabet=LETTERS, max_size=8),
    st.text(max_size=4),
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", ""])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A sites.csv of any sort: from nearly right to noise."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    columns = ["id", "name", "country", "note", "from", "to", "latitude", "supersedes", "odd", ""]
    names = draw(st.permutations(columns))[: draw(st.integers(1, 10))]
    names = [*names, *(one for one in ("id", "name", "country") if one not in names)]
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=10), max_size=6))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    filled = [[*row, *["x"] * (len(names) - len(row))][: len(names) + 1] for row in rows]
    quoted = draw(st.booleans())
    lines = [
        ",".join('"' + cell.replace('"', '""') + '"' if quoted else cell for cell in row)
        for row in [names, *filled]
    ]
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    coding = draw(st.sampled_from(["utf-8", "utf-8", "latin-1", "utf-16"]))
    text = end.join(lines) + draw(ENDS)
    return mark + text.encode(coding, "replace")


@settings(max_examples=100, deadline=None)
@given(raw=files())
def test_whatever_stands_in_a_file_loading_tells_and_saving_keeps(raw: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Folder.made(Path(name))
        folder.write("sites", raw)
        loaded = folder.load()
        save(loaded.mission, folder.path, loaded)
        assert folder.raw("sites") == raw


@settings(max_examples=100, deadline=None)
@given(raw=files())
def test_a_row_added_to_any_file_is_there_and_costs_no_other(raw: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Folder.made(Path(name))
        folder.write("sites", raw)
        loaded = folder.load()
        new = Site(id=SiteId("added"), name="New, site", country="XLK", note='two\n"lines"')
        rows = (*loaded.mission.sites, new)
        try:
            save(replace(loaded.mission, sites=rows), folder.path, loaded)
        except CadreError:
            assert folder.raw("sites") == raw
            return
        again = folder.load()
        assert again.mission.sites == rows
        # A table that had no row has one now; nothing else changed.
        before = [finding for finding in loaded.findings if finding.code != "DOS-23"]
        assert len(again.findings) == len(before)


@settings(max_examples=100, deadline=None)
@given(raw=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_whatever_stands_in_mission_toml_is_a_finding_or_an_error(raw: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Folder.made(Path(name))
        path = folder.path / "mission.toml"
        text = path.read_bytes()
        path.write_bytes(text + raw)
        try:
            loaded = folder.load()
        except DossierError:
            return
        save(loaded.mission, folder.path, loaded)
        assert path.read_bytes() == text + raw
