"""The rules of a week: how one future of a plan unfolds. This text is the contract.

Integers only. Weeks and days count from the horizon's first day. A thing holds in a week only
when it holds on all seven days. *u < T* stands for an event of chance p with the threshold
T = floor(p 2^32 + 1/2); *tri(low, likely, high)* for the triangular table of `streams`, its ends
rounded to whole numbers, halves upwards. Words of a draw are numbered from 0.

**Drawn once for a future**

1. *Talks*, then gates. Negotiations that are agreed, or that bring an authority which is a gate
   (stream 8, occasion 0): agreed ones first, then those that options of planned new work need,
   by the first week planned for it, then the others; of one rank in the order of the table.
   Word 0: they last tri(weeks) weeks, at least 1. They begin on the first day on which the host's
   capacity carries their load beside the talks before them in this order, on all their days: on
   their earliest day, or on the first day after some of those. Where red lines leave no common
   point, or the load exceeds the capacity, they never end, and take nothing of it.
   *Gates* (authorities, conditions, decisions; stream 1, occasion 0). Word 0: opens at all, by
   belief. Word 1: its day, tri over its dates. It opens on the latest of that day, the days of
   all gates it needs, the earliest of those of which it needs one, and, when talks bring it, the
   first day after those that end first; a decision falls on the next meeting from then on. It
   never opens when nobody can say when, when what it needs never opens, when none of its talks
   ends, or when the body meets no more. What a start waits for but is no gate any more has the
   day since which it holds (authorities: the first of their window), or never opens.
2. *Partners* (stream 2, occasion 0). Word 0: leaves, by `leave_belief`. Word 1: the day, tri. It
   is gone from the week that holds this day.
3. *Shocks* (stream 4), likely values of all shares. Occasion j of a shock, from week w (0, then
   the end of the one before): word 0: comes k weeks after w, with chance per_year (1 - again) / 52
   (at most 1) in each week, or, where the one before is followed, tri(again_weeks) weeks after w;
   word 1: lasts tri(weeks) weeks, at least 1; word 2: lasts for good, by `for_good`; word 3: is
   followed, by `again`. It stops its site, or every site. A suspended consent is never followed,
   and its `again` counts as 0. When its weeks are over it is withdrawn: for good, to the end of
   the horizon; else, where word 2 is below the threshold of for_good + worsens (at most 1), for
   tri(return_weeks) weeks, at least 1, by word 3, and then it is over.
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
   pledge in place (arrived) is kept, has no delay and is as strong as stated. Else strength, tri
   in thousandths, is word 0 of its nation (stream 7, occasion 0), the same for all pledges of the
   nation: a contingent is strong or weak as a whole. A pledge is promised for the first week in
   which the plan assigns it. Of its assignments in the plan's order, with running totals C of
   people, each has round(C s / 1000) - round(C' s / 1000) heads, halves upwards, where C' is the
   total before it.
   A pledge that the mission doesn't hold any more is never kept. The *reserve* are the pledges of
   which the plan assigns nobody, into which nobody changes over and which no trigger calls (rule
   15). What they stand in for is the same in all futures. For each partner with a belief that it
   leaves and a first such day within the horizon, each site of the plan's starts, and each of its
   loans there, all in order: pledges whose skill gives its kind are taken in order until its
   people are made up (those lent on that day, or the loan's or horizon's first if later; without a
   number, per_person x P + fixed, rounded up, if a thousandth of a person short will do, P being
   the people planned there in their busiest week and, of each kind that the partner lends there,
   those of its largest loan: the least such numbers, or 0 where there are none). Only pledges
   with a whole week of their window from the week of that day on, which no caveat but those on
   lent support bars from the site on any day of the horizon. Each piece is an assignment of
   brought support after the plan's own.
   Weeks until a pledge stands in (stream 9, occasion 0): word 0, tri over `lead_weeks` of its
   kind.
7. *Presence.* People of a post come in the latest of: the assignment's week; the call of their
   start; the pledge's promised week plus delay; the pledge's window. They leave at the end of
   the assignment or of the pledge's window. A start of fixed length that is called d weeks late
   moves its assignments by d weeks; their ends not past the pledge's window, nor past the first
   week of another assignment of the pledge that begins at or after their planned end. Brought
   support comes in its week or with the first call at its site, and its end moves by the largest
   d there. The reserve comes, as brought support, in the latest of: the week from which its
   partner is gone (0, if before) plus those weeks until it stands in, that week plus the pledge's
   delay, the pledge's window, and the first call at the site; it never comes where the partner
   stays, and leaves with the horizon or the pledge's window. People are absent in weeks in which
   their nation's own law doesn't hold, or on a day of which a caveat of theirs bars them from the
   site by what is lent there (a partner that is gone lends nothing); the plan answers for all
   other caveats. So are people in posts of work that needs the host's consent while it is withdrawn
   at their site. They stay while work pauses.
8. *Courses* (stream 5, occasion 0). Word 0: share that passes, tri in hundredths. A course of
   work begun before the first week goes on as it stood: with the cohort in class, in its break,
   or paused, as `mission.pipeline` projects it on the weeks that ran.

**Every week**

9. Work that is due is held back by the first of: GATE (before it may be called, or not called
   by its latest start), PAUSE (a stated pause of its site, its programme or all work takes a
   day; or its cover doesn't hold and, on planning dates, with all that may come, only stated
   pauses keep it from holding), TRIGGER (rule 15), COVER, CONSENT (suspended; only work that
   needs the host's), WITHDRAWN (the same), PANDEMIC, ELECTION, ATTACK, SITE (closed), POSTS (of
   some skill, fewer heads present than `min_fill` x people asked for, rounded up).
10. *Support, beds.* At each site the work left stands as a whole. P is the heads present in its
   posts plus the brought support there. Supply of a kind is what is lent (less those transferred
   away; a partner that is gone lends nothing), brought, and heads in posts whose skill provides
   the kind. Kind k is short when per_person x P + fixed exceeds the supply by more than a
   thousandth of a person, likely values in millionths; nobody (P = 0) needs nothing. While a kind
   that some of the work needs is short, or P exceeds the beds, the work kept shortest (highest
   rank, then latest in the plan) stops. Then each work that stopped, the one kept longest first,
   is taken up again if nothing lacks with it; else it is held back by ENABLER if a kind is short
   then, else by BEDS.
11. All other work runs. *Attrition*: first in a week, of a course's n graduates since the first
   week who are in service some leave, each with the chance H / 2^32, where H is the threshold of
   1 - (1 - loss_a_month)^(12 / 52), likely value. With the attrition "exact" n is written in
   digits to the base 32, place i counted from 0: of d at place i a binomial number of 32^i d leave,
   by a draw whose upper half is half i % 2 (the lower is 0) of word week % 4 of stream 10, occasion
   week / 4 + 2^16 (i / 2), and whose lower half is the same of stream 11. With "dithered",
   (n H + u) / 2^32, rounded down, leave; u is word week % 4 of stream 10, occasion week / 4.
   *Courses*: in a running week outside its break, a cohort
   grows by a week; after `weeks` of them it ends: graduates are binomial (k cohorts having ended
   before: occasion 1 + k / 4, word: the remainder) of the seats (at most supply x (weeks + break)
   / 52, rounded down, when the supply is known) and the share that passes. Break weeks pass
   whether it runs or not. A cohort that doesn't run for more than `keep_weeks` weeks on end is
   lost, in the first week too many.
12. *Engagements* (stream 6). Each running week of a work has one. When the horizon is over, each
   hindrance i in turn, counted from 0, takes a binomial number (occasion i / 4, word: the
   remainder) of those that none before it took, with its share of what they leave.
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
   nothing is taught from the first week on, and of each course that trains them the graduates
   since then who are in service. *Coverage* is that of rule 13. A *condition* is met when its gate
   opened on or before the week's first day. An *authority* is in force when it covers the week by
   rule 4. *Levels* are reached in the first week with so many people present. *Cost* adds up, for
   each who pays, the cost of its works in each week they run and, once, in the first of these, the
   cost of their start; work begun by the as-of day has paid for that before. Each order of a
   trigger is paid from common funding. Whole thousands, halves upwards.
15. *Triggers*, at the end of each week w, after milestones, in the order of the table. The signal
   is there when in w: AUTHORITY_LOST: the authority doesn't cover w, and covered an earlier week
   of the horizon; the host's consent counts as covering no week in which a shock without a site
   has suspended or withdrawn consent; CONDITION_MET: the condition is met (rule 14);
   PROVIDER_GONE: the partner is gone; SITE_CLOSED: the site isn't open; WORK_STOPPED: the work is
   due, has run before, and doesn't run; STRENGTH_BELOW: fewer people are present than `below`,
   rounded up; FILL_BELOW: the posts filled (rule 14) are less than `below` in thousandths, halves
   upwards, and some are asked for; GRADUATES_BELOW: graduates (rule 14) are fewer than `below`,
   rounded up. A trigger counts weeks on end with its signal. At `weeks` of them, at least one, it
   orders its action, if it has been ordered fewer than `times` (0: without limit), no order of its
   own is under way and the action would change something by what is in force in w. The order takes
   effect at the beginning of week e = w + 1 + `delay_weeks`; it is under way until then, a PAUSE
   until it is lifted; meanwhile nothing is counted, and the count begins anew after it.

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
   been called is due as long as before; what hasn't is due by the length of the new mode, in an
   open-ended one until the planned end of an open-ended start, else the horizon's. SWITCH: STOP of
   all work of other options, START of all work of the target. CALL of a pledge that the plan
   doesn't use, once.

   *What follows.* When a START, STOP, MOVE, CALL or SWITCH takes effect in week e, after all that
   do so in that week: work not called before e is called anew by rule 5, in week e or later, and
   not at all when it isn't in force; work that a STOP ended is over from then on for what comes
   after its end. People who haven't come before e come and go anew by rule 7.

   *Called up.* Laid once, the same in all futures. A pledge that a CALL names and the plan doesn't
   use fills, of its skill, what the plan leaves unfilled in a start's weakest week, in the order
   of its starts. Who is left of it stands in, in the same order, in starts whose posts filled are
   the signal of such a CALL (without a subject in all), for as many as their posts ask for,
   whoever else is planned there. Where both are nothing, it brings the support that its skill
   provides, all of its people, to the first site of the plan's starts at which work needs it.
   Pledges of the reserve (rule 6) of which nobody stands in for a lender fill, in the order of
   the table, the posts of work that a START or SWITCH may begin, in the order of its table, until
   its posts are made up.
   Caveats that bar a nation there on a day of the horizon, other than approval and those of rule
   7, keep its people out of both. They are promised for week e of the order plus the notice of the
   pledge; they come in the latest of that plus the delay, the call of their start and the pledge's
   window, and leave with the end of their start or of that window. They are heads of rule 6, in
   the order in which they are laid here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cadre.simulator import (
    acting,
    calls,
    columns,
    counting,
    coverage,
    draws,
    fitting,
    lanes,
    lessons,
    muster,
    negotiating,
    presence,
    stages,
    standing,
    streams,
)
from cadre.simulator.acting import begin_orders, give_orders, obey, stand_in
from cadre.simulator.calls import call_starts, lay_known, lay_law
from cadre.simulator.counting import end_futures, part, pay, record, weigh
from cadre.simulator.coverage import cover_needs
from cadre.simulator.draws import draw_courses, draw_gates, draw_partners, draw_pledges, draw_shocks
from cadre.simulator.fitting import fit
from cadre.simulator.lanes import fill, fill_all, narrow
from cadre.simulator.layout import (
    Tables,
    Tally,
)
from cadre.simulator.lessons import engage, teach
from cadre.simulator.muster import lend, rule_of_law, suffice
from cadre.simulator.negotiating import draw_talks
from cadre.simulator.room import Scratch
from cadre.simulator.stages import reach_goals
from cadre.simulator.standing import stand, strike
from cadre.simulator.streams import add_to

Play = Callable[[Tables, Scratch, Tally, int, tuple[int, int]], None]


def forget(tables: Tables, scratch: Scratch) -> None:
    """Forget the block before."""
    for rows in (
        scratch.holds,
        scratch.there,
        scratch.slot,
        scratch.crew,
        scratch.fitted,
        scratch.roster,
        scratch.guests,
        scratch.hosted,
        scratch.extra,
        scratch.stir,
        scratch.ready,
        scratch.before,
        scratch.state,
        scratch.met,
        scratch.weeks_run,
    ):
        fill_all(rows, 0)
    fill_all(scratch.cost, 0)
    fill_all(scratch.answers, 0)
    fill_all(scratch.stirs, 0)
    fill_all(scratch.supply, 0)
    for row in range(len(scratch.supply)):
        suffice(tables, scratch, row, 0)
        fill(scratch.enough[row], scratch.enough[row, 0])
    fill_all(scratch.first, tables.size[0])
    begin_orders(tables, scratch)


def begin_futures(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle all that is drawn once."""
    forget(tables, scratch)
    draw_talks(tables, scratch, run)
    draw_gates(tables, scratch, run)
    draw_partners(tables, scratch, run)
    draw_shocks(tables, scratch, run)
    lay_law(tables, scratch)
    call_starts(tables, scratch)
    draw_pledges(tables, scratch, run)
    draw_courses(tables, scratch, run)


