"""Enacting: scenarios applied to a mission, each change as the what-if that says the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

from cadre.errors import CadreError, UnknownIdError
from cadre.mission.asking import asked
from cadre.mission.edits import AGAIN, edited
from cadre.mission.forms import FORMS, TABLES
from cadre.mission.ids import ScenarioId
from cadre.mission.mission import Mission
from cadre.mission.rows import Row
from cadre.mission.scenarios import STATED, Change, changed
from cadre.mission.spelling import no_such
from cadre.mission.verbs import Verb


def _subjects() -> dict[Verb, tuple[str, ...]]:
    found: dict[Verb, dict[str, None]] = {}
    for form in FORMS:
        named = next((TABLES[word] for word in form.usage.split() if word in TABLES), None)
        if named is not None:
            found.setdefault(form.verb, {})[named] = None
    # Whatever can close for a time can be paused, and money is named by its year and payer.
    found[Verb.PAUSED]["sites"] = None
    found[Verb.BUDGET] = {"budgets": None}
    # What a plan must hold is asked of the plan: nothing happens to the mission.
    del found[Verb.ACTIVITY_MUST]
    return {verb: tuple(tables) for verb, tables in found.items()}


SUBJECTS = _subjects()
"""The tables in which each kind of change may have its subject."""

BESIDE = ("nations", "sites")
"""The tables in which a change may name another row beside its subject."""


def under(mission: Mission, scenario: ScenarioId) -> Mission:
    """The mission as it would be in `scenario`: its changes applied in the order of the table.

    Raises:
        CadreError: A change can't be applied to the mission as it is by then.
        UnknownIdError: The dossier has no such scenario, or a change has no such subject.
    """
    names = [str(known.id) for known in mission.scenarios]
    if scenario not in names:
        remedy = (
            "Use one of these, or another day of `--as-of`, if it is replaced or not known on this."
        )
        raise no_such("scenario", scenario, names, remedy)
    for change in mission.changes:
        if change.scenario == scenario:
            mission = enacted(mission, change)
    return mission


def enacted(mission: Mission, change: Change) -> Mission:
    """The mission after one change of a scenario.

    Rows that the change brings have its sources and its mark.

    Raises:
        CadreError: It can't be applied: it says too little or too much, or the mission is
            otherwise than it takes for granted.
    """
    if change.kind in STATED:
        return changed(mission, change)
    text = what_if(mission, change)
    try:
        then = edited(mission, [asked(mission, text)])
    except CadreError as error:
        problem = f"{error.place}: {error.problem}"
        raise CadreError(f"change {change.id}", problem, error.allowed, error.remedy) from error
    return _told(then, text, change)


def _told(mission: Mission, key: str, change: Change) -> Mission:
    """The mission with the rows that are called `key` told as those of the change.

    The what-if calls them by its text. Another change may have the same; no id has a blank.
    """
    names = {key: f"change {change.id}", key + AGAIN: f"change {change.id}{AGAIN}"}
    told: dict[str, Any] = {
        "sources": change.sources,
        "marking": change.marking,
        "note": change.note,
    }
    brought: dict[str, Any] = {}
    for table in ("pledges", "supports", "bed_spaces", "budgets", "red_lines"):
        rows: tuple[Row, ...] = getattr(mission, table)
        if any(row.id in names for row in rows):
            brought[table] = tuple(
                replace(row, id=names[str(row.id)], **told) if row.id in names else row
                for row in rows
            )
    return replace(mission, **brought)


def what_if(mission: Mission, change: Change) -> str:
    """The what-if that says the same as a change of a kind that isn't `STATED`.

    Raises:
        CadreError: The change lacks what its kind asks for, or names more than that.
    """
    if change.kind not in SUBJECTS:
        raise CadreError(
            f"change {change.id}",
            f"{change.kind.value!r} changes no row of the dossier",
            "a kind that does",
            "Take the change out.",
        )
    forms = [form for form in FORMS if form.verb is change.kind and form.usage.split()[0].islower()]
    only_last = change.window.first is None and change.window.last is not None
    if only_last == (change.kind is Verb.AUTHORITY_EXTENDED):
        for words in chain.from_iterable(form.variants for form in forms):
            filled = _filled(words, _named(mission, change))
            if filled is not None:
                return " ".join(filled)
    usage = " or ".join(f"`{form.usage}`" for form in forms)
    raise CadreError(
        f"change {change.id}",
        f"what it names isn't what {usage} asks for",
        "what stands there in capitals, and nothing else",
        "Fill in or empty its columns.",
    )


def _named(mission: Mission, change: Change) -> dict[str, list[str]]:
    """What a change names, by what it fills in, in the order of a form's words."""
    days = (change.window.first, change.window.last)
    named = {"id": [str(change.subject)], "DAY": [str(day) for day in days if day is not None]}
    if change.kind is Verb.BUDGET:
        row = next((one for one in mission.budgets if str(one.id) == change.subject), None)
        if row is None:
            known = sorted(str(one.id) for one in mission.budgets)
            raise UnknownIdError("budget", change.subject, known)
        payer = row.funding.value.replace(" ", "-")
        named |= {"id": [], "YEAR": [str(row.year)], "PAYER": [payer]}
    if change.other is not None:
        named["id"].append(str(change.other))
    amount = "" if change.amount is None else f"{change.amount:.6f}".rstrip("0").rstrip(".")
    return named | {"number": [amount] if amount else []}


def _filled(words: tuple[str, ...], named: dict[str, list[str]]) -> list[str] | None:
    """A form with what is `named` in it; None unless each has its place there."""
    filled = []
    for word in words:
        if word.islower():
            filled.append(word)
            continue
        left = named["id" if word in TABLES else word if word in named else "number"]
        if not left:
            return None
        sign = word[0] if word[0] in "+-" else ""
        filled.append(sign + left.pop(0))
    return None if any(named.values()) else filled
