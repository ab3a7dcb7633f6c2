"""Works that one rule keeps out, and the change that lets each in."""

from __future__ import annotations

from typing import Any

from cadre.mission.activities import Option
from cadre.mission.authorities import AuthorityState, Negotiation, RedLine
from cadre.mission.budgets import Budget
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.forces import Caveat, CaveatKind, Funding, LeadRotation
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    BudgetId,
    CaveatId,
    ConditionId,
    DecisionId,
    DrawId,
    EnablerId,
    ModeId,
    NationId,
    NegotiationId,
    OptionId,
    RedLineId,
    RotationId,
    SiteId,
    StockId,
)
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.stocks import Draw, Stock
from cadre.mission.weeks import Window
from cadre.planner.solve import solve
from cadre.planner.unlocking import Question
from tests.planner.missions import (
    FROM,
    MONDAY,
    activity,
    authority,
    beds,
    day,
    effect,
    enabler,
    mission,
    mode,
    nation,
    pause,
    pledge,
    post,
    site,
    span,
)


def asked_of(given: Mission, work: str = "a") -> Question:
    plan = solve(given, made_from=FROM, seconds=10).plan
    return Question(given, plan, ActivityId(work))


def work_of(**tables: Any) -> Mission:  # noqa: ANN401 - tables go through to the mission
    """One work of four advisers, of whom two must be there."""
    rows: dict[str, Any] = {
        "activities": (activity("a"),),
        "modes": (mode("a"),),
        "posts": (post("a", 4),),
        "pledges": (pledge(4),),
        "effects": (effect("a", 0.5),),
    }
    return mission(**(rows | tables))


