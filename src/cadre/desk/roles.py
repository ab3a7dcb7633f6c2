"""Roles: what somebody may do at the desk, each including those before it."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """What somebody may do.

    A reader looks; a planner has plans and futures made, and begins branches; an editor changes
    rows, merges and takes back; an administrator keeps the accounts.
    """

    READER = 1
    PLANNER = 2
    EDITOR = 3
    ADMINISTRATOR = 4

    @property
    def word(self) -> str:
        """As people write it."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Role:
        """The role that people write so.

        Raises:
            KeyError: There is none.
        """
        return cls[word.upper()]
