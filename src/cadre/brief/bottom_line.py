"""The bottom line: what is asked and by whom, the answer, what has to be decided now."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.brief import scenario
from cadre.brief.answers import answer, falls, force, law, people, running
from cadre.brief.context import Context
from cadre.brief.sections import Paragraph, Part, Section
from cadre.brief.steps import decisions_now
from cadre.brief.words import days_in, sentence


def section(context: Context) -> Section:
    """The question, the answer, the decisions."""
    parts: list[Part] = [question(context), *scenario.paragraphs(context)]
    parts += [*answer(context), *_answers(context)]
    decisions = list(decisions_now(context))
    if decisions:
        parts += [Paragraph.of(["To be decided or brought about now:"], role="lead"), *decisions]
    else:
        parts.append(Paragraph.of(["No planned start waits for a decision."], role="plain"))
    return Section(id="bottom-line", title="Bottom line", parts=tuple(parts))


def question(context: Context) -> Paragraph:
    """What is asked, as stated with by whom; a question of a later day isn't told."""
    profile = context.mission.profile
    asked = profile.question
    if any(day > profile.as_of for day in days_in(asked)):
        # The dossier's question is of its own day; asked earlier, it would tell what came later.
        asked = "What can the mission do next? The dossier's own question is of a later day"
    elif not asked:
        asked = "How can the mission go on? No question is stated"
    return Paragraph.of([sentence(asked)], label="What is asked", role="lead")


def _answers(context: Context) -> Iterator[Paragraph]:
    """The answer, most pressing first: in a scenario what falls comes before what is planned."""
    loss = falls(context)
    if scenario.leaving(context) is not None:
        yield from loss
    yield from running(context)
    yield from law(context)
    yield from force(context)
    if scenario.leaving(context) is None:
        yield from loss
    yield from people(context)
