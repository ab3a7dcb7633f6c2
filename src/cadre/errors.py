"""What a call can't do: errors that tell the place, the value, what is allowed and what to do."""

from __future__ import annotations

ANOTHER_ID = "Use an id of the dossier, or add the row."
"""What to do about an id that isn't there, where nothing better can be said."""


class CadreError(Exception):
    """A call can't do what was asked.

    Attributes:
        place: Where: a file with its line, an id, an option.
        problem: What is wrong there, with the value met.
        allowed: What would be right.
        remedy: What to do about it, as a sentence that begins with a verb.
    """

    def __init__(self, place: str, problem: str, allowed: str, remedy: str) -> None:
        self.place = place
        self.problem = problem
        self.allowed = allowed
        self.remedy = remedy
        super().__init__(f"{place}: {problem}; allowed: {allowed}. {remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        """So that an error met in another process is the same when it comes back."""
        return _raised, (type(self), self.args, dict(self.__dict__))


def _raised(kind: type[CadreError], args: tuple[str, ...], told: dict[str, object]) -> CadreError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(told)
    return error


class FigureError(CadreError):
    """A figure that can't be meant, refused where the object is made.

    Attributes:
        field: The field that holds the figure.
        value: The figure met.
    """

    def __init__(self, place: str, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        super().__init__(place, f"{field} is {value}", allowed, "Correct the figure.")


class DossierError(CadreError):
    """A dossier can't be read or written at all."""


class ChangedUnderneathError(DossierError):
    """A file is no longer what it was when it was read, so writing would lose someone's work."""

    def __init__(self, file: str) -> None:
        super().__init__(
            file,
            "changed after it was read",
            "the file as it was when the dossier was loaded",
            "Load the dossier again and repeat the change.",
        )


class NoMissionError(DossierError):
    """A branch of a store that no mission was taken into by then.

    Attributes:
        branch: The branch.
        change: The number of the change as of which it is looked at.
    """

    def __init__(self, branch: str, change: int) -> None:
        self.branch, self.change = branch, change
        super().__init__(
            f"branch {branch}",
            f"states no mission as of change {change}",
            "a branch with a mission",
            "Take one in by `cadre store import STORE FOLDER`.",
        )


class UnknownIdError(CadreError):
    """An id that isn't where it is looked for; `known` are those there, None for too many."""

    def __init__(
        self,
        kind: str,
        unknown: str,
        known: list[str] | None,
        remedy: str = ANOTHER_ID,
        where: str = "the dossier",
    ) -> None:
        some = "one that is there"
        if known is not None:
            some = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
        super().__init__(
            f"{kind} {unknown!r}",
            f"not in {where}",
            some or f"nothing: {where} has no {kind}",
            remedy,
        )
