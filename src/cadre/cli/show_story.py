"""A story as text for a person: by year and day, each line no longer than a page is wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cadre.desk.story import Event, Story

WIDE, DAY = 100, 8
"""Characters of a line, and those that a day takes."""


def story_as_text(story: Story) -> str:
    """One future from its first week to its last."""
    days = f"{story.first} to {story.last}"
    blocks = [
        f"Future {story.number} of seed {story.made_from.seed}: {story.mission}, {days}",
        _block("At first", story.at_first),
        *(_year(year, list(events)) for year, events in groupby(story.events, _year_of)),
        _block("At the end", story.at_the_end),
    ]
    if story.never:
        blocks.append(_block("What never came", story.never))
    return "\n\n".join(blocks)


def _year_of(event: Event) -> int:
    return event.day.year


def _block(heading: str, lines: Iterable[str]) -> str:
    return "\n".join([heading, *(text for line in lines for text in _wrapped(line, ""))])


def _year(year: int, events: list[Event]) -> str:
    lines = [f"{year}"]
    before = ""
    for event in events:
        day = f"{event.day.day:2} {event.day:%b}"
        lines += _wrapped(event.text, "" if day == before else day)
        before = day
    return "\n".join(lines)


def _wrapped(text: str, day: str) -> Iterator[str]:
    for number, line in enumerate(wrap(text, WIDE - DAY)):
        yield f"{day if number == 0 else '':{DAY}}{line}".rstrip()
