"""Who carries how much: people are counted by nation, and nobody twice."""

from cadre.mission.authorities import AuthorityKind
from cadre.mission.burden import burden
from cadre.mission.ids import EnablerId, NationId, SkillId
from tests.checks.building import added, altered, authority, day, days, good_plan, pledge, sound
from tests.checks.forces import changing, lone_guards, transfer

A, B = NationId("AAA"), NationId("BBB")
SPRING = day("2021-04-01")


def test_with_a_plan_those_assigned_on_the_day_are_counted_and_no_others() -> None:
    load = burden(sound(), good_plan(), SPRING)
    assert load.people == {A: 10, B: 8}
    assert load.critical == {A: 10}
    assert load.largest == A
    assert load.share(A) == 10 / 18
    before = burden(sound(), good_plan(), day("2021-01-04"))
    assert before.people == {A: 10}, "BBB's advisers come in March"
    assert burden(sound(), good_plan(assignments=()), SPRING).largest is None


def test_without_a_plan_pledges_that_may_serve_on_the_day_are_counted() -> None:
    mission = altered(sound(), "pledges", "b-adviser", window=days("2021-03-01"))
    assert burden(mission, None, day("2021-02-28")).people == {A: 10}
    assert burden(mission, None, SPRING).people == {A: 10, B: 8}
    vote = authority("vote", AuthorityKind.NATIONAL, nations=(A,), window=days(None, "2021-03-31"))
    assert burden(added(mission, "authorities", vote), None, SPRING).people == {B: 8}


def test_support_is_told_apart_from_advisers_and_staff() -> None:
    load = burden(lone_guards(), None, SPRING)
    assert load.support == {B: 4}
    assert load.brought == {(B, EnablerId("guarding")): 4}
    assert load.skills[B, SkillId("adviser")] == 8
    assert sum(load.skills.values()) == sum(load.people.values())


def test_who_still_serves_elsewhere_isnt_counted_yet() -> None:
    mission = changing(transfer(people=4, day=day("2021-04-02")))
    assert burden(mission, None, SPRING).people[B] == 4
    assert burden(mission, None, day("2021-04-02")).people[B] == 8


def test_of_nations_with_as_many_people_the_first_by_code_is_named() -> None:
    mission = added(sound(), "pledges", pledge("b-more", "BBB", "staff", 2))
    assert list(burden(mission, None, SPRING).people) == [A, B]
