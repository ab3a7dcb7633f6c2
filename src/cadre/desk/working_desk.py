"""A working desk: answers that are worked out now and handed out later."""

from __future__ import annotations

from typing import TypeVar

from cadre.desk.desk import Desk

T = TypeVar("T")


class WorkingDesk(Desk):
    """A desk at which answers are worked out for later: they are on record once handed out.

    Attributes:
        withheld: How many parts of the last answer its reader may not see.
    """

    withheld: int = 0

    def released(self, what: str, answer: T, withheld: int) -> T:  # noqa: ARG002 - the desk's form
        """The answer, of which it is noted how much is withheld."""
        self.withheld = withheld
        return answer
