"""The host's security institutions, what they lack, and what helps against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.ids import EffectId, InstitutionId, NeedId, WorkId
from cadre.mission.quantities import Count, Share, Weight
from cadre.mission.rows import Row


class ActorClass(Enum):
    """Actors of a security system, as the OECD DAC handbook on its reform groups them."""

    CORE = "core security actor"
    OVERSIGHT = "management and oversight body"
    JUSTICE = "justice and rule of law"
    NON_STATUTORY = "non-statutory security force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution(Row):
    """A ministry, service, command or academy of the host.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        actor: Its class in the security system.
        part_of: The institution above it; empty for the highest.
        supply: Trainees a year that it and all below it can release for all courses together;
            0 is unknown and not limiting.
    """

    id: InstitutionId
    name: str
    actor: ActorClass = ActorClass.CORE
    part_of: InstitutionId | None = None
    supply: Count = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Row):
    """Something an institution lacks.

    Attributes:
        id: Name within the dossier.
        institution: Who lacks it.
        name: What is lacking.
        weight: How much it matters beside the other needs.
        critical: Whether the mission fails without it.
    """

    id: NeedId
    institution: InstitutionId
    name: str
    weight: Weight = 1.0
    critical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect(Row):
    """How strongly one work serves one need while it runs.

    Attributes:
        id: Name within the dossier.
        work: An activity of the mission or of a partner.
        need: The need it serves.
        strength: Share of the need that it meets alone; several works leave prod(1 - strength).
    """

    id: EffectId
    work: WorkId
    need: NeedId
    strength: Share
