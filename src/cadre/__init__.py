"""Cadre plans, resources, tests and explains multinational training and advisory missions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cadre.desk.desk import Desk
    from cadre.mission.findings import Finding
    from cadre.mission.mission import Mission
    from cadre.mission.plans import Plan

__version__ = "0.1.0"
__all__ = ["Desk", "Finding", "Mission", "Plan", "__version__"]

_HOMES = {
    "Desk": "cadre.desk.desk",
    "Finding": "cadre.mission.findings",
    "Mission": "cadre.mission.mission",
    "Plan": "cadre.mission.plans",
}


def __getattr__(name: str) -> object:
    """A public name, imported when first asked for: `import cadre` costs nothing."""
    if name not in _HOMES:
        message = f"module 'cadre' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
