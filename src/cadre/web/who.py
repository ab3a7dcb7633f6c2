"""Who: somebody who asks, and what they are told when they may not."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

from fastapi import Request

from cadre.desk.roles import Role
from cadre.errors import CadreError
from cadre.release.rules import STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody who asks.

    Attributes:
        name: As changes are signed.
        role: What they may do.
        reader: The audience of the dossier that they read as.
        logged_in: Whether an account stands behind it; else whoever sits at this machine.
    """

    name: str
    role: Role
    reader: str = str(STAFF.id)
    logged_in: bool = False


class ForbiddenError(CadreError):
    """Somebody may not do what they asked for."""


class LogInError(CadreError):
    """Nobody is logged in, and the desk asks for it."""


def whoever_sits_here(request: Request) -> Who:  # noqa: ARG001 - accounts would look at it
    """Without accounts, who asks is whoever sits at this machine, and may do all."""
    return Who(name=getpass.getuser(), role=Role.EDITOR)
