"""Outside: changes whose days no plan looks at, told in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cadre.mission.edits import Edit
from cadre.mission.verbs import Verb
from cadre.mission.weeks import DAY, Horizon, Window

PUT_OFF = frozenset(
    (
        *(Verb.CONDITION_MET, Verb.CONDITION_SLIPS, Verb.DECISION_TAKEN, Verb.DECISION_SLIPS),
        *(Verb.AUTHORITY_GRANTED, Verb.TALKED_OUT, Verb.TALKS_SLIP),
    )
)
"""What a change to a day after the horizon does: until then, something doesn't come."""


def said_outside(horizon: Horizon, edits: Iterable[Edit]) -> Iterator[str]:
    """A sentence for each change all of whose days lie before or after the horizon."""
    for edit in edits:
        days = _days(edit)
        if not days.overlaps(horizon.window):
            after = days.start >= horizon.window.end
            what = "changes nothing in it"
            if after and edit.verb in PUT_OFF:
                what = "puts it off beyond it"
            yield (
                f"{_named(edit, days)} {'after' if after else 'before'} the horizon of plans, "
                f"{horizon.window}: `{edit.text}` {what}."
            )


def _days(edit: Edit) -> Window:
    """The days that a change is about; of a budget its year."""
    if edit.year:
        return Window(date(edit.year, 1, 1), date(edit.year, 12, 31) + DAY)
    return edit.window


def _named(edit: Edit, days: Window) -> str:
    """The days as the change named them, with their verb."""
    if edit.year:
        return f"The year {edit.year} lies"
    if days.first and days.last:
        return f"{days} lie"
    return f"{days.first or days.last} lies"
