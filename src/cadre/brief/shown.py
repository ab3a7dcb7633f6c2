"""What is left of a brief once a reader's parts are withheld: no empty heading, no empty table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cadre.brief.sections import Brief, Group, Paragraph, Part, Section, Table, words_of

_ABOUT_OTHERS = ("lead", "note")
"""Roles of paragraphs that only introduce or explain what stands beside them."""


def readable(brief: Brief) -> Brief:
    """The brief without tables, groups and sections in which nothing is left to read.

    A paragraph that ends with a colon goes when nothing follows that it could introduce.
    """
    sections = (replace(one, parts=_kept(one.parts)) for one in brief.sections)
    return replace(brief, sections=tuple(one for one in sections if _says_something(one)))


def _says_something(section: Section) -> bool:
    return any(_is_content(part) for part in section.parts)


def _is_content(part: Part) -> bool:
    return not isinstance(part, Paragraph) or part.role not in _ABOUT_OTHERS


def _kept(parts: Iterable[Part]) -> tuple[Part, ...]:
    full = [whole for part in parts if (whole := _without_gaps(part)) is not None]
    return tuple(
        part
        for part, following in zip(full, [*full[1:], None], strict=False)
        if not _introduces(part) or (following is not None and not _introduces(following))
    )


def _without_gaps(part: Part) -> Part | None:
    """The part, without what is empty in it; None when all of it is."""
    if isinstance(part, Table):
        return part if part.lines else None
    if isinstance(part, Group):
        inside = tuple(one for one in part.parts if not isinstance(one, Table) or one.lines)
        return replace(part, parts=inside) if any(map(_is_content, inside)) else None
    return part


def _introduces(part: Part) -> bool:
    return isinstance(part, Paragraph) and words_of(part.text).rstrip().endswith(":")
