"""Lacks: what is missing of people, support and beds, and who offers it, in a person's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cadre.mission.authorities import Authority
from cadre.mission.forces import Caveat
from cadre.mission.ids import NationId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.quantities import counted
from cadre.mission.spelling import spelling_key
from cadre.mission.trades import Trade
from cadre.planner.additions import Additions
from cadre.planner.offers import Keeping, Offers, kinds_of, trades_of
from cadre.planner.problem import Problem
from cadre.planner.reasons import listed

MOST_NAMED = 4
"""Nations named at most."""


def rule_of(problem: Problem, missing: Additions) -> str:
    """The rule in the way: support, posts or beds."""
    support = any(kinds_of(problem, missing, skill) for skill in missing.duties)
    if missing.lent or support:
        return "support"
    return "posts" if missing.people else "beds"


def are_missing(short: Additions) -> str:
    """Is missing, are missing."""
    counts = [*short.people.values(), *short.trades.values(), *short.beds.values()]
    return f"{'is' if counts == [1] else 'are'} missing"


def what_is_missing(problem: Problem, missing: Additions) -> tuple[str, ...]:
    """Ids of the kinds of support, skills and sites of which something is missing."""
    found: list[str] = []
    for skill in missing.people:
        found += [*kinds_of(problem, missing, skill), str(skill)]
    found += [str(site) for site in missing.beds]
    found += [str(key) for pair in sorted(missing.lent) for key in pair]
    return tuple(dict.fromkeys(found))


def spelled_out(problem: Problem, short: Additions) -> str:
    """457 people for base defence, 4 people of close protection (OF-5, French) and 12 beds."""
    mission = problem.mission
    said = []
    heads = short.people.copy()
    for one, number in short.trades.items():
        heads[one.skill] += number
    for skill, number in sorted(heads.items(), key=lambda one: (-one[1], one[0])):
        names = [mission.enabler(kind).name for kind in kinds_of(problem, short, skill)]
        what = f"for {listed(names)}" if names else f"of {mission.skill(skill).name}"
        said.append(f"{counted(number, 'person', 'people')} {what}{_asked(problem, short, skill)}")
    for site, number in sorted(short.beds.items()):
        where = f" at {mission.site(site).name}" if len(short.beds) > 1 else ""
        said.append(f"{counted(number, 'bed')}{where}")
    said += [f"{mission.enabler(kind).name} lent by others" for _, kind in sorted(short.lent)]
    return listed(said) if said else "people, support or beds"


def _asked(problem: Problem, short: Additions, skill: SkillId) -> str:
    """(OF-5, French), with how many where not all are alike; nothing where any will do."""
    spelled = _spelled(problem.mission)
    able = trades_of(problem, short, skill)
    parts = {_words(one, spelled): n for one, n in short.trades.items() if one.skill == skill}
    if short.people[skill]:
        # Of people who aren't told apart by trade each must have what all the posts ask for.
        all_of = [words for one in able if (words := _words(one, spelled))]
        parts[" and ".join(dict.fromkeys(all_of))] = short.people[skill]
    if len(parts) > 1:
        said = [f"{number} {words or 'of any'}" for words, number in parts.items()]
        return f" ({'; '.join(said)})"
    return "".join(f" ({words})" for words in parts if words)


def _words(one: Trade, spelled: Mapping[str, str]) -> str:
    return ", ".join(spelled[part] for part in (one.rank, one.language) if part)


def _spelled(mission: Mission) -> dict[str, str]:
    """Ranks and languages as posts spell them, by how they are compared."""
    texts = (text for post in mission.posts for text in (post.rank, post.language))
    return {spelling_key(text): text.strip() for text in texts}


def offered(mission: Mission, short: Additions, found: Offers) -> str:
    """Who offers the people, and what keeps whose away, as sentences with a blank before."""
    if not short.people and not short.trades:
        return ""
    if not found.free and not found.barred:
        return " No nation offers such people."
    said = ""
    if found.free:
        said += f" Offers of such people come from {_some(mission, found.free)}."
    for nation, rows in tuple(found.barred.items())[:MOST_NAMED]:
        name, (what, many) = mission.nation(nation).name, _kept_by(rows)
        said += f" {name} offers such people, whom {what} {'keep' if many else 'keeps'} away."
    others = len(found.barred) - MOST_NAMED
    if others > 0:
        said += f" So do caveats or the law of {others} other nation{'s' if others > 1 else ''}."
    return said


def _kept_by(rows: Sequence[Keeping]) -> tuple[str, bool]:
    """Its caveat 'Not there' and the pause 'Vote put off' of its own law; whether it is many."""
    caveats = [f"'{one.statement.rstrip('.')}'" for one in rows if isinstance(one, Caveat)]
    pauses = [f"'{one.name}'" for one in rows if isinstance(one, Pause)]
    law = [f"'{one.name}'" for one in rows if isinstance(one, Authority)]
    said = []
    if caveats:
        said.append(f"its {'caveats' if len(caveats) > 1 else 'caveat'} {listed(caveats)}")
    if pauses:
        of = "pauses" if len(pauses) > 1 else "pause"
        said.append(f"the {of} {listed(pauses)} of its own law")
    if law:
        said.append(f"its own law ({listed(law)})")
    return listed(said), len(caveats) > 1 or len(pauses) > 1 or len(said) > 1


def _some(mission: Mission, nations: Sequence[NationId]) -> str:
    names = [mission.nation(key).name for key in nations]
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} others"
    return listed(names)
