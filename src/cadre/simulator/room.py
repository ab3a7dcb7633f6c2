"""Room: arrays for a block of futures while they are played, and for the sums over all of them.

Futures of a block are played side by side, one in each lane: all of them week by week together.
What differs between them is a row of lanes; loops over the lanes of a row are what a compiler
turns into vector instructions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cadre.simulator.aligned import aligned
from cadre.simulator.layout import CAUSES, FUNDINGS, Tables, Tally
from cadre.simulator.matters import BINS, Answer
from cadre.simulator.streams import Cells, Rows

LANES = 256
"""Futures that are played side by side."""
NARROW = 1 << 15
"""Below this, people, weeks and those who graduate or leave at a time fit lanes of 16 bits."""
GROUP = 64
"""Flags that are looked at together."""
PIECE = 32
"""Weeks whose law stands in one word of bits."""


class Scratch(NamedTuple):
    """A block of futures while it is played; the last axis is the lane, unless said otherwise.

    A week that never comes is the number of weeks. `bits` hold a week each, 32 to a word.

    Attributes:
        clock: (4,) the week, and other numbers, as narrow as lanes are.
        luck: (4, lanes) words drawn last.
        spare: (4, lanes) room for a rule's own reckoning.
        sums: (2, lanes) the same, for sums of people.
        wide: (1, lanes) the same, for large numbers.
        flags: (1, lanes, rounded up to whole groups of 64) 1 in lanes that are looked for.
        found: (1, lanes + 1) lanes that were looked for.
        talk_begin: (talks, lanes) day on which they begin, or NEVER.
        talk_end: (talks, lanes) first day after them, or NEVER.
        gate_day: (gates, lanes) day on which it opens, or NEVER.
        leaves: (partners, lanes) week from which a partner is gone.
        departs: (partners, weeks) 1 when it leaves in that week in some lane.
        cover: (rows, words) bits of a row of law: of all lanes, or of the lane being laid.
        free: (starts, words) bits of the weeks in which site and pauses let a start be called.
        legal: (sets x words, lanes) bits of a set of law.
        flips: (sets, weeks) 1 when a set changes in that week in some lane.
        holds: (sets, lanes) 1 when a set covers the week.
        shut: ((sites + 1) x weeks, lanes) a bit for each cause of a shock that stops the site;
            the last site stands for all of them.
        hit: (sites, lanes) causes that stop a site in the week, as states.
        opens: (starts, lanes) week from which gates and predecessors allow a call.
        called: (starts, lanes) week of the call.
        since: (starts, lanes) week from which it is due.
        due_end: (starts, lanes) first week in which it is no longer due.
        missed: (starts, lanes) first week in which it is too late to be called.
        begin: (assignments, lanes) first week present.
        end: (assignments, lanes) first week no longer present.
        heads: (assignments, lanes) heads really there.
        there: (assignments, lanes) heads counted as present.
        stirs: (weeks, assignments) 1 when somebody may come or go in that week in some lane.
        slot: (slots, lanes) heads present.
        crew: (starts, lanes) heads present in all its slots.
        fitted: (starts, lanes) the same, of each slot up to those asked for.
        roster: (nations + 1, lanes) heads present but for those sent home; the last is all.
        guests: (sites x nations, lanes) those of them in posts of work that needs consent.
        hosted: (nations, lanes) the same, at all sites.
        nation: (nations + 1, lanes) heads present; the last is all.
        extra: (sites, lanes) heads of brought support present.
        supply: (sites x kinds, lanes) people's worth lent and brought.
        enough: (sites x kinds, lanes) the most people for whom that supply does.
        stir: (sites, lanes) not 0 when heads, support or beds changed in the week.
        ready: (starts, lanes) state as far as law, shocks, site and posts go.
        before: (starts, lanes) the same, a week ago.
        state: (starts, lanes) state: 0 when it isn't due, RUNS, or the bit of what holds it back.
        causes: (1, lanes) bits of all that holds work back in the week.
        weeks_run: (works, lanes) weeks it ran.
        left: (1, lanes) millionths of a need that work leaves.
        met: (needs, lanes) coverage in thousandths.
        grown: (courses, lanes) running weeks of the cohort in class.
        rest: (courses, lanes) weeks of break left.
        idle: (courses, lanes) weeks of pause.
        ended: (courses, lanes) cohorts ended.
        share: (courses, lanes) share drawn, as a cell of its table.
        passed: (courses, lanes) graduates.
        served: (courses, lanes) graduates since the first week who are in service.
        lot: (cohorts of all courses, lanes) how many will graduate of each.
        toll: (words of all courses, lanes) words by which they leave, for four weeks.
        tolled: (courses,) which four weeks these are drawn for.
        gone: (most digits, lanes) graduates who leave, by digit.
        cost: (fundings, lanes) what a future costs each who pays.
        answers: (answers, lanes) of each `matters.Answer`, so far.
        first: (works + milestones + levels, lanes) first week of each.
        row_of: (works, lanes) the row of `Starts` in which each work stands.
        halted: (works, lanes) week since which it isn't in force any more; 0 before it is begun.
        still: (works, lanes) pauses of triggers that hold it back.
        touched: (works,) 1 when the orders of the week change it, in the lane that is settled.
        planned: (starts, lanes) week for which it is planned.
        promise: (groups, lanes) week of the order that called it up.
        late: (pledges, lanes) weeks by which its people come later than promised.
        lead: (pledges, lanes) weeks until people of the reserve stand in for a lender that leaves.
        strength: (3, lanes) of the pledge that is settled: thousandths, 1 when it is kept, and
            people of it so far.
        stay_from: (assignments, lanes) first week present as long as its start is in force.
        stay_to: (assignments, lanes) first week no longer, likewise.
        seen: (triggers, lanes) weeks on end with its signal.
        given: (triggers, lanes) times ordered.
        first_given: (triggers, lanes) week at whose end it was ordered first.
        effect: (triggers, lanes) week in which an order under way takes effect.
        pausing: (triggers, lanes) 1 while its pause is on.
        had: (triggers, lanes) 1 once the authority that it watches has covered a week.
        own: (kinds,) people's worth at the site looked at, in one lane.
        asking: (kinds,) works there that would run and don't without a kind.
    """

    clock: Cells
    luck: Rows
    spare: Rows
    sums: Rows
    wide: Rows
    flags: Rows
    found: Rows
    talk_begin: Rows
    talk_end: Rows
    gate_day: Rows
    leaves: Rows
    departs: Rows
    cover: Rows
    free: Rows
    legal: Rows
    flips: Rows
    holds: Rows
    shut: Rows
    hit: Rows
    opens: Rows
    called: Rows
    since: Rows
    due_end: Rows
    missed: Rows
    begin: Rows
    end: Rows
    heads: Rows
    there: Rows
    stirs: Rows
    slot: Rows
    crew: Rows
    fitted: Rows
    roster: Rows
    guests: Rows
    hosted: Rows
    nation: Rows
    extra: Rows
    supply: Rows
    enough: Rows
    stir: Rows
    ready: Rows
    before: Rows
    state: Rows
    causes: Rows
    weeks_run: Rows
    left: Rows
    met: Rows
    grown: Rows
    rest: Rows
    idle: Rows
    ended: Rows
    share: Rows
    passed: Rows
    served: Rows
    lot: Rows
    toll: Rows
    tolled: Cells
    gone: Rows
    cost: Rows
    answers: Rows
    first: Rows
    row_of: Rows
    halted: Rows
    still: Rows
    touched: Cells
    planned: Rows
    promise: Rows
    late: Rows
    lead: Rows
    strength: Rows
    stay_from: Rows
    stay_to: Rows
    seen: Rows
    given: Rows
    first_given: Rows
    effect: Rows
    pausing: Rows
    had: Rows
    own: Cells
    asking: Cells


def scratch(tables: Tables, lanes: int = LANES, *, plain: bool = False) -> Scratch:
    """Room for so many futures side by side.

    Args:
        tables: What is played.
        lanes: How many futures.
        plain: Whether all cells are of 64 bits, as plain Python needs them; else they are as
            narrow as what they hold.
    """
    weeks, nations, kinds = tables.size[0], tables.size[1], tables.size[2]
    starts, sites = len(tables.starts.week), len(tables.places.ranked_at) - 1
    assigned, courses = len(tables.people.week), len(tables.teaching.start)
    sets, words = tables.size[7], -(-weeks // PIECE)
    works, rules = tables.size[8], len(tables.orders.signal)
    goals = works + len(tables.asked.at) - 1 + len(tables.goals.level)
    at_a_time = (tables.teaching.passed.length, tables.attrition.leavers.length)
    crowds = [int(np.asarray(one).max(initial=0)) for one in at_a_time]
    small = max(4 * weeks, tables.size[3], *crowds) < NARROW - 1
    narrow: type = np.int64 if plain else np.int16 if small else np.int32
    word: type = np.int64 if plain else np.uint32
    middle: type = np.int64 if plain else np.int32
    flag: type = np.int64 if plain else np.int8

    return Scratch(
        clock=aligned(narrow, 4),
        luck=aligned(word, 4, lanes),
        spare=aligned(narrow, 4, lanes),
        sums=aligned(middle, 2, lanes),
        wide=aligned(np.int64, 1, lanes),
        flags=aligned(flag, 1, GROUP * -(-lanes // GROUP)),
        found=aligned(middle, 1, lanes + 1),
        talk_begin=aligned(middle, len(tables.talks.load), lanes),
        talk_end=aligned(middle, len(tables.talks.load), lanes),
        gate_day=aligned(middle, len(tables.gates.belief), lanes),
        leaves=aligned(narrow, len(tables.weather.leaves), lanes),
        departs=aligned(flag, len(tables.weather.leaves), weeks),
        cover=aligned(np.int64, tables.size[6], words),
        free=aligned(np.int64, starts, words),
        legal=aligned(word, sets * words, lanes),
        flips=aligned(flag, sets, weeks),
        holds=aligned(narrow, sets, lanes),
        shut=aligned(flag, (sites + 1) * weeks, lanes),
        hit=aligned(narrow, sites, lanes),
        opens=aligned(narrow, starts, lanes),
        called=aligned(narrow, starts, lanes),
        since=aligned(narrow, starts, lanes),
        due_end=aligned(narrow, starts, lanes),
        missed=aligned(narrow, starts, lanes),
        begin=aligned(narrow, assigned, lanes),
        end=aligned(narrow, assigned, lanes),
        heads=aligned(narrow, assigned, lanes),
        there=aligned(narrow, assigned, lanes),
        stirs=aligned(flag, weeks, assigned),
        slot=aligned(narrow, len(tables.people.slot_least), lanes),
        crew=aligned(narrow, starts, lanes),
        fitted=aligned(narrow, starts, lanes),
        roster=aligned(narrow, nations + 1, lanes),
        guests=aligned(narrow, sites * nations, lanes),
        hosted=aligned(narrow, nations, lanes),
        nation=aligned(narrow, nations + 1, lanes),
        extra=aligned(narrow, sites, lanes),
        supply=aligned(middle, sites * kinds, lanes),
        enough=aligned(narrow, sites * kinds, lanes),
        stir=aligned(narrow, sites, lanes),
        ready=aligned(narrow, starts, lanes),
        before=aligned(narrow, starts, lanes),
        state=aligned(narrow, starts, lanes),
        causes=aligned(narrow, 1, lanes),
        weeks_run=aligned(narrow, works, lanes),
        left=aligned(middle, 1, lanes),
        met=aligned(narrow, len(tables.goals.effect_at) - 1, lanes),
        grown=aligned(narrow, courses, lanes),
        rest=aligned(narrow, courses, lanes),
        idle=aligned(narrow, courses, lanes),
        ended=aligned(narrow, courses, lanes),
        share=aligned(narrow, courses, lanes),
        passed=aligned(middle, courses, lanes),
        lot=aligned(narrow, tables.teaching.lot_at[courses], lanes),
        served=aligned(middle, courses, lanes),
        toll=aligned(word, tables.attrition.word_at[courses], lanes),
        tolled=aligned(np.int64, courses),
        gone=aligned(narrow, len(tables.attrition.block), lanes),
        cost=aligned(np.int64, FUNDINGS, lanes),
        answers=aligned(np.int64, len(Answer), lanes),
        first=aligned(narrow, goals, lanes),
        row_of=aligned(narrow, works, lanes),
        halted=aligned(narrow, works, lanes),
        still=aligned(narrow, works, lanes),
        touched=aligned(np.int64, works),
        planned=aligned(narrow, starts, lanes),
        promise=aligned(narrow, works + rules, lanes),
        late=aligned(narrow, len(tables.people.belief), lanes),
        lead=aligned(narrow, len(tables.people.belief), lanes),
        strength=aligned(middle, 3, lanes),
        stay_from=aligned(narrow, assigned, lanes),
        stay_to=aligned(narrow, assigned, lanes),
        seen=aligned(narrow, rules, lanes),
        given=aligned(narrow, rules, lanes),
        first_given=aligned(narrow, rules, lanes),
        effect=aligned(narrow, rules, lanes),
        pausing=aligned(narrow, rules, lanes),
        had=aligned(narrow, rules, lanes),
        own=aligned(np.int64, kinds),
        asking=aligned(np.int64, kinds),
    )


def tally(tables: Tables) -> Tally:
    """Sums over no future yet."""
    weeks, nations = (tables.size[0], tables.size[1])
    starts, courses = tables.size[8], len(tables.teaching.start)
    goals = len(tables.asked.at) - 1 + len(tables.goals.level)

    def zeros(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, dtype=np.int64)

    return Tally(
        force=np.zeros((weeks, tables.size[3] + 1), dtype=np.int32),
        running=zeros(starts, weeks),
        held=zeros(starts * CAUSES, weeks),
        first=zeros(starts + goals, weeks + 1),
        nation=zeros(nations, weeks),
        graduates=zeros(courses, weeks),
        totals=zeros(courses, 3),
        coverage=zeros(len(tables.goals.effect_at) - 1, weeks),
        paused=zeros(CAUSES + 1),
        engagements=zeros(tables.size[4] + 1),
        cost=zeros(FUNDINGS + 1, 2),
        service=zeros(courses, weeks),
        ordered=zeros(len(tables.orders.signal), 2),
        parted=zeros(len(tables.deciders.word) * BINS, 1 + len(Answer)),
        answers=zeros(len(Answer), 3),
    )
