"""May this audience see this marking? Deny wins, and every answer has its reason."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import AudienceId
from cadre.mission.markings import Classification, Marking
from cadre.mission.mission import Mission
from cadre.mission.sources import Audience
from cadre.mission.spelling import no_such

STAFF = Audience(id=AudienceId("staff"), name="The staff", clearance=Classification.SECRET)
"""Who reads when nobody else is named: whoever holds the dossier's files can read them anyway."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question, with its reason.

    Attributes:
        allowed: Whether it may be seen.
        reason: Why, or why not.
    """

    allowed: bool
    reason: str


def may_see(audience: Audience, marking: Marking) -> Decision:
    """Whether `audience` may see what bears `marking`.

    The staff of the dossier belongs to every community, since it decides on releases.
    """
    if audience.clearance.rank < marking.classification.rank:
        needed = marking.classification.value
        return Decision(allowed=False, reason=f"{audience.name} isn't cleared for {needed}.")
    limit = marking.releasable_to
    if limit is not None and audience.id != STAFF.id and limit.isdisjoint(audience.communities):
        names = ", ".join(sorted(limit)) or "nobody"
        return Decision(allowed=False, reason=f"It is releasable to {names} only.")
    return Decision(allowed=True, reason=f"{audience.name} is cleared for {marking}.")


def audience_of(mission: Mission, reader: str) -> Audience:
    """The audience named `reader`; `staff` is there even if the dossier doesn't state it.

    Raises:
        UnknownIdError: The dossier has no such audience.
    """
    known = {str(one.id): one for one in (STAFF, *mission.audiences)}
    if reader not in known:
        raise no_such("reader", reader, sorted(known))
    return known[reader]