def play_week(
    tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int], week: int
) -> None:
    """Play one week of all lanes."""
    weeks, sites = tables.size[0], len(tables.places.ranked_at) - 1
    narrow(scratch, 0, week)
    obey(tables, scratch, week)
    rule_of_law(tables, scratch, week)
    muster.muster(tables, scratch, tally, week)
    lend(tables, scratch, week)
    for site in range(sites):
        row, all_sites = site * weeks + week, sites * weeks + week
        strike(scratch.shut[row], scratch.shut[all_sites], scratch.hit[site])
    for start in range(len(tables.starts.week)):
        if tables.starts.week[start] <= week < tables.starts.cap[start]:
            stand(tables, scratch, start, week)
        elif week == tables.starts.cap[start]:
            fill(scratch.ready[start], 0)
    for site in range(sites):
        fit(tables, scratch, site, week)
    stand_in(tables, scratch)
    record(tables, scratch, tally, week)
    cover_needs(tables, scratch, tally, week)
    teach(tables, scratch, tally, run, week)
    reach_goals(tables, scratch, week)
    people = scratch.nation[len(scratch.nation) - 1]
    for lane in range(len(people)):
        add_to(tally.force, (week, people[lane]), 1)
    weigh(scratch)
    give_orders(tables, scratch, week)


