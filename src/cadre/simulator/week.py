"""The rules of a week: how one future of a plan unfolds. This text is the contract.

Integers only. Weeks and days count from the horizon's first day. A thing holds in a week only
when it holds on all seven days. *u < T* stands for an event of chance p with the threshold
T = floor(p 2^32 + 1/2); *tri(low, likely, high)* for the triangular table of `streams`, its ends
rounded to whole numbers, halves upwards. Words of a draw are numbered from 0.

**Drawn once for a future**

1. *Gates* (authorities, conditions, decisions; stream 1, occasion 0). Word 0: opens at all, by
   belief. Word 1: its day, tri over its dates. It opens on the latest of that day, the days of
   all gates it needs, and the earliest of those of which it needs one; a decision falls on the
   next meeting from then on. It never opens when nobody can say when, when what it needs never
   opens, or when the body meets no more. What a start waits for but is no gate any more has the
   day since which it holds (authorities: the first of their window), or never opens.
2. *Partners* (stream 2, occasion 0). Word 0: leaves, by `leave_belief`. Word 1: the day, tri. It
   is gone from the week that holds this day.
3. *Shocks* (stream 4). Occasion j of a shock, from week w (0, then the end of the one before):
   word 0: comes k weeks after w, with chance per_year / 52 (likely value, at most 1) in each
   week; word 1: lasts tri(weeks) weeks, at least 1; word 2: lasts for good, by `for_good`, likely
   value. It stops its site, or every site.
4. *Law.* An authority covers the days of its window and of all it rests on; a pending one, and
   one that rests on pending ones, only from the day on which the last of these gates opens. A
   kind of cover holds in a week when the authorities of that kind that reach the work's
   programme and site hold together on all its days. An authority doesn't cover the days of a
   stated pause that names it.
5. *Calls.* A start may be called from the latest of: its planned week; the first whole week
   after the last gate it waits for, plus its notice; for each activity it comes after, the week
   of that call, or the one in which it isn't due any more where it must be over, plus the lag. (An
   activity begun by the as-of day comes after nothing, needs no notice and holds back only what
   waits for its end; another that isn't planned is never called.) It is called in
   the first week from then on in which all its kinds of cover hold, its site is open, and no
   stated pause of its site, its programme or all work takes a day. It isn't called after its
   latest start, nor when it isn't due any more. It is due from its planned week until: its
   activity's window or the horizon ends; in a mode of fixed length, `weeks` after the call,
   pauses or not; in an open-ended mode, its planned end.
6. *Pledges* (stream 3, occasion 0). Word 0: kept, by belief. Word 1: weeks of delay, tri. A
   pledge in place (arrived) is kept and has no delay. Strength, tri in thousandths, is word 0 of
   its nation (stream 7, occasion 0), the same for all pledges of the nation: a contingent is
   strong or weak as a whole. A pledge is promised for the first week in which the plan assigns
   it. Of its assignments in the plan's order, with running totals C of people, each has
   round(C s / 1000) - round(C' s / 1000) heads, halves upwards, where C' is the total before it.
   A pledge that the mission doesn't hold any more is never kept.
7. *Presence.* People of a post come in the latest of: the assignment's week; the call of their
   start; the pledge's promised week plus delay; the pledge's window. They leave at the end of
   the assignment or of the pledge's window. A start of fixed length that is called d weeks late
   moves its assignments by d weeks; their ends not past the pledge's window, nor past the first
   week of another assignment of the pledge that begins at or after their planned end. Brought
   support comes in its week or with the first call at its site, and its end moves by the largest
   d there. People are absent in weeks in which their nation's own law doesn't hold, or on a day
   of which a caveat of theirs bars them from the site by what is lent there (a partner that is
   gone lends nothing); the plan answers for all other caveats. They stay while work pauses.
8. *Courses* (stream 5, occasion 0). Word 0: share that passes, tri in thousandths. A course of
   work begun before the first week goes on as it stood: with the cohort in class, in its break,
   or paused, as `mission.pipeline` projects it on the weeks that ran.

**Every week**

9. Work that is due is held back by the first of: GATE (before it may be called, or not called
   by its latest start), PAUSE (a stated pause of its site, its programme or all work takes a
   day; or its cover doesn't hold and, on planning dates, with all that may come, only stated
   pauses keep it from holding), TRIGGER (rule 15), COVER, CONSENT (a shock; only work that needs the host's consent),
   PANDEMIC, ELECTION, ATTACK, SITE (closed), POSTS (of some skill, fewer heads present than
   `min_fill` x people asked for, rounded up).
10. *Support, beds.* At each site the work left stands as a whole. P is the heads present in its
   posts plus the brought support there. Supply of a kind is what is lent (less those transferred
   away; a partner that is gone lends nothing), brought, and heads in posts whose skill provides
   the kind. Kind k is short when per_person x P + fixed exceeds the supply by more than a
   thousandth of a person, likely values in millionths; nobody (P = 0) needs nothing. While a kind
   that some of the work needs is short, or P exceeds the beds, the work kept shortest (highest
   rank, then latest in the plan) stops. Then each work that stopped, the one kept longest first,
   is taken up again if nothing lacks with it; else it is held back by ENABLER if a kind is short
   then, else by BEDS.
11. All other work runs. *Courses*: in a running week outside its break, a cohort grows by a week;
   after `weeks` of them it ends: graduates are binomial (occasion 1 + number of cohorts ended
   before, word 0) of the seats (at most supply x (weeks + break) / 52, rounded down, when the
   supply is known) and the share that passes. Break weeks pass whether it runs or not. A cohort
   that doesn't run for more than `keep_weeks` weeks on end is lost, in the first week too many.
12. *Engagements* (stream 6, occasion: week / 4, word: the remainder). Each running week of each
   work fails for the first hindrance whose cumulative share is above the draw.
13. *Coverage* of a need in thousandths: from 1,000,000, each work that runs, and each work of a
   partner who is still there, in the order of `effects`, leaves x (1000 - strength) / 1000,
   rounded down; coverage is 1000 - (left + 500) / 1000, rounded down.
14. *Milestones* are reached in the first week in which all their criteria hold; one without
   criteria, or with one that can't be judged, never is. *People present* are all heads in posts
   and brought support. *Work* runs, or doesn't. *Posts filled*, of one work while it runs or of
   all that runs: of each skill heads present up to those asked for, in thousandths of all asked
   for, rounded down; where none are asked for none are filled. *Graduates*, at the end of the
   week: those of the programme's courses, and those of before the first week as projected on
   likely values. *Host instructors*, at its end, in thousandths: those projected to be there if
   nothing is taught from the first week on, and for each course that trains them its graduates
   since then: what there is times the millionths who stay a week, rounded down, and a thousand for
   each new one. *Coverage* is that of rule 13. A *condition* is met when its gate opened on or
   before the week's first day. An *authority* is in force when it covers the week by rule 4.
   *Levels* are reached in the first week with so many people present. *Cost* adds up each running
   work's cost, whole thousands, and the cost of each order of a trigger.
15. *Triggers*, at the end of each week w, after milestones, in the order of the table. The signal
   is there when in w: AUTHORITY_LOST: the authority doesn't cover w, and covered an earlier week
   of the horizon; CONDITION_MET: the condition is met (rule 14); PROVIDER_GONE: the partner is
   gone; SITE_CLOSED: the site isn't open; WORK_STOPPED: the work is due, has run before, and
   doesn't run; STRENGTH_BELOW: fewer people are present than `below`, rounded up; FILL_BELOW:
   the posts filled (rule 14) are less than `below` in thousandths, halves upwards, and some are
   asked for; GRADUATES_BELOW: graduates (rule 14) are fewer than `below`, rounded up. A trigger
   counts weeks on end with its signal. At `weeks` of them, at least one, it orders its action, if
   it has been ordered fewer than `times` (0: without limit), no order of its own is under way and
   the action would change something by what is in force in w. The order takes effect at the
   beginning of week e = w + 1 + `delay_weeks`; it is under way until then, a PAUSE until it is
   lifted; meanwhile nothing is counted, and the count begins anew after it.

   *In force.* Work is in force when the plan starts it, and when a START has begun it, until a
   STOP; only then is it due. It stands in the mode of its start until a MOVE. START, STOP, PAUSE
   and MOVE would change something only when e is before the week from which the work isn't due
   any more (or couldn't be), CALL when e is in the horizon.
   STOP: the work isn't in force any more, and its people leave. PAUSE: from week e on the work
   that is in force is held back by TRIGGER, and people stay; it is lifted after the first such
   week without the signal. START of work that was stopped: it is in force again, as planned, and
   its people come back. START of work that the plan doesn't start: it is planned for week e in
   its first mode by the order of the table, open-ended ones to the horizon's end, and waits for
   the conditions and decisions that it needs. MOVE of work in force into another mode: its people
   and its course go on at that site, under the law there, in the posts that it has there; people
   whose skill has none there, or whom a caveat bars, stay away while it stands there. What has
   been called is due as long as before; what hasn't is due by the length of the new mode. SWITCH:
   STOP of all work of other options, START of all work of the target. CALL of a pledge that the
   plan doesn't use, once.

   *What follows.* When a START, STOP, MOVE, CALL or SWITCH takes effect in week e, after all that
   do so in that week: work not called before e is called anew by rule 5, in week e or later, and
   not at all when it isn't in force; work that a STOP ended is over from then on for what comes
   after its end. People who haven't come before e come and go anew by rule 7.

   *Reserve.* Laid once, the same in all futures. A pledge that a CALL names and the plan doesn't
   use fills, of its skill, what the plan leaves unfilled in a start's weakest week, in the order
   of its starts; where that is nothing, it brings the support that its skill provides, all of its
   people, to the first site of the plan's starts at which work needs it. Other pledges that the
   plan doesn't use, and that aren't transferred into, fill in the order of the table the posts of
   work that a START or SWITCH may begin, in the order of its table, until its posts are made up.
   Caveats that bar a nation there on a day of the horizon, other than approval and those of rule
   7, keep its people out of both. They are promised for week e of the order plus the notice of
   the pledge; they come in the latest of that plus the delay, the call of their start and the
   pledge's window, and leave with the end of their start or of that window. They are heads of
   rule 6, in the order in which they are laid here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cadre.simulator import acting, binding, draws, lessons, stages
from cadre.simulator.acting import begin_orders, give_orders, obey, stand_in
from cadre.simulator.binding import tied
from cadre.simulator.draws import (
    call_starts,
    draw_courses,
    draw_gates,
    draw_partners,
    draw_pledges,
    draw_shocks,
    lay_law,
    stands,
)
from cadre.simulator.layout import (
    CAUSES,
    COUNT,
    IDLE,
    MILLION,
    NEVER,
    RUNS,
    SETTLE,
    Scratch,
    Tables,
    Tally,
)
from cadre.simulator.lessons import engage, teach
from cadre.simulator.stages import reach_levels, reach_milestones
from cadre.simulator.streams import Cells

Play = Callable[[Tables, Scratch, Tally, int, tuple[int, int]], None]

GATE, COVER, CONSENT, SITE, POSTS, ENABLER, BEDS, PAUSE, TRIGGER = 0, 1, 2, 6, 7, 8, 9, 10, 12
"""Numbers in HeldBackBy."""


def forget(tables: Tables, scratch: Scratch) -> None:
    """Forget the future before."""
    weeks = tables.size[0]
    for week in range(weeks + 1):
        scratch.change[week] = scratch.known[week]
    for site in range(len(tables.places.ranked_at) - 1):
        for week in range(weeks):
            scratch.shut[site, week] = 0
    begin_orders(tables, scratch)
    for start in range(len(scratch.state)):
        scratch.state[start] = IDLE
        scratch.words[start, 0] = -1
    fill(scratch.nation, 0)
    fill(scratch.cover, 0)
    fill(scratch.first, -1)
    fill(scratch.now, 0)


def fill(cells: Cells, value: int) -> None:
    """Set all cells of a row to one value."""
    for cell in range(len(cells)):
        cells[cell] = value


def begin_future(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle all that is drawn once."""
    forget(tables, scratch)
    draw_gates(tables, scratch, run)
    draw_partners(tables, scratch, run)
    draw_shocks(tables, scratch, run)
    lay_law(tables, scratch, 1, scratch.change)
    call_starts(tables, scratch)
    draw_pledges(tables, scratch, run)
    draw_courses(tables, scratch, run)


