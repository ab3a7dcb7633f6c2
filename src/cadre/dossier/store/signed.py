"""Who changes a store, why and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cadre.errors import CadreError
from cadre.mission.spelling import CONTROL

LONGEST = 2000
"""Characters that a name or a reason may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who changes something, why, and when.

    Attributes:
        actor: Who.
        reason: Why; may be empty.
        at: When, with its zone.
        key: The key that signs checkpoints; None takes the one beside a SQLite file.
        checkpoints: The file of checkpoints; None takes the one beside a SQLite file.
    """

    actor: str
    reason: str
    at: datetime
    key: Path | None = None
    checkpoints: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be recorded."""
        for name, text in (("actor", self.actor), ("reason", self.reason)):
            if CONTROL.search(text) or len(text) > LONGEST or (name == "actor" and not text):
                raise CadreError(
                    f"the {name} of a change",
                    f"is {text[:60]!r}",
                    f"text without control characters, at most {LONGEST:,} long",
                    "Give another with `--by` or `--because`.",
                )
