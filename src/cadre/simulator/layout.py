"""Layout: the flat arrays that the rules of a week read and count into.

Every array holds 64-bit integers. `x_at` beside `x` marks slices: the entries of thing i are
x[x_at[i]:x_at[i + 1]]. Weeks and days are counted from the horizon's first day; `NEVER` and
`-NEVER` stand for no end and no beginning. Chances are thresholds (see `streams`). A `table` is
a number into `Odds`. Things that draw have a `name` of two words, (things, 2).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cadre.mission.forces import Funding
from cadre.simulator.asked import Asked
from cadre.simulator.attrition import Attrition
from cadre.simulator.columns import Columns
from cadre.simulator.orders import Orders
from cadre.simulator.streams import Cells
from cadre.simulator.ties import Ties
from cadre.simulator.weather import Talks, Weather

NEVER = 1 << 30
MILLION = 1_000_000
STATES = (
    "GATE",
    "PAUSE",
    "TRIGGER",
    "COVER",
    "CONSENT",
    "WITHDRAWN",
    "PANDEMIC",
    "ELECTION",
    "ATTACK",
    "SITE",
    "POSTS",
    "ENABLER",
    "BEDS",
)
"""What holds work back, by its names in HeldBackBy, in the order of rule 9 of `week`.

The state of work that is held back is the bit of the first cause; 0 when it isn't due.
"""
CAUSES = len(STATES)
RUNS = 1 << CAUSES
GATE, PAUSE, ORDERED, COVER, CONSENT, WITHDRAWN = (1 << place for place in range(6))
SITE, POSTS, ENABLER, BEDS = (1 << place for place in range(9, CAUSES))
FUNDINGS = len(Funding)
"""Members of Funding."""
STRUCK = 4
"""Place of the first cause that is a shock."""


class Odds(NamedTuple):
    """Tables of cumulative thresholds, one after the other.

    Attributes:
        at: (tables + 1,) first cell of each table.
        cells: Thresholds below certainty, rising within a table; of 32 bits.
    """

    at: Cells
    cells: Cells


class Gates(NamedTuple):
    """What may still open, each after those it needs.

    Attributes:
        name: (gates, 2).
        belief: (gates,) threshold of its opening at all.
        first: (gates,) day of the first cell of its table; NEVER when nobody can say when.
        table: (gates,) table of its day.
        meetings_at: (gates + 1,).
        meetings: Days on one of which it must fall, in order; a gate without any takes any day.
        all_at: (gates + 1,).
        all_of: Gates that must open first.
        any_at: (gates + 1,).
        any_of: Gates of which one must open first.
    """

    name: Cells
    belief: Cells
    first: Cells
    table: Cells
    meetings_at: Cells
    meetings: Cells
    all_at: Cells
    all_of: Cells
    any_at: Cells
    any_of: Cells


class Law(NamedTuple):
    """Days that authorities cover. A row is a kind of cover of some scope, or a nation's own law.

    Attributes:
        piece_at: (rows + 1,).
        start: Day on which a piece begins.
        end: Day on which it ends, exclusive.
        gate_at: (pieces + 1,).
        gates: Gates that must be open before the piece begins to cover.
        row_at: (sets + 1,).
        rows: Rows that must all cover for a set to cover; work and pledges refer to a set.
        moving: (rows,) 1 when a row has gates, so that it differs between futures.
    """

    piece_at: Cells
    start: Cells
    end: Cells
    gate_at: Cells
    gates: Cells
    row_at: Cells
    rows: Cells
    moving: Cells


class Starts(NamedTuple):
    """The plan's starts, in its order.

    Attributes:
        name: (starts, 2) of the activity.
        week: (starts,) planned week.
        weeks: (starts,) weeks it runs, counted from its call when `fixed`.
        fixed: (starts,) 1 when its mode has a length of its own.
        cap: (starts,) first week in which its activity may no longer run.
        latest: (starts,) last week in which it may be called.
        notice: (starts,) weeks from the last gate to its call.
        lag: (starts,) weeks from the calls, or ends, of those it comes after to its own call.
        site: (starts,) site number.
        law: (starts,) set of `Law`.
        hosted: (starts,) 1 when it needs the host's consent, so that its suspension stops it.
        cost: (starts,) thousands a week.
        start_cost: (starts,) thousands in its first running week, once.
        funding: (starts,) who pays both, by number in `Funding`.
        halted: (starts, weeks) 2 when a stated pause halts its work, 1 when it only takes the law
            that would cover it on planning dates; else 0.
        gate_at: (starts + 1,).
        gates: Gates it waits for.
        after_at: (starts + 1,).
        after: Starts it comes after; -1 for one that never comes.
        over: 1 for those of them that must be over; else 0.
        kind_at: (starts + 1,).
        kinds: Enablers without which it stops.
        slot_at: (starts + 1,) first slot of each start; see `People`.
        order: (starts,) starts, each after those it comes after.
    """

    name: Cells
    week: Cells
    weeks: Cells
    fixed: Cells
    cap: Cells
    latest: Cells
    notice: Cells
    lag: Cells
    site: Cells
    law: Cells
    hosted: Cells
    cost: Cells
    start_cost: Cells
    funding: Cells
    halted: Cells
    gate_at: Cells
    gates: Cells
    after_at: Cells
    after: Cells
    over: Cells
    kind_at: Cells
    kinds: Cells
    slot_at: Cells
    order: Cells


class People(NamedTuple):
    """Pledges of the plan and their assignments, in the order of pledge, then plan.

    Pledges of the reserve follow, with the support for which they stand in.

    Attributes:
        name: (pledges, 2).
        sender: (pledges, 2) name of its nation.
        belief: (pledges,) threshold of being kept.
        promised: (pledges,) first week for which the plan assigns it.
        delay_first: (pledges,) weeks of the first cell of its delay's table.
        delay: (pledges,) table of its delay.
        strength_first: (pledges,) thousandths of the first cell of its strength's table.
        strength: (pledges,) table of its strength.
        law: (pledges,) set of `Law` for its nation's own law; -1 when none is stated.
        lead_first: (pledges,) weeks of the first cell of its lead's table.
        lead: (pledges,) table of the weeks from a departure until it stands in; -1 for pledges of
            the plan.
        at: (pledges + 1,) first assignment of each pledge.
        start: (assignments,) its start; -1 for brought support.
        slot: (assignments,) its slot; -1 for brought support.
        kind: (assignments,) enabler brought; -1 for a post.
        partner: (assignments,) the partner whose departure calls it; -1 when the plan does.
        site: (assignments,) where.
        nation: (assignments,) whose.
        people: (assignments,) heads.
        week: (assignments,) first week planned, not before the pledge's window.
        end: (assignments,) first week no longer planned, not after the pledge's window.
        reach: (assignments,) last end to which a late start may stretch it.
        slot_least: (slots,) heads below which its start doesn't run; a slot is one skill of one
            start.
        slot_kind: (slots,) enabler that people in it provide; -1 for none.
        guest_at: (sites + 1,).
        guests: Nations with people at a site in posts of work that needs the host's consent.
    """

    name: Cells
    sender: Cells
    belief: Cells
    promised: Cells
    delay_first: Cells
    delay: Cells
    strength_first: Cells
    strength: Cells
    law: Cells
    lead_first: Cells
    lead: Cells
    at: Cells
    start: Cells
    slot: Cells
    kind: Cells
    partner: Cells
    site: Cells
    nation: Cells
    people: Cells
    week: Cells
    end: Cells
    reach: Cells
    slot_least: Cells
    slot_kind: Cells
    guest_at: Cells
    guests: Cells


class Places(NamedTuple):
    """Sites, and what is lent there.

    Attributes:
        open: (sites, weeks) 1 when it is open all week.
        beds: (sites, weeks) beds all week; NEVER when unknown.
        ranked_at: (sites + 1,).
        ranked: Starts at the site, the one kept longest first.
        per_person: (kinds,) millionths of a person for each person present.
        fixed: (kinds,) millionths of a person for all.
        wants_at: (sites x kinds + 1,).
        wants: Starts at a site that don't run without a kind.
        gives_at: (sites x kinds + 1,).
        gives: Slots at a site whose people provide a kind.
        gives_by: Start of each of them.
        lent_at: (sites + 1,) first loan at each site.
        lent_kind: (loans,) which enabler.
        lent_by: (loans,) partner.
        lent_people: (loans,) people's worth; so little that all at a site add up in 32 bits.
        lent_from: (loans,) first week.
        lent_to: (loans,) first week no longer.
    """

    open: Cells
    beds: Cells
    ranked_at: Cells
    ranked: Cells
    per_person: Cells
    fixed: Cells
    wants_at: Cells
    wants: Cells
    gives_at: Cells
    gives: Cells
    gives_by: Cells
    lent_at: Cells
    lent_kind: Cells
    lent_by: Cells
    lent_people: Cells
    lent_from: Cells
    lent_to: Cells


class Teaching(NamedTuple):
    """Courses, and why engagements fail.

    Attributes:
        name: (courses, 2).
        start: (courses,) the start that teaches it.
        weeks: (courses,) running weeks of a cohort.
        pause: (courses,) weeks between cohorts.
        keep: (courses,) weeks of pause after which a cohort is lost.
        share: (courses,) table of the share that passes.
        passed_at: (courses + 1,) first block of each course in `passed`.
        passed: How many graduate of a cohort; a column for each cell of that table, in its order.
        begun: (courses, 3) how it stands before the first week: running weeks of the cohort in
            class, weeks of break left, weeks of pause.
        lot_at: (courses + 1,) first row of each course's cohorts, as many as there can be.
        fails: (hindrances,) table of failures among no engagement; those among more follow.
        cause: (hindrances,) number in Cause.
    """

    name: Cells
    start: Cells
    weeks: Cells
    pause: Cells
    keep: Cells
    share: Cells
    passed_at: Cells
    passed: Columns
    begun: Cells
    lot_at: Cells
    fails: Cells
    cause: Cells


class Goals(NamedTuple):
    """Needs and levels asked about.

    Attributes:
        effect_at: (needs + 1,).
        by_start: (effects,) the start that serves the need; -1 when a partner does.
        by_partner: (effects,) the partner that serves it; -1 when a start does.
        since: (effects,) first week of the partner's work.
        until: (effects,) first week no longer.
        left: (effects,) thousandths of the need left unmet.
        level: (levels,) people.
    """

    effect_at: Cells
    by_start: Cells
    by_partner: Cells
    since: Cells
    until: Cells
    left: Cells
    level: Cells


class Deciders(NamedTuple):
    """Words that decide something, by whose parts answers are summed.

    Attributes:
        name: (words, 2) of what draws it.
        stream: (words,) its stream; the occasion is its first.
        word: (words,) which of the four.
    """

    name: Cells
    stream: Cells
    word: Cells


class Tables(NamedTuple):
    """A mission and a plan, as the rules of a week read them.

    Attributes:
        size: (9,) weeks, nations, kinds, most people that can be there, causes of failure,
            hindrances, rows of law, sets of law, works (see `Orders`).
        odds: Tables of thresholds.
        gates: What may open.
        law: What covers.
        starts: What is planned.
        people: Who is assigned.
        places: Where.
        weather: What may hit.
        teaching: What is taught.
        attrition: Who leaves the service.
        goals: What counts.
        asked: What milestones ask for.
        ties: On whose support it hangs who may stay.
        orders: What triggers watch and order.
        talks: What must be agreed first.
        deciders: What answers may hang on.
    """

    size: Cells
    odds: Odds
    gates: Gates
    law: Law
    starts: Starts
    people: People
    places: Places
    weather: Weather
    teaching: Teaching
    attrition: Attrition
    goals: Goals
    asked: Asked
    ties: Ties
    orders: Orders
    talks: Talks
    deciders: Deciders


class Tally(NamedTuple):
    """Sums over futures.

    Attributes:
        force: (weeks, people + 1) futures with so many people; 10^9 of them fit 32 bits.
        running: (works, weeks) futures in which it ran.
        held: (works x causes, weeks) futures; row work x causes + place in STATES.
        first: (works + milestones + levels, weeks + 1) futures by first week; last: never.
        nation: (nations, weeks) people.
        graduates: (courses, weeks) sums.
        totals: (courses, 3) sums of graduates, of their squares, and of lost cohorts.
        coverage: (needs, weeks) thousandths.
        paused: (causes + 1,) weeks.
        engagements: (causes of failure + 1,) activity-weeks.
        cost: (fundings + 1, 2) sums and sums of squares; the last is all together.
        service: (courses, weeks) sums of graduates since the first week who are in service.
        ordered: (triggers, 2) how often ordered, and in how many futures at all.
        parted: (words x parts, 1 + answers) futures, and sums of each `matters.Answer`, by the part
            into which a deciding word fell.
        answers: (answers, 3) sums; and sums of squares, by their low 32 bits and the rest.
    """

    force: NDArray[np.int32]
    running: NDArray[np.int64]
    held: NDArray[np.int64]
    first: NDArray[np.int64]
    nation: NDArray[np.int64]
    graduates: NDArray[np.int64]
    totals: NDArray[np.int64]
    coverage: NDArray[np.int64]
    paused: NDArray[np.int64]
    engagements: NDArray[np.int64]
    cost: NDArray[np.int64]
    service: NDArray[np.int64]
    ordered: NDArray[np.int64]
    parted: NDArray[np.int64]
    answers: NDArray[np.int64]
