"""Criteria of milestones, built in a line each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cadre.mission.conditions import Criterion, Measure
from cadre.mission.ids import CriterionId, MeasuredId, MilestoneId


def criterion(
    milestone: str,
    measure: Measure,
    subject: str | None = None,
    at_least: float | None = None,
    **fields: Any,  # noqa: ANN401 - the fields of the row go through
) -> Criterion:
    """A criterion whose id tells what it asks for."""
    return Criterion(
        id=CriterionId(f"{milestone}-{measure.name.lower()}-{subject or 'all'}"),
        milestone=MilestoneId(milestone),
        measure=measure,
        subject=None if subject is None else MeasuredId(subject),
        at_least=at_least,
        **fields,
    )


def criteria(
    milestone: str,
    people: int = 0,
    works: Iterable[str] = (),
    **fields: Any,  # noqa: ANN401 - the fields of the rows go through
) -> tuple[Criterion, ...]:
    """What asks for people present, none when 0, and for work that runs."""
    heads = (criterion(milestone, Measure.PEOPLE, at_least=people, **fields),) if people else ()
    return heads + tuple(criterion(milestone, Measure.RUNNING, work, **fields) for work in works)
