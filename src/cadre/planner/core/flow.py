"""Flow: people of supply groups sent to classes of demand, kept where they are, moved on if needed.

A class is demand that the same groups may serve, a group is supply that may serve the same
classes, an arc is a class with one of its groups. A nation is any set of groups that have a
highest number together. People flow from classes through arcs and groups, and through nations
where there is a cap. The flow is as large as can be (Ford and Fulkerson, Canadian Journal of
Mathematics 8, 1956): chains of moves are looked for, shortest first, until there is none (Edmonds
and Karp, Journal of the ACM 19, 1972).

Free people go to earlier classes first, and nobody is moved before all free people are sent.
Filling a class never takes people from another. The shortest chain is also what moves the fewest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.compiled import ONE, compiled, inner, lean, melted, up_to
from cadre.planner.core.layout import Bools, Ids, Ints, Shorts

NO_CAP = 1 << 60
"""Room of a nation without a cap."""
FROM_NATION = -2
"""How a group was come to: another group of its nation steps back."""


class Net(NamedTuple):
    """Who may serve what; arcs lie by class, those of a class in the order in which it prefers.

    Attributes:
        arcs_from: (classes + 1,) where the arcs of each class lie.
        group: (arcs,) the group of each arc.
        owner: (arcs,) the class of each arc.
        back_from: (groups + 1,) where the arcs of each group lie in `back`.
        back: (arcs,) arcs by group, within a group by class.
        back_owner: (arcs,) the classes of `back`.
        nation: (groups,) the nation of each group; -1 for a group that no cap may touch.
        groups_from: (nations + 1,) where the groups of each nation lie in `groups`.
        groups: Groups by nation.
    """

    arcs_from: Ints
    group: Ids
    owner: Ids
    back_from: Ints
    back: Ids
    back_owner: Ids
    nation: Ints
    groups_from: Ints
    groups: Ints


class Seats(NamedTuple):
    """A flow and what it leaves open, changed in place; one for each thread.

    Attributes:
        flow: (arcs,) people sent.
        shut: (arcs,) arcs that nobody may take now.
        wanting: (classes,) people still missing.
        free: (groups,) people not yet sent.
        room: (nations,) people whom each may still send.
        moved: (classes,) whether people of a class came, went or were changed for others; true
            until somebody who looked sets it to false.
        lost: (classes + groups + nations,) whether no free person can be come to from there; after
            a filling, the side of the smallest cut on which people are missing.
        came: (classes + groups + nations,) how it came: to a class against an arc, to a group along
            an arc or FROM_NATION, to a nation from a group.
        queue: (classes + groups + nations,) what a search still has to look at.
    """

    flow: Shorts
    shut: Bools
    wanting: Ints
    free: Ints
    room: Ints
    moved: Bools
    lost: Bools
    came: Shorts
    queue: Shorts


def net(arcs_from: Ints, group: Ints, nation: Ints, nations: int) -> Net:
    """The net of these arcs.

    Args:
        arcs_from: (classes + 1,) where the arcs of each class lie.
        group: (arcs,) the group of each arc, no group twice in a class.
        nation: (groups,) the nation of each group; -1 for none.
        nations: How many nations there are.
    """
    owner = np.repeat(np.arange(len(arcs_from) - 1), np.diff(arcs_from))
    back = np.argsort(group, kind="stable").astype(np.int64)
    capped = np.flatnonzero(nation >= 0)
    return Net(
        arcs_from=np.asarray(arcs_from, np.int64),
        group=np.asarray(group, np.uint32),
        owner=owner.astype(np.uint32),
        back_from=_starts(group, len(nation)),
        back=back.astype(np.uint32),
        back_owner=owner[back].astype(np.uint32),
        nation=np.asarray(nation, np.int64),
        groups_from=_starts(nation[capped], nations),
        groups=capped[np.argsort(nation[capped], kind="stable")].astype(np.int64),
    )


def _starts(items: Ints, kinds: int) -> Ints:
    """Where each kind begins when items are sorted by kind: (kinds + 1,)."""
    counts = np.bincount(items, minlength=kinds) if len(items) else np.zeros(kinds, np.int64)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]).astype(np.int64)


@compiled
def empty(web: Net) -> Seats:
    """Seats of `web` with nobody in them."""
    arcs, classes, groups = len(web.group), len(web.arcs_from) - 1, len(web.nation)
    nations = len(web.groups_from) - 1
    nodes = classes + groups + nations
    return Seats(
        np.zeros(arcs, np.int32),
        np.zeros(arcs, np.bool_),
        np.zeros(classes, np.int64),
        np.zeros(groups, np.int64),
        np.zeros(nations, np.int64),
        np.zeros(classes, np.bool_),
        np.zeros(nodes, np.bool_),
        np.zeros(nodes, np.int32),
        np.zeros(nodes, np.int32),
    )


@lean
def flow(web: Net, demand: Ints, supply: Ints, caps: Ints, state: Seats) -> int:
    """Send as many people as can be; how many are missing.

    What `state.flow` says is kept as far as it still holds, so that a flow from the week before
    leaves people where they are; set it to 0 to begin anew. Arcs in `state.shut` aren't taken.

    Args:
        web: Who may serve what.
        demand: (classes,) people asked for.
        supply: (groups,) people there.
        caps: (nations,) the most people of each; -1 for no cap.
        state: The flow, changed in place; `state.lost` tells the cut: the classes reached ask for
            just as many people more as are missing than the groups reached have, those of nations
            reached counted as their nation's cap (Hall's condition).
    """
    settle(web, demand, supply, caps, state)
    return fill(web, state)


@lean
def settle(web: Net, demand: Ints, supply: Ints, caps: Ints, state: Seats) -> None:
    """Count what `state.flow` leaves open, and call back whoever is one too many.

    Args are those of `flow`.
    """
    classes, groups, nations = len(demand), len(supply), len(caps)
    for n in range(classes):
        state.wanting[n] = demand[n]
    for g in range(groups):
        state.free[g] = supply[g]
    for n in range(nations):
        state.room[n] = _most(caps[n])
    for k in range(len(web.group)):
        people = state.flow[k]
        if people == 0:
            continue
        if state.shut[k]:
            state.flow[k] = 0
            state.moved[web.owner[k]] = True
            continue
        # Counted here and not by `_take`: a call for each arc would cost more than all the rest.
        g = web.group[k]
        state.wanting[web.owner[k]] -= people
        state.free[g] -= people
        if web.nation[g] >= 0:
            state.room[web.nation[g]] -= people
    call_back(web, state)


@melted
def _take(web: Net, state: Seats, arc: int, people: int) -> None:
    """Count `people` of an arc as sent; negative ones as called back."""
    g, n = web.group[arc], web.owner[arc]
    state.moved[n] = True
    state.wanting[n] -= people
    state.free[g] -= people
    if web.nation[g] >= 0:
        state.room[web.nation[g]] -= people


@melted
def give_back(web: Net, state: Seats, arc: int, people: int) -> None:
    """Call so many people back from an arc."""
    state.flow[arc] -= people
    _take(web, state, arc, -people)


@inner
def go_on(supply: Ints, caps: Ints, state: Seats, new: int, old: int) -> None:
    """Count who is there in period `new` of (periods, groups) `supply`, (periods, nations) `caps`.

    `state` is settled for period `old`, or empty when that is -1. Whoever is one too many then is
    for `call_back`.
    """
    for g in range(len(state.free)):
        state.free[g] += supply[new, g] - (supply[old, g] if old >= 0 else 0)
    for n in range(len(state.room)):
        state.room[n] += _most(caps[new, n]) - (_most(caps[old, n]) if old >= 0 else 0)


@inner
def _most(cap: int) -> int:
    return cap if cap >= 0 else NO_CAP


@inner
def call_back(web: Net, state: Seats) -> None:
    """Call back all beyond what is asked for or there, those of groups that have too many first."""
    crowded = _crowded(state)
    for n in range(len(state.wanting)):
        if state.wanting[n] < 0:
            if crowded:
                leave_class(web, state, n, True)
            leave_class(web, state, n, False)
    if crowded:
        _spread(web, state)


@melted
def _spread(web: Net, state: Seats) -> None:
    """Call back all beyond what is there of groups and nations, whom classes still have."""
    for g in range(len(state.free)):
        if state.free[g] < 0:
            _leave_group(web, state, g, -state.free[g])
    for n in range(len(state.room)):
        for at in range(web.groups_from[n + 1] - 1, web.groups_from[n] - 1, -1):
            if state.room[n] >= 0:
                break
            _leave_group(web, state, web.groups[at], -state.room[n])


@melted
def _crowded(state: Seats) -> bool:
    """Whether some group or nation has too many."""
    least = 0
    for g in range(len(state.free)):
        least = min(least, state.free[g])
    for n in range(len(state.room)):
        least = min(least, state.room[n])
    return least < 0


@lean
def leave_class(web: Net, state: Seats, n: int, crowded: bool) -> None:
    """Call people of class `n` back that it has too many; only from crowded groups, if said so."""
    for k in range(web.arcs_from[n + 1] - 1, web.arcs_from[n] - 1, -1):
        if state.wanting[n] >= 0:
            return
        g = web.group[k]
        nation = web.nation[g]
        people = min(state.flow[k], -state.wanting[n])
        if crowded:
            most = -state.free[g] if nation < 0 else max(-state.free[g], -state.room[nation])
            people = min(people, most)
        if people > 0:
            give_back(web, state, k, people)


@inner
def _leave_group(web: Net, state: Seats, g: int, people: int) -> None:
    """Call `people` back of group `g`, those in the last classes first."""
    for at in range(web.back_from[g + 1] - 1, web.back_from[g] - 1, -1):
        if people <= 0:
            return
        k = web.back[at]
        back = min(people, state.flow[k])
        if back > 0:
            people -= back
            give_back(web, state, k, back)


@lean
def fill(web: Net, state: Seats) -> int:
    """Send people for all that is wanting in `state`, which is settled; how many are missing."""
    state.lost[:] = False
    for n in range(len(state.wanting)):
        if state.wanting[n] > 0:
            _at_once(web, state, n)
    short = 0
    for n in range(len(state.wanting)):
        if state.wanting[n] > 0:
            short += raise_class(web, state, n)
    return short


@melted
def _at_once(web: Net, state: Seats, n: int) -> None:
    """Send free people to class `n`, nobody moved."""
    for k in range(web.arcs_from[n], web.arcs_from[n + 1]):
        g = web.group[k]
        # Most groups have nobody left: the first thing to look at.
        if state.free[g] <= 0 or state.shut[k]:
            continue
        people = min(state.wanting[n], state.free[g])
        if web.nation[g] >= 0:
            people = min(people, state.room[web.nation[g]])
        if people > 0:
            state.flow[k] += people
            _take(web, state, k, people)
        if state.wanting[n] == 0:
            return


@melted
def raise_class(web: Net, state: Seats, n: int) -> int:
    """Send people to class `n` by moving others on, until none are wanting or none can be come to.

    `state` is settled, and `state.lost` true only of what no free person can be come to from.
    Returns how many are missing.
    """
    if not state.lost[n]:
        _at_once(web, state, n)
    while state.wanting[n] > 0:
        if state.lost[n]:
            break
        found = _search(web, state, n)
        if found < 0:
            break
        _send(web, state, n, found)
    return int(state.wanting[n])


@inner
def _search(web: Net, state: Seats, first: int) -> int:  # noqa: C901, PLR0912, PLR0915 - one pass, without calls
    """The nearest group with a free person; -1 when there is none, then all come to is lost.

    Half of the time of filling is spent here: what was come to is counted as lost until somebody
    is found, so that there is one small array to look at, and numbers are unsigned.
    """
    classes, groups = np.uint64(len(state.wanting)), np.uint64(len(state.free))
    state.queue[0] = first
    state.lost[first] = True
    head, tail = np.uint64(0), ONE
    while head < tail:
        node = np.uint64(state.queue[head])
        head += ONE
        if node < classes:
            for k in up_to(web.arcs_from[node], web.arcs_from[node + ONE]):
                g = np.uint64(web.group[k])
                at = classes + g
                if state.lost[at] or state.shut[k]:
                    continue
                state.came[at] = k
                if state.free[g] > 0 and (web.nation[g] < 0 or state.room[web.nation[g]] > 0):
                    for where in range(tail):
                        state.lost[state.queue[where]] = False
                    return np.int64(g)  # type: ignore[return-value]  # signed again
                state.lost[at] = True
                state.queue[tail] = at
                tail += ONE
        elif node < classes + groups:
            g = node - classes
            for where in up_to(web.back_from[g], web.back_from[g + ONE]):
                n = web.back_owner[where]
                if not state.lost[n] and state.flow[web.back[where]] > 0:
                    state.lost[n] = True
                    state.came[n] = web.back[where]
                    state.queue[tail] = n
                    tail += ONE
            # It has people, but its nation is at its cap: another group of it may step back.
            if state.free[g] > 0:
                at = classes + groups + np.uint64(web.nation[g])
                if not state.lost[at]:
                    state.lost[at] = True
                    state.came[at] = g
                    state.queue[tail] = at
                    tail += ONE
        else:
            nation = node - classes - groups
            for where in range(web.groups_from[nation], web.groups_from[nation + ONE]):
                at = classes + np.uint64(web.groups[where])
                if not state.lost[at]:
                    state.lost[at] = True
                    state.came[at] = FROM_NATION
                    state.queue[tail] = at
                    tail += ONE
    return -1


@inner
def _send(web: Net, state: Seats, first: int, last: int) -> None:
    """Move people along the chain by which group `last` was come to from class `first`."""
    people = _narrowest(web, state, first, last)
    classes, groups = len(state.wanting), len(state.free)
    state.wanting[first] -= people
    state.free[last] -= people
    if web.nation[last] >= 0:
        state.room[web.nation[last]] -= people
    g = last
    while True:
        k = state.came[classes + g]
        if k == FROM_NATION:
            state.free[g] += people
            g = state.came[classes + groups + web.nation[g]]
            state.free[g] -= people
            continue
        state.flow[k] += people
        n = web.owner[k]
        state.moved[n] = True
        if n == first:
            return
        against = state.came[n]
        state.flow[against] -= people
        g = web.group[against]


@inner
def _narrowest(web: Net, state: Seats, first: int, last: int) -> int:
    """The most people that can be moved along a chain."""
    classes, groups = len(state.wanting), len(state.free)
    people = min(state.wanting[first], state.free[last])
    if web.nation[last] >= 0:
        people = min(people, state.room[web.nation[last]])
    g = last
    while True:
        k = state.came[classes + g]
        if k == FROM_NATION:
            g = state.came[classes + groups + web.nation[g]]
            people = min(people, state.free[g])
            continue
        n = web.owner[k]
        if n == first:
            return int(people)
        people = min(people, state.flow[state.came[n]])
        g = web.group[state.came[n]]