def play(
    tables: Tables, scratch: Scratch, tally: Tally, seed: int, futures: tuple[int, int]
) -> None:
    """Play the futures numbered from futures[0] up to, not including, futures[1].

    Their number is a multiple of the lanes of `scratch`.
    """
    width = len(scratch.luck[0])
    lay_known(tables, scratch)
    for first in range(futures[0], futures[1], width):
        begin_futures(tables, scratch, (seed, first))
        for week in range(tables.size[0]):
            play_week(tables, scratch, tally, (seed, first), week)
        pay(tables, scratch, tally)
        part(tables, scratch, tally, (seed, first))
        end_futures(tables, scratch, tally)
        engage(tables, scratch, tally, (seed, first))


LEAVES: tuple[Callable[..., Any], ...] = (
    streams.cards,
    streams.climb,
    streams.pass_by,
    *lanes.LEAVES,
    *columns.LEAVES,
    *presence.LEAVES,
    *draws.LEAVES,
    *muster.LEAVES,
    *fitting.LEAVES,
    *lessons.LEAVES,
    *stages.LEAVES,
    *acting.LEAVES,
    *standing.LEAVES,
    *counting.LEAVES,
    *coverage.LEAVES,
)
"""Loops over lanes whose rows never overlap: what a compiler may turn into vectors."""
RULES: tuple[Callable[..., Any], ...] = (
    *streams.RULES,
    *lanes.RULES,
    *columns.RULES,
    *calls.RULES,
    *presence.RULES,
    *draws.RULES,
    *negotiating.RULES,
    *muster.RULES,
    *fitting.RULES,
    *stages.RULES,
    *lessons.RULES,
    *acting.RULES,
    *standing.RULES,
    *counting.RULES,
    *coverage.RULES,
    forget,
    begin_futures,
    play_week,
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
