"""Results to a brief: the sections, in the order in which a chief of staff needs them."""

from __future__ import annotations

from cadre.brief import (
    bottom_line,
    doubts,
    evidence,
    force,
    futures,
    law,
    left_out,
    making,
    needs,
    places,
    posts,
    remarks,
    scenario,
    stages,
    steps,
    support,
)
from cadre.brief.context import BriefInputs, Context
from cadre.brief.sections import Brief
from cadre.brief.words import day_text

_BEFORE_EVIDENCE = (
    bottom_line.section,
    law.section,
    steps.section,
    left_out.section,
    force.section,
    support.section,
    posts.section,
    needs.section,
    stages.section,
    places.section,
    futures.section,
    remarks.section,
    doubts.conflicts,
    doubts.assumptions,
    making.section,
)


def compose(inputs: BriefInputs) -> Brief:
    """The brief of a plan and its futures; every part marked, every number with its way back.

    It computes nothing new about the mission: it counts, puts in order and says in words.
    """
    context = Context(inputs)
    profile = inputs.mission.profile
    sections = tuple(write(context) for write in _BEFORE_EVIDENCE)
    return Brief(
        title=profile.name + scenario.title(context),
        subtitle=f"As of {day_text(profile.as_of)}, plan up to {day_text(profile.until)}",
        reader=inputs.audience.id,
        reader_name=inputs.audience.name,
        made_from=inputs.made_from,
        sections=(*sections, evidence.section(context, sections)),
        bases=tuple(context.bases.values()),
    )


__all__ = ["BriefInputs", "compose"]
