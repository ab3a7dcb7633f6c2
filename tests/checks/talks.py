"""An example that breaks each rule on what talks can bring; nothing else is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from cadre.mission.authorities import AuthorityKind, AuthorityState, RedLine
from cadre.mission.ids import NegotiationId, RedLineId
from cadre.mission.mission import Mission
from tests.checks.building import DOC, added, authority, day, days, law, sound


def line(side: str, *accepts: str, point: str = "immunity") -> RedLine:
    return RedLine(
        id=RedLineId(f"{side}-{point}"),
        side=side,
        statement="No.",
        point=point,
        accepts=accepts,
        negotiations=(NegotiationId("talks"),),
        sources=DOC,
    )


def hoped_for(*lines: RedLine, **fields: Any) -> Mission:  # noqa: ANN401
    """A second status that the talks of January 2021, four weeks long, would bring."""
    given = {"state": AuthorityState.PROPOSED, "belief": 0.5, "window": days("2021-06-01")}
    coming = authority("next", AuthorityKind.STATUS, **(given | fields))
    talks = replace(law()["negotiations"][0], brings=(coming.id,))
    return added(sound(negotiations=(talks,), options=(), red_lines=lines), "authorities", coming)


TALKS: MappingProxyType[str, Callable[[], Mission]] = MappingProxyType(
    {
        "NEG-04": lambda: hoped_for(line("host", "none"), line("mission", "full")),
        "NEG-05": lambda: hoped_for(window=days("2021-02-01")),
    }
)
FIRST_OVER = day("2021-02-08")
"""The first day on which the talks can be over."""