def count_people(tables: Tables, scratch: Scratch, tally: Tally, week: int) -> None:
    """Count who is there: by slot, by nation, and in brought support."""
    nations = len(scratch.nation) - 1
    for nation in range(nations):
        tally.nation[nation, week] -= scratch.nation[nation]
        scratch.nation[nation] = 0
    scratch.nation[nations] = 0
    for slot in range(len(scratch.slot)):
        scratch.slot[slot] = 0
    for site in range(len(tables.places.ranked_at) - 1):
        for kind in range(tables.size[2]):
            scratch.brought[site, kind] = 0
    muster(tables, scratch, week)
    for nation in range(nations):
        tally.nation[nation, week] += scratch.nation[nation]


def muster(tables: Tables, scratch: Scratch, week: int) -> None:
    """Add everybody who is there in a week."""
    people = tables.people
    for pledge in range(len(people.belief)):
        law = people.law[pledge]
        if law < 0 or scratch.legal[law, week] == 1:
            for at in range(people.at[pledge], people.at[pledge + 1]):
                there = scratch.begin[at] <= week < scratch.end[at]
                if there and not tied(tables, scratch, at, week):
                    count_heads(tables, scratch, at)


def count_heads(tables: Tables, scratch: Scratch, at: int) -> None:
    """Add the heads of assignment `at`, who are there."""
    people, heads, last = tables.people, scratch.heads[at], len(scratch.nation) - 1
    if people.slot[at] >= 0:
        scratch.slot[people.slot[at]] += heads
    else:
        scratch.brought[people.site[at], people.kind[at]] += heads
    scratch.nation[people.nation[at]] += heads
    scratch.nation[last] += heads


