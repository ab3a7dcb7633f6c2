"""Every rule has one example that breaks it, and a mission in which nothing is wrong is silent."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from cadre.checks.catalogue import RULES, run_checks
from cadre.mission.activities import Mode
from cadre.mission.authorities import AuthorityKind, AuthorityState, Negotiation, RedLine
from cadre.mission.forces import CaveatKind, LeadRotation
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ClaimId,
    ConditionId,
    ConflictId,
    GateId,
    ModeId,
    NationId,
    NegotiationId,
    PartnerId,
    PostId,
    RedLineId,
    RotationId,
    SiteId,
    SourceId,
)
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import exact
from cadre.mission.rows import Citation
from cadre.mission.sources import Conflict, FigureKind, Qualifier, Source
from cadre.mission.weeks import DateRange, Horizon, PartialDate, Window
from tests.checks.building import (
    AS_OF,
    DOC,
    added,
    altered,
    authority,
    caveat,
    claim,
    day,
    days,
    good_plan,
    of_code,
    pledge,
    post,
    serve,
    sound,
    start,
    support,
)
from tests.checks.choices import CHOICES
from tests.checks.courses import COURSES, MILESTONES
from tests.checks.forces import FORCES
from tests.checks.partners import COVERAGE
from tests.checks.pauses import PAUSED_PLANS, PAUSES
from tests.checks.priors import PRIORS
from tests.checks.shares import SHARED_PLANS, SHARES
from tests.checks.supports import SUPPORTS
from tests.checks.talks import TALKS
from tests.checks.triggers import TRIGGERS, calling
from tests.effort import calls

PENDING = MappingProxyType({"state": AuthorityState.EXPECTED, "belief": 0.9})
HOPED = MappingProxyType({"state": AuthorityState.PROPOSED, "belief": 0.4})


def soft(key: str, kind: AuthorityKind, how: MappingProxyType[str, Any], first: str) -> Mission:
    """The mandate, consent or status ends before `first`; another is pending from then on."""
    ended = altered(sound(), "authorities", key, window=Window(day("2020-01-01"), day(first)))
    return added(ended, "authorities", authority("next", kind, window=days(first), **how))


def late_work() -> Mission:
    """Work at the school alone, where a mandate holds only from April."""
    mission = altered(sound(), "authorities", "mandate", sites=(SiteId("camp"),))
    mission = altered(mission, "modes", "advice-camp", site=SiteId("school"), weeks=0)
    more = authority(
        "april", AuthorityKind.MANDATE, window=days("2021-04-01"), sites=(SiteId("school"),)
    )
    return added(mission, "authorities", more)


def two_sites() -> Mission:
    """A second mode at the school, where the mandate ends in May."""
    mission = altered(sound(), "authorities", "mandate", sites=(SiteId("camp"),))
    more = authority(
        "may", AuthorityKind.MANDATE, window=days(None, "2021-04-30"), sites=(SiteId("school"),)
    )
    mode = Mode(
        id=ModeId("hq-school"), activity=ActivityId("hq"), site=SiteId("school"), sources=DOC
    )
    return added(added(mission, "authorities", more), "modes", mode)


def on_base() -> Mission:
    mission = altered(sound(), "authorities", "status", rests_on=(AuthorityId("base"),))
    return added(
        mission,
        "authorities",
        authority("base", AuthorityKind.NATIONAL, window=days(None, "2021-05-31")),
    )


def red_line(side: str, accepts: tuple[str, ...], **fields: Any) -> RedLine:  # noqa: ANN401
    return RedLine(
        id=RedLineId(f"{side}-line"),
        side=side,
        statement="No further.",
        point="immunity",
        accepts=accepts,
        negotiations=(NegotiationId("talks"),),
        sources=DOC,
        **fields,
    )


def forbidden(activity: str) -> Mission:
    line = red_line("host", (), forbids=(ActivityId(activity),))
    return replace(sound(), red_lines=(line,))


def clash() -> Mission:
    lines = (red_line("host", ("none",)), red_line("mission", ("full", "on duty")))
    return replace(sound(), red_lines=lines)


def busy(*, agreed: bool) -> Mission:
    other = Negotiation(
        id=NegotiationId("others"),
        name="others",
        earliest=AS_OF,
        weeks=exact(10),
        load=2,
        agreed=True,
        sources=DOC,
    )
    return altered(added(sound(), "negotiations", other), "negotiations", "talks", agreed=agreed)


def unmet(**fields: Any) -> Mission:  # noqa: ANN401
    return altered(sound(), "conditions", "calm", met=None, **fields)


def open_decision(*meetings: str) -> Mission:
    when = tuple(day(one) for one in meetings)
    return altered(sound(), "decisions", "approval", taken=None, meetings=when)


def short_supports() -> Mission:
    return replace(sound(), supports=(support("by-ally", "ally", people=1),))


def pledged_guards() -> Mission:
    return added(short_supports(), "pledges", pledge("a-guard", "AAA", "guard", 20))


def two_claims(**fields: Any) -> Mission:  # noqa: ANN401
    conflict = Conflict(
        id=ConflictId("x"), about="strength", claims=(ClaimId("c1"), ClaimId("c2")), **fields
    )
    return replace(added(sound(), "claims", claim("c2", 12)), conflicts=(conflict,))


def unused_conflict() -> Mission:
    mission = added(sound(), "claims", claim("c2", 12), claim("c3", 13))
    conflict = Conflict(id=ConflictId("x"), about="strength", claims=(ClaimId("c2"), ClaimId("c3")))
    return replace(mission, conflicts=(conflict,))


def copied() -> Mission:
    copy = Source(id=SourceId("copy"), title="Copy", derived_from=SourceId("doc"))
    mission = added(sound(), "sources", copy)
    return altered(mission, "posts", "hq-staff", sources=(*DOC, Citation("copy")))


def two_leads() -> Mission:
    mission = altered(sound(), "lead_rotations", "a-lead", window=days("2020-06-01", "2021-03-07"))
    more = LeadRotation(
        id=RotationId("b-lead"), nation=NationId("BBB"), window=days("2021-03-08"), sources=DOC
    )
    return added(mission, "lead_rotations", more)


def early_end() -> Mission:
    mission = altered(sound(), "pledges", "a-staff", window=days("2020-01-01", "2021-06-30"))
    return added(
        mission, "pledges", pledge("b-staff", "BBB", "staff", 9, window=days("2021-07-01"))
    )


MISSIONS: dict[str, Callable[[], Mission]] = {
    "AUT-01": lambda: altered(sound(), "authorities", "mandate", window=days(None, "2021-05-31")),
    "AUT-02": lambda: soft("status", AuthorityKind.STATUS, PENDING, "2021-06-01"),
    "AUT-03": on_base,
    "AUT-04": lambda: altered(sound(), "authorities", "mandate", window=days(None, "2021-05-31")),
    "AUT-05": late_work,
    "AUT-06": lambda: altered(sound(), "authorities", "status", **PENDING),
    "AUT-07": two_sites,
    "AUT-08": lambda: altered(sound(), "authorities", "mandate", **HOPED),
    "CON-01": lambda: altered(sound(), "authorities", "consent", window=days(None, "2021-05-31")),
    "CON-02": lambda: altered(sound(), "authorities", "consent", **HOPED),
    "CON-03": lambda: soft("consent", AuthorityKind.CONSENT, PENDING, "2021-06-01"),
    "CON-04": lambda: forbidden("hq"),
    "NEG-01": lambda: busy(agreed=False),
    "NEG-02": lambda: busy(agreed=True),
    "NEG-03": clash,
    **TALKS,
    "OPT-01": clash,
    "DEC-01": unmet,
    "DEC-02": lambda: unmet(all_of=(ConditionId("calm"),)),
    "DEC-03": lambda: altered(sound(), "decisions", "approval", taken=day("2020-12-16")),
    "DEC-04": lambda: open_decision("2020-12-15"),
    "DEC-07": lambda: altered(
        sound(), "activities", "advice", latest_start=day("2021-01-03"), window=days("2020-09-01")
    ),
    "ENA-01": short_supports,
    "ENA-02": pledged_guards,
    "ENA-03": lambda: altered(sound(), "modes", "advice-camp", site=SiteId("school")),
    "ENA-04": lambda: altered(sound(), "supports", "by-friend", provider=PartnerId("ally")),
    "ENA-05": lambda: altered(sound(), "supports", "by-ally", window=days(None, "2021-05-31")),
    "ENA-06": lambda: altered(
        sound(),
        "partners",
        "ally",
        leaves=DateRange.exactly(day("2021-06-01")),
        leave_belief=0.2,
    ),
    "SIT-01": lambda: altered(sound(), "bed_spaces", "beds", beds=9),
    "SIT-02": lambda: altered(sound(), "bed_spaces", "beds", beds=7),
    "SIT-03": lambda: altered(sound(), "sites", "camp", window=days("2021-02-01")),
    "SIT-04": lambda: altered(sound(), "sites", "camp", window=days(None, "2021-02-28")),
    "SIT-05": lambda: altered(sound(), "bed_spaces", "beds", site=SiteId("school")),
    "SIT-08": lambda: altered(
        altered(sound(), "sites", "camp", country="hst"), "sites", "school", country="hst"
    ),
    "SIT-09": lambda: replace(
        sound(),
        modes=tuple(one for one in sound().modes if one.activity != "advice"),
    ),
    "FOR-01": lambda: altered(sound(), "pledges", "a-staff", people=4),
    "FOR-02": lambda: altered(sound(), "pledges", "a-staff", people=9),
    "FOR-03": lambda: added(sound(), "posts", post("more", "hq", "staff", 2)),
    "FOR-04": lambda: altered(sound(), "pledges", "b-adviser", people=3),
    "FOR-05": lambda: replace(sound(), caveats=(caveat(CaveatKind.OUT_OF_COUNTRY),)),
    "FOR-06": lambda: replace(
        added(
            sound(),
            "modes",
            Mode(
                id=ModeId("advice-school"),
                activity=ActivityId("advice"),
                site=SiteId("school"),
                sources=DOC,
            ),
        ),
        caveats=(caveat(CaveatKind.LOCATION_DENY, sites=(SiteId("school"),)),),
    ),
    "FOR-07": early_end,
    "FOR-08": lambda: added(
        sound(),
        "authorities",
        authority(
            "vote",
            AuthorityKind.NATIONAL,
            nations=(NationId("AAA"),),
            window=days(None, "2021-05-31"),
        ),
    ),
    "FOR-09": lambda: altered(
        sound(), "lead_rotations", "a-lead", window=days("2020-06-01", "2021-05-31")
    ),
    **PAUSES,
    **FORCES,
    **SUPPORTS,
    **CHOICES,
    **TRIGGERS,
    **COVERAGE,
    **COURSES,
    **MILESTONES,
    **SHARES,
    "COM-01": lambda: altered(sound(), "announcements", "to-host", day=day("2021-01-06")),
    "COM-02": lambda: altered(
        altered(sound(), "announcements", "to-public", conditions_told=False),
        "claims",
        "c1",
        qualifier=Qualifier.UP_TO,
    ),
    "COM-03": lambda: altered(sound(), "announcements", "to-public", people=11),
    "EVI-01": lambda: altered(sound(), "posts", "hq-staff", sources=()),
    "EVI-02": copied,
    "EVI-03": two_claims,
    "EVI-04": lambda: two_claims(preferred=(ClaimId("c1"),), reason="it is official"),
    "EVI-05": lambda: two_claims(preferred=(ClaimId("c2"),)),
    "EVI-06": unused_conflict,
    "EVI-07": lambda: altered(sound(), "claims", "c1", note="CONFLICT with another"),
    "EVI-08": lambda: altered(sound(), "claims", "c1", reported_on=PartialDate.parse("2021-01")),
    "EVI-09": lambda: altered(sound(), "assumptions", "a1", signpost=""),
    "EVI-10": lambda: altered(sound(), "claims", "c1", kind=FigureKind.CEILING),
    **PRIORS,
    "EVI-14": lambda: altered(sound(), "sources", "doc", date=PartialDate.parse("2015")),
}


def with_starts(*starts: Any, **fields: Any) -> Plan:  # noqa: ANN401
    return good_plan(starts=starts, **fields)


HQ, ADVICE = start("hq", 0, 51), start("advice", 9, 12)
STAFF = serve("a-staff", "hq", "hq-staff", 0, 51, 10)
ADVISERS = serve("b-adviser", "advice", "advice-adviser", 9, 12, 8)


def gated() -> Mission:
    return open_decision("2021-06-15")


WORKLESS: dict[str, Any] = dict.fromkeys(
    ("activities", "modes", "posts", "effects", "milestones", "criteria"), ()
)
PLANS: dict[str, tuple[Callable[[], Mission], Callable[[], Plan]]] = {
    "SIT-10": (
        lambda: replace(sound(), **WORKLESS),
        lambda: good_plan(starts=(), assignments=(), left_out=()),
    ),
    "FOR-10": (two_leads, good_plan),
    "PLA-01": (sound, lambda: good_plan(horizon=Horizon(AS_OF, 50))),
    "PLA-02": (sound, lambda: with_starts(HQ, replace(ADVICE, site=SiteId("school")))),
    "PLA-03": (sound, lambda: with_starts(HQ, start("advice", 7, 12))),
    "PLA-04": (sound, lambda: with_starts(HQ, start("advice", 9, 11))),
    "PLA-05": (sound, lambda: with_starts(ADVICE)),
    "PLA-06": (
        lambda: altered(sound(), "activities", "advice", excludes=(ActivityId("hq"),)),
        good_plan,
    ),
    "PLA-07": (
        lambda: altered(
            altered(sound(), "activities", "hq", began=day("2021-01-04")),
            "activities",
            "advice",
            lag_weeks=10,
        ),
        good_plan,
    ),
    "PLA-18": (
        lambda: altered(sound(), "activities", "advice", after=(), after_end=(ActivityId("hq"),)),
        good_plan,
    ),
    "PLA-19": (
        lambda: altered(sound(), "activities", "advice", required=True),
        lambda: with_starts(HQ, assignments=(STAFF,)),
    ),
    "PLA-08": (
        gated,
        lambda: with_starts(HQ, replace(ADVICE, waits_for=(GateId("approval"),))),
    ),
    "PLA-09": (
        lambda: altered(sound(), "authorities", "mandate", window=days(None, "2021-05-30")),
        good_plan,
    ),
    "PLA-10": (
        gated,
        lambda: with_starts(
            HQ, start("advice", 30, 12), assignments=(STAFF, replace(ADVISERS, week=30))
        ),
    ),
    "PLA-11": (lambda: altered(sound(), "authorities", "status", **PENDING), good_plan),
    "PLA-12": (
        gated,
        lambda: with_starts(
            HQ,
            start("advice", 30, 12, waits_for=(GateId("approval"),)),
            assignments=(STAFF, replace(ADVISERS, week=30)),
        ),
    ),
    "PLA-13": (
        lambda: altered(sound(), "sites", "camp", window=days(None, "2021-05-31")),
        good_plan,
    ),
    "PLA-14": (lambda: forbidden("advice"), good_plan),
    "PLA-15": (sound, lambda: with_starts(HQ, replace(ADVICE, rests_on=()))),
    "PLA-16": (
        lambda: soft("status", AuthorityKind.STATUS, HOPED, "2021-06-01"),
        lambda: with_starts(replace(HQ, rests_on=(*HQ.rests_on, AuthorityId("next"))), ADVICE),
    ),
    **PAUSED_PLANS,
    **SHARED_PLANS,
    "PLA-20": (sound, lambda: good_plan(assignments=(STAFF, STAFF, ADVISERS))),
    "PLA-21": (
        lambda: altered(sound(), "pledges", "b-adviser", window=days("2021-03-09")),
        good_plan,
    ),
    "PLA-22": (
        sound,
        lambda: good_plan(assignments=(replace(STAFF, post=PostId("advice-adviser")), ADVISERS)),
    ),
    "PLA-23": (lambda: replace(sound(), caveats=(caveat(CaveatKind.MONEY_ONLY),)), good_plan),
    "PLA-24": (
        lambda: altered(sound(), "caveats", "limit", people=7),
        good_plan,
    ),
    "PLA-25": (sound, lambda: good_plan(assignments=(STAFF, replace(ADVISERS, people=3)))),
    "PLA-26": (
        lambda: altered(sound(), "pledges", "b-adviser", people=9),
        lambda: good_plan(assignments=(STAFF, replace(ADVISERS, people=9))),
    ),
    "PLA-27": (
        lambda: replace(sound(), caveats=(caveat(CaveatKind.TOUR_MAX, weeks=12),)),
        good_plan,
    ),
    "PLA-28": (calling, good_plan),
    "PLA-30": (short_supports, good_plan),
    "PLA-31": (lambda: altered(sound(), "bed_spaces", "beds", beds=17), good_plan),
}


def test_a_mission_in_which_nothing_is_wrong_is_silent_with_and_without_its_plan() -> None:
    assert run_checks(sound()) == ()
    assert run_checks(sound(), good_plan()) == ()


@pytest.mark.parametrize("code", MISSIONS)
def test_each_rule_finds_the_mission_that_breaks_it(code: str) -> None:
    found = of_code(run_checks(MISSIONS[code]()), code)
    assert found, "a fault of this kind would reach the staff unseen"


@pytest.mark.parametrize("code", PLANS)
def test_each_rule_of_plans_finds_the_plan_that_breaks_it(code: str) -> None:
    mission, plan = PLANS[code]
    assert of_code(run_checks(mission(), plan()), code), "such a plan would be ordered"


def test_every_rule_of_the_catalogue_has_its_example() -> None:
    assert {rule.code for rule in RULES} == MISSIONS.keys() | PLANS.keys()
    assert len({rule.code for rule in RULES}) == len(RULES), "two rules share a code"


@pytest.mark.parametrize("code", [*MISSIONS, *PLANS])
def test_messages_are_sentences_and_remedies_begin_with_a_verb(code: str) -> None:
    mission, plan = PLANS[code] if code in PLANS else (MISSIONS[code], good_plan)
    for one in run_checks(mission(), plan()):
        assert one.message.endswith((".", "!", "?"))
        assert not one.message.startswith(("from ", "until ", "at all times"))
        assert "  " not in one.message
        assert ".." not in one.message
        assert one.remedy[0].isupper()
        assert one.remedy.endswith(".")


def test_findings_come_worst_first_and_in_the_same_order_every_time() -> None:
    mission = altered(sound(), "authorities", "mandate", window=days(None, "2021-05-31"))
    mission = replace(mission, bed_spaces=())
    first, second = run_checks(mission, good_plan()), run_checks(mission, good_plan())
    assert first == second
    ranks = [one.severity.rank for one in first]
    assert ranks == sorted(ranks)


def test_a_dossier_of_fifteen_hundred_rows_is_checked_in_a_breath() -> None:
    mission = sound()
    claims = tuple(claim(f"k{number}", number) for number in range(900))
    people = tuple(pledge(f"p{number}", "AAA", "staff", 1) for number in range(120))
    works = tuple(
        replace(mission.activities[1], id=ActivityId(f"w{number}")) for number in range(60)
    )
    modes = tuple(
        replace(mission.modes[1], id=ModeId(f"m{work.id}"), activity=work.id) for work in works
    )
    posts = tuple(
        post(f"q{work.id}-{n}", work.id, "adviser", 1) for work in works for n in range(6)
    )
    for table, rows in (
        ("claims", claims),
        ("pledges", people),
        ("activities", works),
        ("modes", modes),
        ("posts", posts),
    ):
        mission = added(mission, table, *rows)
    # Twice what it takes: a row that is compared with every other would show.
    assert calls(lambda: run_checks(mission)) < 300_000
