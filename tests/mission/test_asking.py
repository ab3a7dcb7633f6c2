"""What-ifs: a text taken for another would answer a question that nobody asked."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.errors import CadreError
from cadre.mission.asking import asked
from cadre.mission.authorities import AuthorityState, Negotiation, RedLine
from cadre.mission.budgets import Budget
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.edits import edited, musts
from cadre.mission.forces import Funding, LeadRotation
from cadre.mission.forms import FORMS, TABLES
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    BudgetId,
    ConditionId,
    DecisionId,
    NationId,
    NegotiationId,
    PartnerId,
    PledgeId,
    PostId,
    RedLineId,
    RotationId,
    ScenarioId,
    StockId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.pauses import PauseCause
from cadre.mission.quantities import exact
from cadre.mission.scenarios import Change, changed
from cadre.mission.stocks import Stock
from cadre.mission.talks import clashes, lasting
from cadre.mission.trades import has, trade
from cadre.mission.verbs import Verb
from cadre.mission.weeks import DateRange, Window
from tests.planner.missions import (
    MONDAY,
    activity,
    authority,
    beds,
    day,
    enabler,
    mission,
    mode,
    nation,
    pause,
    pledge,
    post,
    site,
    span,
    support,
)

COMING = pledge(20, "DNK", id="DNK-3", window=span(4, 50))
THERE = pledge(8, "CAN", id="CAN-1", window=span(-10, 50))
MISSION = mission(
    weeks=60,
    activities=(
        activity("a"),
        activity("b", after=(ActivityId("a"),), increment_of=ActivityId("a"), window=span(2, 30)),
    ),
    modes=(mode("a"), mode("b")),
    sites=(site("base"), site("camp", window=span(0, 5))),
    posts=(post("a", 4),),
    nations=(nation("CAN"), nation("DNK"), nation("USA")),
    pledges=(COMING, THERE),
    partners=(
        Partner(id=PartnerId("coalition"), name="Coalition"),
        Partner(id=PartnerId("usa"), name="United States"),
    ),
    enablers=(enabler("defence", 0.5),),
    supports=(support("defence", None),),
    bed_spaces=(beds(50),),
    budgets=(Budget(id=BudgetId("b22"), year=2022, funding=Funding.COMMON, amount=100.0),),
    conditions=(
        Condition(id=ConditionId("C-1"), name="C", when=DateRange.exactly(day(10))),
        Condition(id=ConditionId("C-2"), name="C", met=day(-1)),
    ),
    decisions=(
        DecisionPoint(id=DecisionId("D-2"), name="D", body="B", meetings=(day(3), day(20))),
    ),
    negotiations=(
        Negotiation(id=NegotiationId("talks"), name="Talks", earliest=day(9), weeks=exact(8)),
    ),
    lead_rotations=(LeadRotation(id=RotationId("turn"), nation=NationId("DNK")),),
    stocks=(Stock(id=StockId("kits"), name="Kits", amount=14),),
    pauses=(pause("halt", span(0, 9)),),
    red_lines=(
        RedLine(id=RedLineId("line"), side="host", statement="no", forbids=(ActivityId("b"),)),
    ),
)
SAMPLES = {
    "pledge DNK-3 withdrawn": {"pledges"},
    "pledge DNK-3 withdrawn 2021-06-01": {"pledges"},
    "pledge DNK-3 +20": {"pledges"},
    "pledge DNK-3 -5": {"pledges"},
    "pledge DNK-3 later 8 weeks": {"pledges"},
    "pledge DNK-3 earlier 2 weeks": {"pledges"},
    "coalition leaves 2021-10-01": {"partners", "supports"},
    "partner usa leaves": {"partners"},
    "DNK leaves 2021-10-01": {"pledges", "lead_rotations"},
    "nation DNK leaves": {"pledges", "lead_rotations"},
    "people adviser +40": {"pledges", "nations"},
    "people adviser +1 of DNK 2021-06-01": {"pledges"},
    "people for a-adviser +3": {"pledges", "nations"},
    "support defence-base ends": {"supports"},
    "support defence lent base": {"supports", "partners"},
    "authority mandate granted 2021-06-01 to 2022-01-01": {"authorities"},
    "authority mandate lapses 2021-12-31": {"authorities"},
    "authority consent paused 2021-05-01 to 2021-06-01": {"pauses"},
    "condition C-1 met 2021-06-01": {"conditions"},
    "condition C-1 slips to 2021-06-01": {"conditions"},
    "condition C-1 fails": {"conditions"},
    "decision D-2 taken": {"decisions"},
    "decision D-2 slips to 2021-09-01": {"decisions"},
    "decision D-2 fails": {"decisions"},
    "site base closes": {"sites"},
    "site base closes 2021-06-01 to 2021-09-01": {"pauses"},
    "site camp opens": {"sites"},
    "pause halt ends": {"pauses"},
    "programme advice paused 2021-06-01": {"pauses"},
    "beds base 120": {"bed_spaces"},
    "beds base +7 2021-06-01": {"bed_spaces"},
    "stock kits 30": {"stocks"},
    "stock kits +20": {"stocks"},
    "budget 2022 common 5000": {"budgets"},
    "trainees ministry 90": {"institutions"},
    "red-line line dropped": {"red_lines"},
    "activity a lawful": {"activities"},
    "activity b at any time": {"activities"},
    "activity a dropped": {"red_lines"},
    "activity a must": set(),
    "activity a led by CAN": {"modes"},
    "activity a runs 12 weeks": {"modes"},
    "activity b on its own": {"activities"},
    "rotation turn hands over in 0 weeks": {"lead_rotations"},
    "negotiation talks done": {"negotiations"},
    "negotiation talks slips to 2021-06-01": {"negotiations"},
    "negotiation talks fails": {"red_lines"},
    "negotiating capacity 7": {"profile"},
    "need reform weight 3": {"needs"},
}


def after(text: str, before: Mission = MISSION) -> Mission:
    return edited(before, [asked(before, text)])


@pytest.mark.parametrize("text", SAMPLES)
def test_a_what_if_changes_the_rows_it_names_and_nothing_else(text: str) -> None:
    then = after(text)
    tables = [field.name for field in fields(MISSION)]
    touched = {one for one in tables if getattr(then, one) != getattr(MISSION, one)}
    assert touched == SAMPLES[text]
    for table in touched - {"profile"}:
        before = set(getattr(MISSION, table))
        assert len(before - set(getattr(then, table))) <= 2, "rows of others went along"


def test_every_form_has_a_sample() -> None:
    verbs = {asked(MISSION, text).verb for text in SAMPLES}
    assert verbs | {Verb.AUTHORITY_EXTENDED} == set(Verb)
    assert {form.verb for form in FORMS} == set(Verb)


BACK = [
    ("pledge DNK-3 +20", "pledge DNK-3 -20"),
    ("pledge DNK-3 -5", "pledge DNK-3 +5"),
    ("pledge DNK-3 later 8 weeks", "pledge DNK-3 earlier 8 weeks"),
    ("need reform weight 3", "need reform weight 1"),
    ("trainees ministry 90", "trainees ministry 0"),
    ("condition C-1 slips to 2021-08-02", f"condition C-1 slips to {day(10)}"),
]


@pytest.mark.parametrize(("there", "back"), BACK)
def test_a_change_that_is_undone_gives_the_same_mission(there: str, back: str) -> None:
    assert after(there) != MISSION
    assert after(back, after(there)) == MISSION


@given(people=st.integers(1, 900), weeks=st.integers(1, 40))
def test_any_number_of_people_and_weeks_can_be_taken_back(people: int, weeks: int) -> None:
    then = after(f"pledge DNK-3 later {weeks} weeks", after(f"pledge DNK-3 +{people}"))
    assert after(f"pledge DNK-3 -{people}", after(f"pledge DNK-3 earlier {weeks} weeks", then)) == (
        MISSION
    )


WORDS = st.one_of(
    st.sampled_from([word for form in FORMS for word in form.usage.split()]),
    st.sampled_from(["DNK-3", "usa", "USA", "base", "+3", "-3", "7", "2021-06-01", "to", "mag"]),
    st.text(max_size=6),
)


@given(st.lists(WORDS, max_size=7).map(" ".join))
def test_no_text_at_all_ends_in_anything_but_a_change_or_a_sentence(text: str) -> None:
    assert all(told(text))


def told(text: str) -> list[str]:
    """What a refusal says; nothing when there is none."""
    try:
        after(text)
    except CadreError as error:
        return [error.place, error.problem, error.allowed, error.remedy]
    return []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pledge DNK-4 withdrawn", ("word 2", "'DNK-4'", "Did you mean DNK-3")),
        ("pledge DNK-3 withdrawed", ("word 3", "Did you mean withdrawn?")),
        ("pledge DNK-3", ("word 3", "ends too soon", "`later`")),
        ("pledge DNK-3 later 4", ("word 5", "`pledge PLEDGE later NUMBER weeks`")),
        ("coalitoin leaves", ("word 1", "Did you mean coalition")),
        ("pledge DNK-3 withdrawn 2021-06-01 please", ("word 5", "the end")),
        ("site base closes 2021-06-01 to 2021-05-01", ("word 6", "not before 2021-06-01")),
        ("pledge DNK-3 later soon weeks", ("word 4", "a whole number")),
        ("pledge DNK-3 later 1,000,000 weeks", ("word 4", "at most 999,999")),
        ("budget 2022 comon 5", ("word 3", "Did you mean common?")),
        ("stock kit +5", ("word 2", "STOCK (one of 1 stocks)", "Did you mean kits?")),
        ("stock kits -5", ("word 3", "as 20 or a whole number", "as +20")),
        ("", ("word 1", "ends too soon")),
    ],
)
def test_a_text_not_understood_is_told_where_and_what_may_stand_there(
    text: str, told: tuple[str, ...]
) -> None:
    with pytest.raises(CadreError) as caught:
        asked(MISSION, text)
    for part in told:
        assert part in str(caught.value)


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_an_id_that_is_not_there_is_answered_with_those_near_to_it_whatever_it_names(
    kind: str,
) -> None:
    usage = next(form.usage for form in FORMS if kind in form.usage.split()[:3])
    at = usage.split().index(kind)
    known = [str(row.id) for row in getattr(MISSION, TABLES[kind])]
    assert known, "the mission has nothing of the kind"
    text = " ".join([*usage.split()[:at], f"{known[0]}x"])
    with pytest.raises(CadreError) as caught:
        asked(MISSION, text)
    assert f"word {at + 1}" in caught.value.place
    assert known[0] in caught.value.remedy


def test_where_no_id_is_spelled_alike_those_that_share_a_word_are_named() -> None:
    many = replace(
        MISSION,
        pledges=tuple(
            replace(COMING, id=PledgeId(key)) for key in ("dnk-escort", "can-3", "dnk-helicopters")
        ),
    )
    with pytest.raises(CadreError, match=r"Did you mean dnk-escort, dnk-helicopters\?"):
        asked(many, "pledge DNK-3000-of-the-second-draft withdrawn")


def test_an_id_of_another_kind_is_told_as_what_it_is() -> None:
    with pytest.raises(CadreError, match="isn't understood: it is one of the pledges;"):
        asked(MISSION, "condition DNK-3 fails")


def test_an_id_without_the_word_of_its_kind_is_told_with_that_word() -> None:
    """A partner and a nation go without; else twenty words that may come first were told."""
    expected = (
        r"one of the pledges; allowed: `pledge dnk-3 withdrawn 2021-09-01`\. Say of what kind"
    )
    with pytest.raises(CadreError, match=expected):
        asked(MISSION, "dnk-3 withdrawn on 2021-09-01")


def test_an_id_of_two_tables_asks_which_is_meant() -> None:
    with pytest.raises(CadreError, match="`partner usa leaves` or `nation usa leaves`"):
        asked(MISSION, "usa leaves")
    assert asked(MISSION, "partner USA leaves").subject == "usa"


def test_ids_are_found_whatever_the_case_and_small_words_may_stand_before_days() -> None:
    assert asked(MISSION, "pledge dnk-3 withdrawn on 2021-06-01") == replace(
        asked(MISSION, "pledge DNK-3 withdrawn 2021-06-01"),
        text="pledge dnk-3 withdrawn 2021-06-01",
    )


@pytest.mark.parametrize(
    ("text", "kind", "subject"),
    [
        ("pledge DNK-3 withdrawn 2021-06-01", Verb.PLEDGE_WITHDRAWN, "DNK-3"),
        ("coalition leaves 2021-06-01", Verb.PROVIDER_LEAVES, "coalition"),
        ("authority mandate lapses 2021-06-01", Verb.AUTHORITY_LAPSES, "mandate"),
        ("condition C-1 met 2021-06-01", Verb.CONDITION_MET, "C-1"),
        ("decision D-2 taken 2021-06-01", Verb.DECISION_TAKEN, "D-2"),
        ("site base closes 2021-06-01", Verb.SITE_CLOSES, "base"),
    ],
)
def test_a_what_if_does_what_the_row_of_a_scenario_does(
    text: str, kind: Verb, subject: str
) -> None:
    """A staff that writes down as a scenario what it asked must meet the same mission."""
    row = Change(
        id=text,  # type: ignore[arg-type]
        scenario=ScenarioId("s"),
        kind=kind,
        subject=subject,  # type: ignore[arg-type]
        window=Window(date(2021, 6, 1)),
    )
    assert after(text) == changed(MISSION, row)


def test_people_in_place_are_not_delayed_and_a_pledge_keeps_a_person() -> None:
    with pytest.raises(CadreError, match="there already since"):
        after("pledge CAN-1 later 2 weeks")
    with pytest.raises(CadreError, match="withdrawn"):
        after("pledge CAN-1 -8")
    with pytest.raises(CadreError, match="ends on"):
        after("pledge DNK-3 later 90 weeks")


def test_what_one_edit_took_away_the_next_does_not_find() -> None:
    texts = [f"pledge DNK-3 withdrawn {MONDAY}", "pledge DNK-3 +1"]
    with pytest.raises(CadreError, match="DNK-3 is gone"):
        edited(MISSION, [asked(MISSION, text) for text in texts])


def test_what_is_settled_cannot_slip_and_no_day_of_the_past_can_come() -> None:
    with pytest.raises(CadreError, match="C-2 was met on"):
        after("condition C-2 slips to 2021-09-01")
    with pytest.raises(CadreError, match="is past"):
        after("decision D-2 slips to 2020-09-01")


def test_a_decision_that_slips_keeps_the_later_meetings() -> None:
    [decision] = after(f"decision D-2 slips to {day(7)}").decisions
    assert decision.meetings == (day(7), day(20))


def test_a_nation_that_leaves_takes_its_people_and_its_lead_along() -> None:
    then = after("DNK leaves 2021-06-01")
    assert [one.window.last for one in then.pledges_of(NationId("DNK"))] == [date(2021, 5, 31)]
    assert then.pledges_of(NationId("CAN")) == (THERE,)
    assert [one.window.last for one in then.lead_rotations] == [date(2021, 5, 31)]


def test_a_site_closed_for_a_time_is_paused_and_opens_again() -> None:
    *_, stop = after("site base closes 2021-06-01 to 2021-09-01").pauses
    assert (stop.sites, stop.cause) == (("base",), PauseCause.ORDER)
    assert str(stop.window) == "2021-06-01 to 2021-09-01"


def test_beds_stand_in_for_what_is_stated_only_on_the_days_named() -> None:
    then = after("beds base 120 2021-06-01 to 2021-06-30")
    held = {
        when: sum(one.beds for one in then.bed_spaces if when in one.window)
        for when in (date(2021, 5, 31), date(2021, 6, 1), date(2021, 6, 30), date(2021, 7, 1))
    }
    assert list(held.values()) == [50, 120, 120, 50]
    assert len({one.id for one in then.bed_spaces}) == len(then.bed_spaces)


@pytest.mark.parametrize(
    "text", ["beds base +1", "beds base 120 2021-06-01", "beds base 120 2021-03-01 to 2021-06-30"]
)
def test_beds_of_a_site_without_limit_are_stated_for_all_days_or_not_at_all(text: str) -> None:
    """Beds that nobody stated limit nothing: with more of them the site would have these alone."""
    unlimited = replace(MISSION, bed_spaces=())
    with pytest.raises(CadreError, match="limited on no day"):
        after(text, unlimited)
    assert [one.beds for one in after("beds base 120", unlimited).bed_spaces] == [120]


def test_a_budget_takes_the_place_of_that_year_and_payer_only() -> None:
    then = after("budget 2022 common 5,000.5")
    assert [(one.year, one.funding, one.amount) for one in then.budgets] == [
        (2022, Funding.COMMON, 5000.5)
    ]
    both = after("budget 2023 trust-fund 7", then)
    assert [one.amount for one in both.budgets] == [5000.5, 7.0]


def test_a_stock_grows_by_what_is_added_and_never_beyond_what_a_dossier_may_state() -> None:
    """Else the plan is one of a dossier that nobody can write down."""
    amounts = [after(text).stocks[0].amount for text in ("stock kits +20", "stock kits 30")]
    assert amounts == [34, 30]
    with pytest.raises(CadreError, match="at most 1,000,000 in all"):
        after("stock kits +999999")


def test_an_authority_is_extended_to_a_later_day_only() -> None:
    given = replace(MISSION, authorities=(authority("mandate", window=span(0, 10)),))
    [mandate] = after("authority mandate extended to 2022-01-31", given).authorities
    assert mandate.window == Window(MONDAY, date(2022, 2, 1))
    with pytest.raises(CadreError, match="a later day"):
        after("authority mandate extended to 2021-04-01", given)


def test_what_must_be_is_asked_of_the_plan_and_changes_no_row() -> None:
    edits = [asked(MISSION, text) for text in ("activity a must", "activity b must")]
    assert musts([*edits, edits[0]]) == ("a", "b")
    assert edited(MISSION, edits) is MISSION


def test_every_table_of_the_grammar_is_one_of_the_mission() -> None:
    assert set(TABLES.values()) <= {field.name for field in fields(MISSION)}


def test_people_of_a_nation_keep_its_caveats_and_people_of_nobody_speak_what_is_asked() -> None:
    posts = (post("a", 4), replace(post("a", 1), id=PostId("spoken"), language="Arabic"))
    before = replace(MISSION, posts=posts)
    ours = after("people adviser +1 of DNK", before).pledges[-1]
    assert (ours.nation, ours.people, ours.ranks) == ("DNK", 1, ())
    assert after("people adviser +3", before).pledges[-1].languages == ("Arabic",)


def test_people_for_a_post_have_its_rank_and_language_and_no_other() -> None:
    posts = (
        post("a", 4),
        replace(post("a", 1), id=PostId("chief"), rank="OF-5", language="French"),
    )
    before = replace(MISSION, posts=posts)
    chief, plain = (after(f"people for {key} +2", before) for key in ("chief", "a-adviser"))
    assert [has(chief.pledges[-1], trade(one)) for one in posts] == [True, True]
    assert [has(plain.pledges[-1], trade(one)) for one in posts] == [True, False]
    other = replace(posts[1], rank="OF-6")
    assert not has(chief.pledges[-1], trade(other))


def test_a_negotiation_that_is_over_takes_nothing_of_what_the_host_can_carry() -> None:
    [talks] = after("negotiation talks done 2021-06-01").negotiations
    assert (talks.load, talks.agreed) == (0, True)
    assert lasting(talks, talks.earliest).end == date(2021, 6, 1)
    with pytest.raises(CadreError, match="is past"):
        after("negotiation talks done 2020-06-01")


def test_talks_that_fail_leave_no_common_point_and_bring_nothing_that_others_do_not_bring() -> None:
    talks = replace(MISSION.negotiations[0], agreed=True)
    pending = [
        replace(MISSION.authorities[0], id=AuthorityId(key), state=AuthorityState.EXPECTED)
        for key in ("theirs", "shared")
    ]
    talks = replace(talks, brings=tuple(one.id for one in pending))
    more = replace(talks, id=NegotiationId("more"), brings=(pending[1].id,))
    before = replace(MISSION, negotiations=(talks, more), authorities=tuple(pending))
    then = after("negotiation talks fails", before)
    assert clashes(then, talks.id)
    assert not clashes(then, more.id)
    assert [one.agreed for one in then.negotiations] == [False, True]
    assert [one.belief for one in then.authorities] == [0.0, pending[1].belief]


def test_what_a_dossier_has_none_of_is_said_and_not_counted() -> None:
    """A choice out of nought would be looked for in vain."""
    with pytest.raises(CadreError, match=r"PARTNER \(there are no partners\)"):
        asked(replace(MISSION, partners=()), "nobody leaves 2026-02-01")


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("activity a dropped", "red-line {} dropped"),
        ("site base closes 2021-06-01 to 2021-07-01", "pause {} ends"),
        ("people adviser +3 of CAN 2021-06-01", "pledge {} withdrawn 2021-06-01"),
    ],
)
def test_a_row_that_a_change_brought_is_named_though_its_id_has_several_words(
    there: str, back: str
) -> None:
    """The changes that let work in undo what others did: in a scenario, `why` ended in an error."""
    then = after(back.format(there), after(there))
    rows = ("red_lines", "pauses", "pledges")
    assert [getattr(then, one) for one in rows] == [getattr(MISSION, one) for one in rows]
