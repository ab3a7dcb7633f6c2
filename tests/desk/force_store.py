"""A small store with people in it, to edit at the desk."""

from __future__ import annotations

from pathlib import Path

from cadre.desk.row_answers import RowEdit
from cadre.desk.rows import row_of
from cadre.dossier.store.address import Address
from tests.dossier.building import Folder
from tests.store.making import begun_store

TABLES = {
    "audiences": "id,name,clearance\nhost,The host,UNCLASSIFIED\nallies,The allies,SECRET\n",
    "nations": "id,name\nDNK,Denmark\nITA,Italy\nESP,Spain\n",
    "skills": "id,name\nadvice,Advisers\nescort,Escorts\n",
    "pledges": (
        "id,nation,skill,people,from,to,rung,sources,marking\n"
        "dnk-1,DNK,advice,40,2026-01-01,2026-12-31,confirmed,C1,\n"
        "ita-1,ITA,escort,20,2026-02-01,,offered,guess,RESTRICTED\n"
        "esp-1,ESP,escort,5,,,indicated,,\n"
    ),
    "caveats": (
        "id,nation,kind,statement,sites\n"
        "dnk-where,DNK,location allow,Only in the capital.,capital\n"
    ),
}


def made(path: Path) -> Folder:
    """The folder that the store is made of."""
    folder = Folder.made(path)
    for name, text in TABLES.items():
        folder.write(name, text)
    return folder


def force_store(path: Path) -> str:
    """The address of a store that states it."""
    mission = made(path / "folder").load().mission
    return str(begun_store(Address(file=path / "mission.db"), mission))


def change_of(where: str, key: str, table: str = "pledges", **cells: str) -> RowEdit:
    """An edit of a row as it stands."""
    revision = row_of(where, table, key).revision
    return RowEdit(table=table, id=key, cells=cells, revision=revision)


def removal_of(where: str, key: str, table: str = "pledges") -> RowEdit:
    """The removal of a row as it stands."""
    revision = row_of(where, table, key).revision
    return RowEdit(table=table, id=key, revision=revision, remove=True)
