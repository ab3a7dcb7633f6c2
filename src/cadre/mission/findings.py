"""What a check says: a rule that is broken, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.rows import Citation
from cadre.mission.weeks import Window


class Severity(Enum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    Attributes:
        code: The rule's code; it never changes meaning.
        severity: How much it matters.
        about: Id of what it is about.
        window: Days concerned; None when it isn't a matter of days.
        message: What is wrong, as a sentence.
        remedy: What to do, as a sentence that begins with a verb.
        sources: Documents behind it.
        related: Ids of the other things that it names.
        place: File, line and column, for what is wrong in a file; else empty.
    """

    code: str
    severity: Severity
    about: str
    window: Window | None = None
    message: str
    remedy: str
    sources: tuple[Citation, ...] = ()
    related: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that findings are made from.

    Attributes:
        code: Letters of its family and a number.
        severity: How much it matters when broken.
        title: What it means when broken, as a sentence without its full stop.
    """

    code: str
    severity: Severity
    title: str

    def broken(  # noqa: PLR0913 - the parts of a finding, each named at the call
        self,
        *,
        about: str,
        message: str,
        remedy: str,
        window: Window | None = None,
        sources: tuple[Citation, ...] = (),
        related: tuple[str, ...] = (),
        place: str = "",
    ) -> Finding:
        """A finding of this rule."""
        return Finding(
            code=self.code,
            severity=self.severity,
            about=about,
            window=window,
            message=message,
            remedy=remedy,
            sources=sources,
            related=related,
            place=place,
        )