def standing(tables: Tables, scratch: Scratch, start: int, week: int) -> int:
    """Whether a start could run as far as law, shocks, its site and its posts go (rule 9)."""
    starts, halted = tables.starts, tables.starts.halted[start, week]
    due = scratch.planned[start] <= week < scratch.due_end[start]
    if not (due and stands(tables, scratch, start)):
        return IDLE
    too_late = scratch.called[start] >= NEVER and week > starts.latest[start]
    if week < scratch.opens[start] or too_late:
        return GATE
    lawful = scratch.legal[starts.law[start], week] == 1
    if halted == 2 or (halted == 1 and not lawful):
        return PAUSE
    if scratch.still[tables.orders.work[start]] > 0:
        return TRIGGER
    if not lawful:
        return COVER
    shut = scratch.shut[starts.site[start], week]
    for cause in range(CONSENT, SITE):
        if (shut >> cause) & 1 == 1 and (cause > CONSENT or starts.hosted[start] == 1):
            return cause
    if tables.places.open[starts.site[start], week] == 0:
        return SITE
    return RUNS if manned(tables, scratch, start) else POSTS


def manned(tables: Tables, scratch: Scratch, start: int) -> bool:
    """Whether each skill of a start has its least number of heads."""
    starts = tables.starts
    for slot in range(starts.slot_at[start], starts.slot_at[start + 1]):
        if scratch.slot[slot] < tables.people.slot_least[slot]:
            return False
    return True


