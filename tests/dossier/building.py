"""Small dossiers to break in one place at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cadre.dossier.load import Loaded, load
from cadre.mission.findings import Finding

MISSION = """# What the mission is.
[mission]
id = "small"
name = "Small mission"   # as printed
host = "XLK"
lead_body = "Council"
as_of = 2026-01-05
until = 2026-12-27

[mission.weights]
needs = 50.0
"""

TABLES = {
    "sources": "id,title,date\nletter,A letter,2025-11\nold-letter,An old one,\n",
    "claims": (
        "id,topic,subject,quantity,reported_on,source\n"
        "C1,force,People,40,2025-11-20,letter\n"
        "C2,force,People,50,2025-12,letter\n"
    ),
    "assumptions": "id,statement\nguess,Beds are enough\n",
    "sites": "id,name,country,from,to,sources\ncapital,Capital,XLK,2025-12-01,2026-12-31,C1\n",
    "bed_spaces": "id,site,beds,sources\nrooms,capital,40,guess\nhuts,capital,20,C1; letter:p 2\n",
}


@dataclass(frozen=True)
class Folder:
    """A dossier of a few rows."""

    path: Path

    @classmethod
    def made(cls, path: Path) -> Folder:
        """A sound one."""
        path.mkdir(parents=True, exist_ok=True)
        (path / "mission.toml").write_text(MISSION, encoding="utf-8")
        folder = cls(path)
        for name, text in TABLES.items():
            folder.write(name, text)
        return folder

    def write(self, table: str, text: str | bytes) -> None:
        raw = text if isinstance(text, bytes) else text.encode()
        (self.path / f"{table}.csv").write_bytes(raw)

    def raw(self, table: str) -> bytes:
        return (self.path / f"{table}.csv").read_bytes()

    def load(self) -> Loaded:
        return load(self.path)

    def only_finding(self) -> Finding:
        """The one thing that is wrong; a test that breaks one thing must find one."""
        findings = self.load().findings
        assert len(findings) == 1, [f"{one.code} {one.place} {one.message}" for one in findings]
        return findings[0]

    def bytes(self) -> dict[str, bytes]:
        return {one.name: one.read_bytes() for one in self.path.iterdir()}
