"""Choices: what a mission may choose, as branches of its options and triggers."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import OptionId, TriggerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One branch: some of the options, and some of the triggers.

    Attributes:
        id: Made of the ids of its parts: "services+kurdistan", "services without classes-stop";
            "none" takes no option.
        name: As printed.
        options: The options it takes, in the order of the dossier; work that belongs to no option
            is always there.
        triggers: The triggers it arms, in the order of the dossier.
    """

    id: str
    name: str
    options: tuple[OptionId, ...]
    triggers: tuple[TriggerId, ...]