def lend(tables: Tables, scratch: Scratch, site: int, week: int) -> int:
    """Count what is lent and brought at a site; answer the heads of brought support there."""
    places, brought = tables.places, 0
    for kind in range(tables.size[2]):
        scratch.supply[kind] = scratch.brought[site, kind]
        brought += scratch.brought[site, kind]
    for loan in range(places.lent_at[site], places.lent_at[site + 1]):
        there = places.lent_from[loan] <= week < places.lent_to[loan]
        if there and week < scratch.leaves[places.lent_by[loan]]:
            scratch.supply[places.lent_kind[loan]] += places.lent_people[loan]
    return brought


def present(tables: Tables, scratch: Scratch, site: int) -> int:
    """Count the heads in work that would run at a site, and which kinds it wants and provides."""
    starts, places, heads = tables.starts, tables.places, 0
    for kind in range(tables.size[2]):
        scratch.own[kind] = scratch.supply[kind]
        scratch.short[kind] = 0
    for cell in range(places.ranked_at[site], places.ranked_at[site + 1]):
        start = places.ranked[cell]
        if scratch.next[start] == RUNS:
            for slot in range(starts.slot_at[start], starts.slot_at[start + 1]):
                heads += scratch.slot[slot]
                if tables.people.slot_kind[slot] >= 0:
                    scratch.own[tables.people.slot_kind[slot]] += scratch.slot[slot]
            for want in range(starts.kind_at[start], starts.kind_at[start + 1]):
                scratch.short[starts.kinds[want]] = 1
    return heads


