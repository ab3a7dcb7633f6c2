"""Roles: what an account may do."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    """What an account may do; each role may do what those before it may.

    What it may see is another question: that is told by the audience as which it reads.
    """

    READER = "reader"
    PLANNER = "planner"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """Its place among the roles, from 0."""
        return list(Role).index(self)

    @property
    def may(self) -> str:
        """What it may do, as the rest of a sentence."""
        return _MAY[self]

    def __lt__(self, other: Role) -> bool:
        return self.rank < other.rank

    def __le__(self, other: Role) -> bool:
        return self.rank <= other.rank

    def __gt__(self, other: Role) -> bool:
        return self.rank > other.rank

    def __ge__(self, other: Role) -> bool:
        return self.rank >= other.rank


_MAY = {
    Role.READER: "looks at everything that its audience may see",
    Role.PLANNER: "also has plans and futures worked out, and begins branches",
    Role.EDITOR: "also changes the dossier: edits, imports, merges, undoes",
    Role.ADMINISTRATOR: "also keeps the accounts",
}
