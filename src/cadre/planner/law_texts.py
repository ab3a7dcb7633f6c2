"""Law texts: the what-ifs that give work a week in which law, gates and leads let it start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cadre.mission.activities import Activity, Mode
from cadre.mission.asking import asked
from cadre.mission.edits import edited
from cadre.mission.gates import awaited
from cadre.mission.leads import changes_of_command, handover
from cadre.mission.mission import Mission
from cadre.mission.talks import needed_talks
from cadre.mission.weeks import Window
from cadre.planner.clash import shrunk
from cadre.planner.law import RULES
from cadre.planner.problem import Problem
from cadre.planner.reasons import pauses_ahead


def law_texts(first: Mission, problem: Problem, work: int) -> list[str]:
    """What would give a work a week in which it may start; nothing when no text says it.

    Args:
        first: The mission as the dossier states it: only red lines that stand there are drawn by
            anybody.
        problem: The problem, perhaps changed already.
        work: A work without a track.
    """
    activity = problem.works[work].activity
    modes = problem.mission.modes_of(activity.id)
    if not modes:
        return []

    def shut(kept: tuple[str, ...]) -> bool:
        return not problem.lawful_without(work, frozenset(RULES).difference(kept))

    rules = shrunk(RULES, shut)
    one = _Lifted(first, problem, activity, modes)
    return [text for rule in rules for text in _TEXTS[rule](one)]


class _Lifted(NamedTuple):
    """What is to get a week.

    Attributes:
        first: The mission as the dossier states it.
        problem: The problem.
        activity: The work.
        modes: Its modes.
    """

    first: Mission
    problem: Problem
    activity: Activity
    modes: tuple[Mode, ...]


def _paused(one: _Lifted) -> list[str]:
    mission, activity = one.problem.mission, one.activity
    halts = (halt.id for mode in one.modes for halt in pauses_ahead(mission, activity, mode))
    return [f"pause {key} ends" for key in dict.fromkeys(halts)]


def _site(one: _Lifted) -> list[str]:
    sites = map(one.problem.mission.site, dict.fromkeys(mode.site for mode in one.modes))
    return [f"site {site.id} opens" for site in sites if site.window != Window()]


def _red_lines(one: _Lifted) -> list[str]:
    lines = (line for line in one.problem.mission.red_lines if one.activity.id in line.forbids)
    return [f"red-line {line.id} dropped" for line in lines if line in one.first.red_lines]


def _negotiations(one: _Lifted) -> list[str]:
    needed = needed_talks(one.problem.mission, one.activity)
    talks = (talk for talk in one.problem.mission.negotiations if not talk.agreed)
    return [f"negotiation {talk.id} done" for talk in talks if talk.id in needed]


def _hand_over(one: _Lifted) -> list[str]:
    mission = one.problem.mission
    turns = changes_of_command(mission)
    near = (turn for turn in turns if handover(turn).overlaps(mission.horizon.window))
    return [f"rotation {turn.id} hands over in 0 weeks" for turn in near]


def _opens(mission: Mission, activity: Activity, texts: Iterable[str]) -> bool:
    """Whether what-ifs give the work a week."""
    problem = Problem.of(edited(mission, [asked(mission, text) for text in texts]))
    return problem.lawful_without(problem.index_of[activity.id], frozenset())


def _lead(one: _Lifted) -> list[str]:
    """One person more of the nation that leads; else another nation that has somebody there.

    Who gives people that were added meanwhile is nobody who could lead.
    """
    mission, key = one.problem.mission, one.activity.id
    led = [mode for mode in one.modes if mode.lead is not None]
    posts = [post for mode in led for post in mission.posts_at(key, mode.site)]
    skills = tuple(dict.fromkeys(post.skill for post in posts))
    own = [f"people {skill} +1 of {mode.lead}" for mode in led for skill in skills]
    pledges = (pledge for pledge in one.first.pledges if pledge.skill in skills)
    offering = dict.fromkeys(pledge.nation for pledge in pledges)
    others = [f"activity {key} led by {nation}" for nation in offering]
    found = (text for text in (*own, *others) if _opens(mission, one.activity, [text]))
    return [text for text in [next(found, None)] if text is not None]


def _cover(one: _Lifted) -> list[str]:
    """The pending authorities that would do, granted; else law as such."""
    granted, mission = _pending(one), one.problem.mission
    then = Problem.of(edited(mission, [asked(mission, text) for text in granted]))
    enough = any(any(then.law.allowed(one.activity, mode)) for mode in one.modes)
    return granted if granted and enough else [f"activity {one.activity.id} lawful"]


def _pending(one: _Lifted) -> list[str]:
    """The authorities still to come and not over, granted on the as-of day."""
    as_of = one.problem.mission.profile.as_of
    law = one.problem.law
    covers = (cover for mode in one.modes for cover in law.covers(one.activity, mode))
    rows = (row for cover in covers for row in cover.authorities if row.pending)
    scope = dict.fromkeys(row for row in rows if row.window.end > as_of)
    return [f"authority {row.id} granted {as_of}" for row in scope]


def _gates(one: _Lifted) -> list[str]:
    mission, texts = one.problem.mission, []
    conditions = {str(row.id) for row in mission.conditions}
    for key in awaited(mission, one.activity):
        kind, verb = ("condition", "met") if key in conditions else ("decision", "taken")
        texts.append(f"{kind} {key} {verb} {mission.profile.as_of}")
    return texts + _pending(one)


_TEXTS: dict[str, Callable[[_Lifted], list[str]]] = {
    "paused": _paused,
    "cover": _cover,
    "gates": _gates,
    "site": _site,
    "window": lambda one: [f"activity {one.activity.id} at any time"],
    "red lines": _red_lines,
    "negotiations": _negotiations,
    "lead": _lead,
    "hand-over": _hand_over,
    "increment": lambda one: [f"activity {one.activity.id} on its own"],
}
"""What-ifs that lift each rule of law in any mode; where fewer do, the others can be spared."""