def shortage(tables: Tables, scratch: Scratch, people: int) -> bool:
    """Leave in `short` only the wanted kinds that are short for so many people."""
    places, found = tables.places, False
    for kind in range(tables.size[2]):
        if scratch.short[kind] == 1:
            needed = places.per_person[kind] * people + places.fixed[kind]
            enough = people == 0 or needed <= scratch.own[kind] * MILLION + MILLION // 1000
            scratch.short[kind] = 0 if enough else 1
            found = found or not enough
    return found


def lack(tables: Tables, scratch: Scratch, site: int, week: int, brought: int) -> int:
    """What the work that would run at a site lacks: ENABLER, BEDS, or RUNS when nothing."""
    people = present(tables, scratch, site)
    if shortage(tables, scratch, people + brought):
        return ENABLER
    if people > 0 and people + brought > tables.places.beds[site, week]:
        return BEDS
    return RUNS


def stop_one(tables: Tables, scratch: Scratch, site: int, cause: int) -> None:
    """Stop, at a site, the work kept shortest."""
    places = tables.places
    for back in range(places.ranked_at[site + 1] - places.ranked_at[site]):
        start = places.ranked[places.ranked_at[site + 1] - 1 - back]
        if scratch.next[start] == RUNS:
            scratch.next[start] = cause
            return


def fit(tables: Tables, scratch: Scratch, site: int, week: int) -> None:
    """Stop work at a site until support and beds do for the rest (rule 10)."""
    places = tables.places
    brought = lend(tables, scratch, site, week)
    cause = lack(tables, scratch, site, week, brought)
    while cause != RUNS:
        stop_one(tables, scratch, site, cause)
        cause = lack(tables, scratch, site, week, brought)
    for cell in range(places.ranked_at[site], places.ranked_at[site + 1]):
        start = places.ranked[cell]
        if scratch.next[start] in (ENABLER, BEDS):
            scratch.next[start] = RUNS
            scratch.next[start] = lack(tables, scratch, site, week, brought)


def flush_causes(scratch: Scratch, tally: Tally, week: int) -> None:
    """Count the causes that held work back since they last changed, up to `week`."""
    causes, weeks = scratch.now[2], week - scratch.now[3]
    if causes != 0:
        for cause in range(CAUSES):
            if (causes >> cause) & 1 == 1:
                tally.paused[cause] += weeks
        tally.paused[CAUSES] += weeks
    scratch.now[3] = week


def record(tables: Tables, scratch: Scratch, tally: Tally, week: int) -> None:
    """Take up the state just settled, and count what changed."""
    flush_causes(scratch, tally, week)
    cost, causes = 0, 0
    for start in range(len(scratch.state)):
        old, new = scratch.state[start], scratch.next[start]
        if old != new:
            count_state(tally, start, week, old, -1)
            count_state(tally, start, week, new, 1)
            scratch.state[start] = new
        if new == RUNS:
            cost += tables.starts.cost[start]
            if scratch.first[start] < 0:
                scratch.first[start] = week
        elif new >= 0:
            causes = causes | (1 << new)
    scratch.now[0] = cost
    scratch.now[2] = causes


def count_state(tally: Tally, start: int, week: int, state: int, step: int) -> None:
    """Count that a start enters (1) or leaves (-1) a state in `week`."""
    if state == RUNS:
        tally.running[start, week] += step
    elif state >= 0:
        tally.held[start * CAUSES + state, week] += step