LED = {
    "nations": (nation("CAN"), nation("DNK")),
    "modes": (mode("a", lead=NationId("DNK")),),
}
"""Work that another nation leads than the one that sends people."""
VOTING: dict[str, Any] = {
    "nations": (nation("CAN"), nation("DNK")),
    "authorities": (
        *(authority(kind) for kind in ("mandate", "consent", "status")),
        authority("national", id="vote", nations=(NationId("DNK"),)),
    ),
}
"""A mission of two nations, one of which has law of its own."""
VOTE_PUT_OFF = pause("halt", span(-1, 90), authorities=(AuthorityId("vote"),))
"""A pause of that law."""
CASES = {
    "people": (work_of(pledges=(pledge(1),)), ("posts",), ("people adviser +1",)),
    "beds": (work_of(bed_spaces=(beds(0),)), ("beds",), ("beds base +2",)),
    "support nobody can bring": (
        work_of(
            activities=(activity("a", enablers=(EnablerId("defence"),)),),
            enablers=(enabler("defence", 0.5),),
        ),
        ("support",),
        ("support defence lent base",),
    ),
    "law": (
        work_of(authorities=(authority("mandate"), authority("consent"))),
        ("cover",),
        ("activity a lawful",),
    ),
    "law proposed and refused by belief": (
        work_of(
            authorities=(
                authority("mandate"),
                authority("consent", state=AuthorityState.PROPOSED, belief=0.0),
                authority("status"),
            )
        ),
        ("cover",),
        (f"authority consent granted {MONDAY}",),
    ),
    "law proposed for a time that is over": (
        work_of(
            authorities=(
                authority("mandate"),
                authority("consent", state=AuthorityState.PROPOSED, window=span(-9, -2)),
                authority("status"),
            )
        ),
        ("cover",),
        ("activity a lawful",),
    ),
    "a condition that nobody can date": (
        work_of(
            activities=(activity("a", conditions=(ConditionId("quiet"),)),),
            conditions=(Condition(id=ConditionId("quiet"), name="quiet"),),
        ),
        ("gates",),
        (f"condition quiet met {MONDAY}",),
    ),
    "a decision without a meeting": (
        work_of(
            activities=(activity("a", decisions=(DecisionId("go"),)),),
            decisions=(DecisionPoint(id=DecisionId("go"), name="go", body="B"),),
        ),
        ("gates",),
        (f"decision go taken {MONDAY}",),
    ),
    "a site that is shut": (
        work_of(sites=(site("base", window=span(-9, -2)),)),
        ("site",),
        ("site base opens",),
    ),
    "its own time": (
        work_of(activities=(activity("a", window=span(-9, -2)),)),
        ("window",),
        ("activity a at any time",),
    ),
    "a pause without an end": (
        work_of(pauses=(pause("halt", span(-1, 90)),)),
        ("paused",),
        ("pause halt ends",),
    ),
    "a pause of the own law of the nation that leads": (
        work_of(
            **(VOTING | LED),
            pledges=(pledge(4), pledge(1, "DNK")),
            pauses=(VOTE_PUT_OFF,),
        ),
        ("paused", "lead"),
        ("pause halt ends",),
    ),
    "a pause of the own law of a nation that sends people": (
        work_of(**VOTING, pledges=(pledge(1), pledge(3, "DNK")), pauses=(VOTE_PUT_OFF,)),
        ("paused", "posts"),
        ("pause halt ends",),
    ),
    "a pause of own law that wouldn't bring enough people": (
        work_of(
            **VOTING,
            activities=(activity("a", min_fill=1.0),),
            pledges=(pledge(1), pledge(2, "DNK")),
            pauses=(VOTE_PUT_OFF,),
        ),
        ("posts",),
        ("people adviser +3",),
    ),
    "a red line": (
        work_of(
            red_lines=(
                RedLine(
                    id=RedLineId("line"), side="host", statement="no", forbids=(ActivityId("a"),)
                ),
            )
        ),
        ("red lines",),
        ("red-line line dropped",),
    ),
    "a lead that has nobody there": (
        work_of(**LED),
        ("lead",),
        ("people adviser +1 of DNK",),
    ),
    "a lead that caveats keep away": (
        work_of(
            **LED,
            caveats=(
                Caveat(
                    id=CaveatId("no"),
                    nation=NationId("DNK"),
                    kind=CaveatKind.LOCATION_DENY,
                    statement="Not there.",
                    sites=(SiteId("base"),),
                ),
            ),
        ),
        ("lead",),
        ("activity a led by CAN",),
    ),
    "a hand-over of command": (
        work_of(
            lead_rotations=(
                LeadRotation(
                    id=RotationId("old"), nation=NationId("CAN"), window=Window(day(-9), day(0))
                ),
                LeadRotation(
                    id=RotationId("turn"),
                    nation=NationId("CAN"),
                    window=Window(day(0)),
                    handover_weeks=12,
                ),
            ),
        ),
        ("hand-over",),
        ("rotation turn hands over in 0 weeks",),
    ),
    "talks that can't end in time": (
        work_of(
            activities=(activity("a", option=OptionId("o")),),
            options=(Option(id=OptionId("o"), name="o", negotiations=(NegotiationId("t"),)),),
            negotiations=(
                Negotiation(id=NegotiationId("t"), name="t", earliest=day(11), weeks=exact(40)),
            ),
        ),
        ("negotiations",),
        ("negotiation t done",),
    ),
    "a base that runs elsewhere only": (
        work_of(
            activities=(activity("a", increment_of=ActivityId("b")), activity("b")),
            modes=(mode("a"), mode("b", "camp")),
            posts=(post("a", 4), post("b", 4)),
            sites=(site("base"), site("camp")),
            effects=(effect("a", 0.5),),
        ),
        ("increment",),
        ("activity a on its own",),
    ),
    "money": (
        work_of(
            activities=(activity("a", start_cost=5.0),),
            budgets=(Budget(id=BudgetId("b"), year=2021, funding=Funding.COMMON, amount=2.0),),
        ),
        ("budget",),
        ("budget 2021 common 5.000",),
    ),
    "a site that is shut, where the first way lacks a lead that none can be": (
        work_of(
            nations=(nation("CAN"), nation("DNK")),
            modes=(mode("a", lead=NationId("DNK")), mode("a", "camp")),
            sites=(site("base"), site("camp", window=span(-9, -2))),
            caveats=(
                Caveat(
                    id=CaveatId("no"),
                    nation=NationId("DNK"),
                    kind=CaveatKind.LOCATION_DENY,
                    statement="Not there.",
                    sites=(SiteId("base"),),
                ),
                Caveat(
                    id=CaveatId("nor"),
                    nation=NationId("CAN"),
                    kind=CaveatKind.LOCATION_DENY,
                    statement="Not there.",
                    sites=(SiteId("base"),),
                ),
            ),
        ),
        ("site", "lead"),
        ("site camp opens",),
    ),
    "law proposed for the second way alone": (
        work_of(
            modes=(mode("a"), mode("a", "camp")),
            sites=(site("base"), site("camp")),
            authorities=(
                authority("mandate"),
                authority(
                    "consent",
                    state=AuthorityState.PROPOSED,
                    belief=0.0,
                    sites=(SiteId("camp"),),
                ),
                authority("status"),
            ),
        ),
        ("cover",),
        (f"authority consent granted {MONDAY}",),
    ),
    "a pause of the second way alone": (
        work_of(
            modes=(mode("a"), mode("a", "camp")),
            sites=(site("base", window=span(-9, -2)), site("camp")),
            pauses=(pause("halt", span(-1, 90), sites=(SiteId("camp"),)),),
        ),
        ("paused", "site"),
        ("pause halt ends",),
    ),
    "material": (
        work_of(
            stocks=(Stock(id=StockId("kits"), name="Kits", amount=2),),
            draws=(Draw(id=DrawId("d"), mode=ModeId("a@base"), stock=StockId("kits"), amount=5),),
        ),
        ("stock",),
        ("stock kits +3",),
    ),
    "material, less of it in another way": (
        work_of(
            modes=(mode("a"), mode("a", "camp")),
            sites=(site("base"), site("camp")),
            stocks=(Stock(id=StockId("kits"), name="Kits", amount=2),),
            draws=(
                Draw(id=DrawId("d"), mode=ModeId("a@base"), stock=StockId("kits"), amount=9),
                Draw(id=DrawId("e"), mode=ModeId("a@camp"), stock=StockId("kits"), amount=4),
            ),
        ),
        ("stock",),
        ("stock kits +2",),
    ),
    "material and people": (
        work_of(
            pledges=(pledge(1),),
            stocks=(Stock(id=StockId("kits"), name="Kits", amount=2),),
            draws=(Draw(id=DrawId("d"), mode=ModeId("a@base"), stock=StockId("kits"), amount=5),),
        ),
        ("stock",),
        ("stock kits +3", "people adviser +1"),
    ),
}
