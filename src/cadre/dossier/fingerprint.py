"""Fingerprint: one short text that tells whether two missions state the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from cadre.dossier.convert import field_texts
from cadre.dossier.tables import TABLES
from cadre.mission.mission import Mission


def fingerprint(mission: Mission) -> str:
    """SHA-256, hexadecimal, of all that a mission states: its profile and every row.

    How files are laid out (columns left out, quotes, line ends) doesn't matter. The order of rows
    within a table does: changes of a scenario are applied in it, and engines break ties by it, so
    that another order may give another result.
    """
    digest = hashlib.sha256()
    digest.update(json.dumps(asdict(mission.profile), default=str, sort_keys=True).encode())
    for name, table in TABLES.items():
        digest.update(f"\n{name}".encode())
        for row in getattr(mission, name):
            stated = ((field, getattr(row, field.name)) for field in table.fields)
            # Most cells are blank: what they stand for needs no text.
            texts = [(x.name, *field_texts(x, value)) for x, value in stated if value != x.default]
            digest.update(b"\n")
            digest.update(json.dumps(texts).encode())
    return digest.hexdigest()