def cover_needs(tables: Tables, scratch: Scratch, tally: Tally, week: int) -> None:
    """Work out the coverage of every need (rule 13)."""
    goals = tables.goals
    for need in range(len(scratch.cover)):
        left = MILLION
        for effect in range(goals.effect_at[need], goals.effect_at[need + 1]):
            start, partner = goals.by_start[effect], goals.by_partner[effect]
            if start >= 0:
                works = scratch.state[start] == RUNS
            else:
                works = goals.since[effect] <= week < goals.until[effect]
                works = works and week < scratch.leaves[partner]
            if works:
                left = left * goals.left[effect] // 1000
        cover = 1000 - (left + 500) // 1000
        if cover != scratch.cover[need]:
            tally.coverage[need, week] += cover - scratch.cover[need]
            scratch.cover[need] = cover


def settle(tables: Tables, scratch: Scratch, tally: Tally, week: int) -> None:
    """Settle what runs in a week in which something changes."""
    if scratch.change[week] & COUNT:
        count_people(tables, scratch, tally, week)
    for start in range(len(scratch.next)):
        scratch.next[start] = standing(tables, scratch, start, week)
    for site in range(len(tables.places.ranked_at) - 1):
        fit(tables, scratch, site, week)
    stand_in(tables, scratch)
    record(tables, scratch, tally, week)
    cover_needs(tables, scratch, tally, week)
    reach_levels(tables, scratch, week)


def end_future(tables: Tables, scratch: Scratch, tally: Tally) -> None:
    """Count what is known of a future only at its end."""
    weeks = tables.size[0]
    flush_causes(scratch, tally, weeks)
    for goal in range(len(scratch.first)):
        week = scratch.first[goal]
        tally.first[goal, week if week >= 0 else weeks] += 1
    for course in range(len(tables.teaching.start)):
        passed = scratch.cohort[course, 5]
        tally.totals[course, 0] += passed
        tally.totals[course, 1] += passed * passed
    for one in range(len(tally.ordered)):
        given = scratch.rule[one, 1]
        tally.ordered[one, 0] += given
        tally.ordered[one, 1] += min(1, given)
    tally.cost[0] += scratch.now[1]
    tally.cost[1] += scratch.now[1] * scratch.now[1]


def play_one(tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int]) -> None:
    """Play one future from its first week to its last."""
    last = len(scratch.nation) - 1
    begin_future(tables, scratch, run)
    for week in range(tables.size[0]):
        obey(tables, scratch, week)
        if scratch.change[week] != 0:
            settle(tables, scratch, tally, week)
        tally.force[week, scratch.nation[last]] += 1
        scratch.now[1] += scratch.now[0]
        teach(tables, scratch, tally, run, week)
        if tables.size[8] == 1 or scratch.change[week] != 0:
            reach_milestones(tables, scratch, week)
        engage(tables, scratch, tally, run, week)
        give_orders(tables, scratch, week)
    end_future(tables, scratch, tally)


def play(
    tables: Tables, scratch: Scratch, tally: Tally, seed: int, futures: tuple[int, int]
) -> None:
    """Play the futures numbered from futures[0] up to, not including, futures[1]."""
    for week in range(tables.size[0] + 1):
        scratch.known[week] = tables.changes[week]
    lay_law(tables, scratch, 0, scratch.known)
    scratch.known[0] = SETTLE | COUNT
    for future in range(futures[0], futures[1]):
        play_one(tables, scratch, tally, (seed, future))


RULES: tuple[Callable[..., Any], ...] = (
    *draws.RULES,
    fill,
    *stages.RULES,
    *acting.RULES,
    forget,
    begin_future,
    count_heads,
    *binding.RULES,
    muster,
    count_people,
    manned,
    standing,
    lend,
    present,
    shortage,
    lack,
    stop_one,
    fit,
    flush_causes,
    record,
    count_state,
    cover_needs,
    settle,
    *lessons.RULES,
    end_future,
    play_one,
    play,
)


def week_rules(compiler: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Play:
    """Build the rules with a compiler; the identity leaves them plain Python.

    Args:
        compiler: Called with each rule after those that it calls. Rules find each other by name,
            so it registers a rule for compiled callers and returns it unchanged.

    Returns:
        `play`: plays a span of futures and counts them into a tally.
    """
    built = [compiler(rule) for rule in RULES]
    return built[-1]
