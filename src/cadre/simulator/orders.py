"""Orders: what triggers watch and what they order, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

from cadre.simulator.streams import Cells

LOST, MET, GONE, SHUT, STOPPED, WEAK, EMPTY, FEW = range(8)
"""Numbers of the signals, in the order of `Signal`."""
BEGIN, STOP, PAUSE, MOVE, CALL, SWITCH = range(6)
"""Numbers of the actions, in the order of `Action`."""


class Orders(NamedTuple):
    """Triggers in the order of their table, and what lies dormant until they order it.

    Works are the plan's starts, then those that a START or SWITCH may begin, in the numbers of
    their rows in `Starts`; rows after these are the same works in other modes. Groups of people
    are the works with whose beginning they are called up, then the pledges that a CALL names.

    Attributes:
        signal: (triggers,) what it watches.
        subject: (triggers,) a partner or a work; -1 for none.
        criterion: (triggers,) the criterion of `Asked` that it looks at; -1 for none.
        consent: (triggers,) 1 when what it watches is the host's consent.
        shut: (triggers, weeks) 1 when the site that it watches isn't open.
        weeks: (triggers,) weeks on end for which the signal must be there, at least 1.
        action: (triggers,) what it orders.
        row: (triggers,) the row of `Starts` to which it moves work; -1 for none.
        group: (triggers,) the group that it calls; -1 for none.
        delay: (triggers,) weeks from the order to its effect.
        cost: (triggers,) thousands each time.
        times: (triggers,) how often at most; 0 is without limit.
        end_at: (triggers + 1,).
        ends: Works that it stops or pauses.
        begin_at: (triggers + 1,).
        begins: Works that it begins.
        work: (rows,) the work of each row of `Starts`.
        own: (works,) 1 for the plan's own.
        called: (assignments,) the group of each; -1 for the plan's own.
        notice: (assignments,) weeks of notice of those who are called up.
        source: (assignments,) the assignment whose people these are when their work has moved;
            itself for all others.
    """

    signal: Cells
    subject: Cells
    criterion: Cells
    consent: Cells
    shut: Cells
    weeks: Cells
    action: Cells
    row: Cells
    group: Cells
    delay: Cells
    cost: Cells
    times: Cells
    end_at: Cells
    ends: Cells
    begin_at: Cells
    begins: Cells
    work: Cells
    own: Cells
    called: Cells
    notice: Cells
    source: Cells
