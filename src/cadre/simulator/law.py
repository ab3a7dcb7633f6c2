"""Law and gates as tables: what may open, and which days authorities cover."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.cover import pauses_by_authority
from cadre.mission.forces import Pledge
from cadre.mission.gates import Gate, gates
from cadre.mission.ids import AuthorityId, GateId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.weeks import DateRange, Window, common_to_all
from cadre.simulator.laying import Laying, Piece, ints, pairs, slices
from cadre.simulator.layout import NEVER, Gates, Law
from cadre.simulator.streams import CERTAIN, threshold


def lay_gates(laying: Laying) -> Gates:
    """Number all gates, and all that starts wait for, and lay them as a table."""
    pending = gates(laying.mission)
    held = {gate.id for gate in pending}
    waited = dict.fromkeys(gate for start in laying.plan.starts for gate in start.waits_for)
    known = [_known_gate(laying.mission, gate) for gate in waited if gate not in held]
    every = [*pending, *known]
    laying.gates = {gate.id: number for number, gate in enumerate(every)}
    never = (NEVER, laying.chances.add((CERTAIN,)))
    days = [never if gate.when is None else laying.dates(gate.when) for gate in every]
    meetings_at, meetings = slices([[laying.day(day) for day in one.meetings] for one in every])
    all_at, all_of = slices([[laying.gates[need] for need in one.all_of] for one in every])
    any_at, any_of = slices([[laying.gates[need] for need in one.any_of] for one in every])
    return Gates(
        name=pairs(gate.id for gate in every),
        belief=ints(threshold(gate.belief) for gate in every),
        first=ints(first for first, _ in days),
        table=ints(table for _, table in days),
        meetings_at=meetings_at,
        meetings=meetings,
        all_at=all_at,
        all_of=all_of,
        any_at=any_at,
        any_of=any_of,
    )


def _known_gate(mission: Mission, gate: GateId) -> Gate:
    """What a start waits for and isn't a gate (any more): open since a day, or never."""
    days: list[date | None] = [one.met for one in mission.conditions if str(one.id) == gate]
    days += [one.taken for one in mission.decisions if str(one.id) == gate]
    days += [
        one.window.start for one in mission.authorities if str(one.id) == gate and one.in_force
    ]
    since = days[0] if days else None
    when = None if since is None else DateRange.exactly(since)
    return Gate(id=gate, name=gate, when=when, belief=1.0)


def pieces(laying: Laying) -> dict[AuthorityId, tuple[Piece, ...]]:
    """For each authority, the days it covers and the gates it then needs; none if it can't.

    Days on which it, or what it rests on, is paused are left out.
    """
    known = {one.id: one for one in laying.mission.authorities}
    paused = pauses_by_authority(laying.mission)

    def found(
        key: AuthorityId, above: frozenset[AuthorityId]
    ) -> tuple[tuple[Window, ...], frozenset[int]]:
        one = known.get(key)
        if one is None or key in above or not _may_hold(one):
            return (), frozenset()
        bases = [found(base, above | {key}) for base in one.rests_on]
        own = frozenset([laying.gates[GateId(key)]] if one.pending else [])
        free = one.window.without(paused.get(key, ()))
        windows = common_to_all([free, *(windows for windows, _ in bases)])
        return windows, own.union(*(opened for _, opened in bases))

    held = {key: found(key, frozenset()) for key in known}
    return {
        key: tuple(
            (laying.day(window.start), laying.day(window.end), tuple(sorted(opened)))
            for window in windows
        )
        for key, (windows, opened) in held.items()
    }


def _may_hold(authority: Authority) -> bool:
    return authority.in_force or (authority.pending and authority.belief > 0)


def _row(laying: Laying, authorities: Iterable[Authority]) -> int:
    pieces = {piece for one in authorities for piece in laying.pieces[one.id]}
    return laying.rows.setdefault(tuple(sorted(pieces)), len(laying.rows))


def cover_set(laying: Laying, activity: Activity, site: SiteId) -> int:
    """The set of law that work of `activity` needs at `site`."""
    rows = {
        _row(
            laying,
            (
                one
                for one in laying.mission.authorities
                if one.kind is kind and one.reaches(activity.programme, site)
            ),
        )
        for kind in activity.cover
    }
    return laying.sets.setdefault(tuple(sorted(rows)), len(laying.sets))


def lay_law(laying: Laying) -> Law:
    """Lay the rows and sets of law that starts and pledges asked for."""
    rows = list(laying.rows)
    pieces = [piece for row in rows for piece in row]
    piece_at = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    gate_at, opened = slices([piece[2] for piece in pieces])
    row_at, members = slices(list(laying.sets))
    return Law(
        piece_at=piece_at,
        start=ints(piece[0] for piece in pieces),
        end=ints(piece[1] for piece in pieces),
        gate_at=gate_at,
        gates=opened,
        row_at=row_at,
        rows=members,
        moving=ints(any(piece[2] for piece in row) for row in rows),
    )


def authority_set(laying: Laying, authority: Authority) -> int:
    """The set of law that one authority makes alone."""
    return laying.sets.setdefault((_row(laying, [authority]),), len(laying.sets))


def own_set(laying: Laying, pledge: Pledge | None) -> int:
    """The set of law of a pledge's nation; -1 when the dossier states none."""
    own = [
        one
        for one in laying.mission.authorities
        if one.kind is AuthorityKind.NATIONAL and pledge and pledge.nation in one.nations
    ]
    if not own:
        return -1
    return laying.sets.setdefault((_row(laying, own),), len(laying.sets))
