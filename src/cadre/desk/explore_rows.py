"""All rows of an exploration: what was found, what decides, what would tell, what it leans on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cadre.brief.explored import Explored
from cadre.brief.explored_words import bottom_line
from cadre.desk.desk import Stop
from cadre.desk.explore_asked import ExploreAsked
from cadre.desk.explore_found import Found
from cadre.desk.explore_paths import ahead, paths, surely
from cadre.desk.explore_telling import Telling
from cadre.mission.weeks import DAY


def explored(found: Found, asked: ExploreAsked, stop: Stop | None) -> Explored:
    """What an exploration came to."""
    telling, told = Telling(found), paths(found, asked, stop)
    exploration, horizon = found.exploration, found.mission.horizon
    rows = Explored(
        made_from=exploration.made_from,
        begins=horizon.start,
        ends=horizon.window.end - DAY,
        futures=exploration.futures,
        cases=len(exploration.design.scenarios),
        method=exploration.design.method,
        varied=len(exploration.design.uncertainties),
        played=int(np.isfinite(exploration.errors).any(axis=2).sum()),
        stopped=exploration.stopped or (stop is not None and stop()),
        leads=found.leads,
        best=found.best,
        second=found.second,
        ahead=found.ahead,
        clear=surely(ahead(found, asked), otherwise=found.clear),
        bottom=("", ""),
        choices=tuple(found.chosen()),
        barred=tuple(found.barred()),
        measures=tuple(found.judges()),
        flat=tuple(found.flat()),
        came=tuple(found.came()),
        behind=tuple(found.behind()),
        robust=tuple(found.robust()),
        lines=found.lines(),
        decides=telling.decides(),
        swings=tuple(telling.swings()),
        fails=tuple(telling.fails()),
        tracks=told.tracks,
        signs=told.signs,
        changes=told.changes,
        closed=told.closed,
        leaning=told.leaning,
        silent=tuple(telling.silent()),
    )
    return replace(rows, bottom=bottom_line(rows))
