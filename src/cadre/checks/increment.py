"""Increment checks: work that makes other work greater can run where and while that runs."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks.words import cited, listed
from cadre.checks.work import span
from cadre.mission.activities import Activity
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.increments import base_of, modes_beside
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.runs import may_run
from cadre.mission.weeks import common_to_all

NO_SITE = Rule("INC-01", Severity.WARNING, "Work has no site in common with what it makes greater")
NEVER_TOGETHER = Rule(
    "INC-02", Severity.WARNING, "Work can never run while the work does that it makes greater"
)
AT_ODDS = Rule("INC-03", Severity.ERROR, "Work is at odds with the work that it makes greater")

RULES = (NO_SITE, NEVER_TOGETHER, AT_ODDS)


def _increments(mission: Mission) -> Iterator[tuple[Activity, Activity]]:
    """Each activity that isn't over and makes another greater, with that one."""
    for activity in mission.activities:
        base = base_of(mission, activity)
        if base is not None and span(mission, activity) is not None:
            yield activity, base


def places(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find increments that can't run at any site, or in any week, of the work they add to.

    All law that may come counts as granted; people and support aren't asked.
    """
    for activity, base in _increments(mission):
        modes = mission.modes_of(activity.id)
        pairs = [(one, two) for one in modes for two in modes_beside(mission, activity, one)]
        both = [
            common_to_all([may_run(mission, activity, one), may_run(mission, base, two)])
            for one, two in pairs
        ]
        if modes and not pairs:
            sites = listed(mission.site(one.site).name for one in mission.modes_of(base.id))
            yield NO_SITE.broken(
                about=activity.id,
                message=f"{activity.name} makes {base.name} greater, which runs at "
                f"{sites or 'no site'}; none of its own modes is there.",
                remedy="State a mode of both at one site.",
                sources=cited([activity, base]),
                related=(base.id,),
            )
        elif pairs and not any(any(mission.horizon.covered(days)) for days in both):
            yield NEVER_TOGETHER.broken(
                about=activity.id,
                message=f"{activity.name} makes {base.name} greater, but no week of the horizon "
                "has room for both at one site.",
                remedy="Move its window or its law to the days of that work.",
                sources=cited([activity, base]),
                related=(base.id,),
            )


def odds(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find increments that exclude the work they add to, or have begun though it hasn't."""
    for activity, base in _increments(mission):
        rivals = base.id in activity.excludes or activity.id in base.excludes
        early = mission.has_begun(activity) and not mission.has_begun(base)
        if rivals or early:
            why = "the two exclude each other" if rivals else "it has begun and the other hasn't"
            yield AT_ODDS.broken(
                about=activity.id,
                message=f"{activity.name} makes {base.name} greater, but {why}.",
                remedy="Take back the exclusion, or state what it really adds to.",
                sources=cited([activity, base]),
                related=(base.id,),
            )


CHECKS = (places, odds)
