"""Made of: what stands behind answers that can't be shown in part."""

from __future__ import annotations

from hashlib import sha256

from cadre.mission.plans import Plan

PLAYED = (
    *("authorities", "conditions", "decisions", "milestones", "activities", "modes", "courses"),
    *("skills", "posts", "pledges", "levels", "sites", "bed_spaces", "enablers", "supports"),
    *("partners", "partner_activities", "needs", "effects", "shocks", "hindrances", "pauses"),
    *("criteria", "programmes", "caveats", "contingents", "transfers"),
)
"""The tables that futures are made from."""
LOST = (
    *("activities", "modes", "posts", "skills", "nations", "pledges", "caveats", "lead_rotations"),
    *("sites", "bed_spaces", "enablers", "supports", "partners", "partner_activities"),
    *("contingents", "transfers", "pauses"),
)
"""The tables that a loss is made from, beside the laws of the nations."""


def digest(plan: Plan) -> str:
    """SHA-256 of a plan."""
    from cadre.desk.plain import to_json  # noqa: PLC0415 - only answers about plans need it

    return sha256(to_json(plan).encode()).hexdigest()
