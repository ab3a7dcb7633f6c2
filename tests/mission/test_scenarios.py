"""Scenarios: a change that does too much or too little would test another mission."""

from dataclasses import replace
from datetime import date

import pytest

from cadre.errors import CadreError, UnknownIdError
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.enablers import Support
from cadre.mission.enacting import under
from cadre.mission.forces import Contingent, Pledge, Transfer
from cadre.mission.ids import (
    AuthorityId,
    ChangeId,
    ConditionId,
    ContingentId,
    DecisionId,
    EnablerId,
    NationId,
    PartnerActivityId,
    PartnerId,
    PledgeId,
    ProgrammeId,
    ScenarioId,
    SiteId,
    SkillId,
    SubjectId,
    SupportId,
    TransferId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.pauses import PauseCause
from cadre.mission.scenarios import Change, Scenario, changed
from cadre.mission.sites import Site
from cadre.mission.training import Programme
from cadre.mission.transfers import strength
from cadre.mission.verbs import Verb
from cadre.mission.weeks import NO_DAY, Window

TO_JUNE = Window.of_days(None, date(2021, 5, 31))
FROM_JUNE = Window.of_days(date(2021, 6, 1), None)


def support(name: str, provider: str, window: Window = Window()) -> Support:
    return Support(
        id=SupportId(name),
        enabler=EnablerId("defence"),
        provider=PartnerId(provider),
        site=SiteId("capital"),
        window=window,
    )


MISSION = Mission(
    profile=Profile(
        id="m",
        name="M",
        host="XHO",
        lead_body="C",
        as_of=date(2021, 3, 15),
        until=date(2022, 12, 31),
    ),
    authorities=(
        Authority(
            id=AuthorityId("consent"),
            name="Consent",
            kind=AuthorityKind.CONSENT,
            state=AuthorityState.PROPOSED,
            belief=0.3,
            window=Window.of_days(date(2022, 1, 1), date(2022, 12, 31)),
        ),
        Authority(id=AuthorityId("mandate"), name="Mandate", kind=AuthorityKind.MANDATE),
    ),
    partners=(
        Partner(id=PartnerId("lender"), name="Lender"),
        Partner(id=PartnerId("other"), name="Other"),
    ),
    supports=(support("a", "lender"), support("b", "other"), support("c", "lender", FROM_JUNE)),
    pledges=(Pledge(id=PledgeId("p"), nation=NationId("DNK"), skill=SkillId("escort"), people=10),),
    conditions=(Condition(id=ConditionId("quiet"), name="Quiet"),),
    decisions=(DecisionPoint(id=DecisionId("go"), name="Go", body="Council"),),
    sites=(Site(id=SiteId("capital"), name="Capital", country="XHO"),),
    scenarios=(Scenario(id=ScenarioId("s"), name="S"),),
)


def change(kind: Verb, subject: str, window: Window = FROM_JUNE) -> Change:
    return Change(
        id=ChangeId("c"),
        scenario=ScenarioId("s"),
        kind=kind,
        subject=SubjectId(subject),
        window=window,
    )


def test_a_provider_who_leaves_takes_all_it_lends_and_nothing_else() -> None:
    after = changed(MISSION, change(Verb.PROVIDER_LEAVES, "lender"))
    assert [(one.id, one.window) for one in after.supports] == [("a", TO_JUNE), ("b", Window())]
    assert [one.leave_belief for one in after.partners] == [1.0, 0.0]


def test_a_provider_who_leaves_does_its_own_work_no_more() -> None:
    def work(key: str, partner: str, window: Window) -> PartnerActivity:
        return PartnerActivity(
            id=PartnerActivityId(key), partner=PartnerId(partner), name=key, window=window
        )

    works = (
        work("theirs", "lender", Window()),
        work("later", "lender", FROM_JUNE),
        work("others", "other", Window()),
    )
    given = replace(MISSION, partner_activities=works)
    after = changed(given, change(Verb.PROVIDER_LEAVES, "lender"))
    left = [(one.id, one.window) for one in after.partner_activities]
    assert left == [("theirs", TO_JUNE), ("others", Window())]


def test_a_withdrawn_pledge_serves_until_the_day_before() -> None:
    after = changed(MISSION, change(Verb.PLEDGE_WITHDRAWN, "p"))
    assert [one.window for one in after.pledges] == [TO_JUNE]
    early = Window.of_days(date(2021, 1, 1), None)
    before = Window.of_days(date(2021, 2, 1), None)
    late = replace(MISSION, pledges=(replace(MISSION.pledges[0], window=before),))
    assert changed(late, change(Verb.PLEDGE_WITHDRAWN, "p", early)).pledges == ()


def test_a_granted_authority_is_in_force_from_that_day() -> None:
    after = changed(MISSION, change(Verb.AUTHORITY_GRANTED, "consent"))
    granted = after.authorities[0]
    assert granted.in_force
    assert granted.window.first == date(2021, 6, 1)


def test_a_granted_authority_holds_as_long_as_it_would_have_or_to_the_last_day_named() -> None:
    def last(window: Window) -> date | None:
        after = changed(MISSION, change(Verb.AUTHORITY_GRANTED, "consent", window))
        return after.authorities[0].window.last

    june, autumn, later = date(2021, 6, 1), date(2021, 9, 30), date(2023, 3, 31)
    assert last(Window.of_days(june, None)) == date(2022, 12, 31)
    assert last(Window.of_days(june, autumn)) == autumn
    assert last(Window.of_days(june, later)) == later
    with pytest.raises(CadreError, match="would have held until 2022-12-31"):
        last(Window.of_days(date(2023, 1, 1), None))


@pytest.mark.parametrize(
    ("kind", "subject", "table", "field"),
    [
        (Verb.CONDITION_MET, "quiet", "conditions", "met"),
        (Verb.DECISION_TAKEN, "go", "decisions", "taken"),
    ],
)
def test_an_event_that_happens_is_dated(kind: Verb, subject: str, table: str, field: str) -> None:
    after = changed(MISSION, change(kind, subject))
    assert getattr(getattr(after, table)[0], field) == date(2021, 6, 1)


@pytest.mark.parametrize(
    ("kind", "subject", "table"),
    [
        (Verb.AUTHORITY_LAPSES, "mandate", "authorities"),
        (Verb.SITE_CLOSES, "capital", "sites"),
    ],
)
def test_what_ends_ends_the_day_before(kind: Verb, subject: str, table: str) -> None:
    after = changed(MISSION, change(kind, subject))
    assert getattr(after, table)[-1].window == TO_JUNE


def test_what_had_not_begun_when_it_ends_stays_in_its_table() -> None:
    """Work names the site, and other law rests on the authority: both must still be found."""
    early = Window.of_days(date(2021, 3, 1), None)
    site = replace(MISSION.sites[0], window=FROM_JUNE)
    given = replace(MISSION, sites=(site,))
    closed = changed(given, change(Verb.SITE_CLOSES, "capital", early))
    assert [(one.id, one.window) for one in closed.sites] == [("capital", NO_DAY)]
    assert closed.pauses == ()
    lapsed = changed(MISSION, change(Verb.AUTHORITY_LAPSES, "consent", early))
    assert [one.state for one in lapsed.authorities] == [
        AuthorityState.LAPSED,
        AuthorityState.IN_FORCE,
    ]


def test_changes_of_other_scenarios_are_not_applied() -> None:
    other = change(Verb.SITE_CLOSES, "capital")
    assert under(MISSION, ScenarioId("s")) == MISSION
    with pytest.raises(UnknownIdError, match="scenario 'missing'"):
        under(MISSION, ScenarioId("missing"))
    named = replace(MISSION, scenarios=(Scenario(id=ScenarioId("coalition-leaves"), name="x"),))
    with pytest.raises(UnknownIdError, match=r"Did you mean coalition-leaves\?"):
        under(named, ScenarioId("coaliton-leaves"))
    assert changed(MISSION, other) != MISSION


def test_a_change_of_something_unknown_is_refused_by_name() -> None:
    with pytest.raises(UnknownIdError, match="'nobody'"):
        changed(MISSION, change(Verb.PROVIDER_LEAVES, "nobody"))


def test_a_change_without_a_day_is_refused() -> None:
    with pytest.raises(CadreError, match="has no `from`"):
        changed(MISSION, change(Verb.CONDITION_MET, "quiet", Window()))


def pausing(subject: str, window: Window) -> Change:
    return change(Verb.PAUSED, subject, window)


def test_a_pause_is_added_beside_those_that_the_dossier_states() -> None:
    first = pausing("consent", Window.of_days(date(2021, 6, 1), date(2021, 6, 30)))
    [stop] = changed(MISSION, first).pauses
    assert (stop.authorities, stop.sites, stop.programmes) == (("consent",), (), ())
    assert (stop.cause, str(stop.window)) == (PauseCause.CONSENT, "2021-06-01 to 2021-06-30")
    assert str(stop.id) == str(first.id)
    both = changed(changed(MISSION, first), replace(first, id=ChangeId("again")))
    assert [one.id for one in both.pauses] == ["c", "again"]


def test_a_pause_without_a_last_day_lasts_for_nobody_knows_how_long() -> None:
    [stop] = changed(MISSION, pausing("capital", FROM_JUNE)).pauses
    assert (stop.sites, stop.authorities, stop.window) == (("capital",), (), FROM_JUNE)
    assert stop.cause is PauseCause.ORDER
    assert not stop.halts_all, "one site would become all work"


def test_a_programme_can_be_paused_and_nothing_else_that_has_no_work() -> None:
    programme = Programme(id=ProgrammeId("schools"), name="Schools")
    with_programme = replace(MISSION, programmes=(programme,))
    [stop] = changed(with_programme, pausing("schools", FROM_JUNE)).pauses
    assert stop.programmes == ("schools",)
    with pytest.raises(UnknownIdError, match="'p'"):
        changed(with_programme, pausing("p", FROM_JUNE))
    with pytest.raises(CadreError, match="has no `from`"):
        changed(with_programme, pausing("schools", TO_JUNE))


def test_who_was_to_join_a_pledge_that_is_withdrawn_stays_in_his_contingent() -> None:
    contingent = Contingent(
        id=ContingentId("elsewhere"),
        partner=PartnerId("coalition"),
        nation=NationId("CAN"),
        skill=SkillId("adviser"),
        people=5,
    )
    hats = Transfer(
        id=TransferId("hats"),
        contingent=contingent.id,
        pledge=PledgeId("p"),
        people=5,
        day=date(2021, 7, 1),
    )
    late = replace(MISSION.pledges[0], window=FROM_JUNE)
    given = replace(MISSION, pledges=(late,), contingents=(contingent,), transfers=(hats,))
    gone = changed(given, change(Verb.PLEDGE_WITHDRAWN, "p"))
    assert gone.pledges == ()
    assert strength(gone, contingent, date(2021, 8, 1)) == 5, "five people would be in neither"
