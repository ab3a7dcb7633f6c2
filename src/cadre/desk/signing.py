"""Who changes a dossier, why and when: the one place where login name and clock are read for it."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from pathlib import Path

from cadre.dossier.store.signed import Signed

__all__ = ["Signed", "signed"]


def signed(
    by: str = "", because: str = "", *, key: Path | None = None, checkpoints: Path | None = None
) -> Signed:
    """What a change is signed with.

    Args:
        by: Who changes; empty takes the login name.
        because: Why.
        key: The key that signs checkpoints; None takes CADRE_KEY.
        checkpoints: The file of checkpoints; None takes CADRE_CHECKPOINTS.

    Raises:
        CadreError: Name or reason can't be recorded.
    """
    return Signed(
        actor=by or _login(),
        reason=because,
        at=datetime.now(UTC),
        key=key or _path("CADRE_KEY"),
        checkpoints=checkpoints or _path("CADRE_CHECKPOINTS"),
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A number without a name, as containers have it.
        return f"user {os.getuid()}"


def _path(variable: str) -> Path | None:
    text = os.environ.get(variable)
    return Path(text) if text else None
