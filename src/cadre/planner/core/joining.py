"""Joining: what one work more, at one site, would lack beside a board, in each week."""

from __future__ import annotations

from typing import NamedTuple

from cadre.planner.core.board import Board
from cadre.planner.core.compiled import lean
from cadre.planner.core.flow import Net, Seats, flow
from cadre.planner.core.ground import Ground
from cadre.planner.core.layout import Bools, Floats, Ints
from cadre.planner.core.support import support


class Joiner(NamedTuple):
    """A work that might join at a site.

    Attributes:
        site: The site.
        heads: People without whom it doesn't run.
        own: (kinds,) those of them who are support of each kind.
        leans: (kinds,) 1 for kinds of support that it needs, else 0.
        classes: (duties,) classes of its duties.
        least: (duties,) people without whom it doesn't run, by duty.
        support: (kinds,) class of support brought to the site; -1 where none ever is.
    """

    site: int
    heads: int
    own: Ints
    leans: Ints
    classes: Ints
    least: Ints
    support: Ints


class There(NamedTuple):
    """Who and what is there.

    Attributes:
        period_of: (weeks,) the period of each week.
        shut: (periods, arcs) arcs that nobody may take.
        supply: (periods, groups) people.
        caps: (periods, nations) the most people of each; -1 for no cap.
        lent: (weeks, kinds) support lent to the site; inf is without limit.
        beds: (weeks,) beds at the site.
    """

    period_of: Ints
    shut: Bools
    supply: Ints
    caps: Ints
    lent: Floats
    beds: Ints


class Lack(NamedTuple):
    """What is lacking, by week; all 0 where the work has room.

    Attributes:
        people: (weeks, classes) people.
        beds: (weeks,) beds at the site.
        endless: (weeks,) 1 where support asks for more support without end; then nothing else is
            counted.
        brought: (weeks, kinds) support brought to the site with the work there.
        asked: (classes,) room for one week's look.
    """

    people: Ints
    beds: Ints
    endless: Ints
    brought: Ints
    asked: Ints


@lean
def lacking(  # noqa: C901, PLR0912, PLR0913, PLR0917 - one pass over the weeks; records of arrays
    web: Net,
    ground: Ground,
    board: Board,
    demand: Ints,
    one: Joiner,
    there: There,
    state: Seats,
    found: Lack,
) -> None:
    """Write into `found` what a work lacks in each week of the horizon.

    Args:
        web: Who may serve what.
        ground: What people ask for.
        board: What is there already; it has people, support and beds in all weeks.
        demand: (weeks, classes) people that it asks for, brought support among them.
        one: The work.
        there: Who and what is there.
        state: Seats of `web`, to work in.
        found: What is written.
    """
    kinds, site = ground.per_person.size, one.site
    for k in range(state.flow.size):
        state.flow[k] = 0
    before = -1
    for week in range(demand.shape[0]):
        for kind in range(kinds):
            board.brought_now[kind] = 0
            board.lean_now[kind] = board.lean[site, week, kind] + one.leans[kind]
            board.there_now[kind] = (
                there.lent[week, kind] + board.own[site, week, kind] + one.own[kind]
            )
        total = support(
            ground.per_person,
            ground.fixed,
            ground.step,
            board.present[site, week] + one.heads,
            board.lean_now,
            board.there_now,
            board.brought_now,
        )
        found.beds[week] = 0
        found.endless[week] = 0
        for n in range(demand.shape[1]):
            found.people[week, n] = 0
            found.asked[n] = demand[week, n]
        if total < 0:
            found.endless[week] = 1
            continue
        found.beds[week] = max(0, total - there.beds[week])
        for n in range(one.classes.size):
            found.asked[one.classes[n]] += one.least[n]
        for kind in range(kinds):
            found.brought[week, kind] = board.brought_now[kind]
            more = board.brought_now[kind] - board.brought[site, week, kind]
            if more:
                found.asked[one.support[kind]] += more
        period = there.period_of[week]
        if period != before:
            for k in range(state.shut.size):
                state.shut[k] = there.shut[period, k]
        before = period
        supply, caps = there.supply[period], there.caps[period]
        if flow(web, found.asked, supply, caps, state) > 0:
            # Who goes short is told by a filling that begins anew, whatever week was before.
            for k in range(state.flow.size):
                state.flow[k] = 0
            flow(web, found.asked, supply, caps, state)
            for n in range(demand.shape[1]):
                found.people[week, n] = state.wanting[n]
