"""Evidence, announcements and people: what is known, from whom, and what isn't."""

from dataclasses import replace
from typing import Any

import pytest

from cadre.checks.catalogue import run_checks
from cadre.checks.evidence import STATED, root
from cadre.dossier.tables import TABLES
from cadre.mission.activities import Mode
from cadre.mission.communications import Told
from cadre.mission.forces import CaveatKind, Priority
from cadre.mission.ids import (
    ActivityId,
    ClaimId,
    ConflictId,
    ModeId,
    SiteId,
    SourceId,
)
from cadre.mission.rows import Citation
from cadre.mission.sources import Conflict, FigureKind, Qualifier, Source
from cadre.mission.weeks import PartialDate
from tests.checks.building import (
    DOC,
    added,
    altered,
    announcement,
    caveat,
    claim,
    day,
    days,
    of_code,
    pledge,
    post,
    sound,
)
from tests.checks.forces import changing
from tests.checks.pauses import pause, paused


def source(key: str, copy_of: str | None = None) -> Source:
    derived = None if copy_of is None else SourceId(copy_of)
    return Source(id=SourceId(key), title=key, derived_from=derived)


def test_a_copy_of_a_copy_goes_back_to_the_first_and_a_circle_ends() -> None:
    chain = {one.id: one for one in (source("a"), source("b", "a"), source("c", "b"))}
    assert {root(chain, SourceId(key)) for key in "abc"} == {"a"}
    circle = {one.id: one for one in (source("x", "y"), source("y", "x"))}
    assert {root(circle, SourceId(key)) for key in "xy"} == {"x"}


VOICES = [
    (("doc", "copy"), True, "an original and its copy"),
    (("copy", "copy2"), True, "two copies of one original"),
    (("copy",), False, "one copy alone claims no second voice"),
    (("doc", "other"), False, "two documents of their own"),
    (("doc", "copy", "other"), False, "a true second voice is among them"),
    (("doc", "copy", "a1"), False, "the staff's own reasoning is among them"),
]


@pytest.mark.parametrize(("cites", "expected", "reason"), VOICES)
def test_a_copy_is_no_second_voice(cites: tuple[str, ...], expected: bool, reason: str) -> None:
    mission = added(
        sound(), "sources", source("copy", "doc"), source("copy2", "doc"), source("other")
    )
    mission = altered(mission, "posts", "hq-staff", sources=tuple(Citation(one) for one in cites))
    assert bool(of_code(run_checks(mission), "EVI-02")) is expected, reason


def conflict(preferred: str | None = None) -> Conflict:
    return Conflict(
        id=ConflictId("x"),
        about="strength",
        claims=(ClaimId("c1"), ClaimId("c2")),
        preferred=() if preferred is None else (ClaimId(preferred),),
    )


def test_a_conflict_of_which_one_side_is_not_yet_reported_is_none() -> None:
    assert not run_checks(sound(conflicts=(conflict(),)))


def test_a_figure_that_is_not_the_preferred_one_may_give_its_reason() -> None:
    mission = sound(conflicts=(conflict("c2"),), claims=(claim("c1", 10), claim("c2", 12)))
    about = {one.about for one in of_code(run_checks(mission), "EVI-05")}
    assert about == {"deployed", "to-public"}
    reasoned = altered(mission, "levels", "deployed", reason="It counts another thing.")
    assert {one.about for one in of_code(run_checks(reasoned), "EVI-05")} == {"to-public"}


def test_sources_that_disagree_are_told_as_they_hedge_their_figures_and_to_the_last_digit() -> None:
    """A ceiling told as a number becomes the news, and 1.25e+06 hides that they differ."""
    claims = (
        replace(claim("c1", 1_250_000), qualifier=Qualifier.UP_TO),
        replace(claim("c2", 1_250_400), qualifier=Qualifier.ABOUT),
    )
    (found,) = of_code(run_checks(sound(conflicts=(conflict("c2"),), claims=claims)), "EVI-04")
    assert "up to 1,250,000 people (c1) and about 1,250,400 people (c2)" in found.message


LATER = [
    ("2021-01-04", "2021-01-04", False, "the day on which it was published"),
    ("2021-01-05", "2021-01-04", True, "the day after"),
    ("2021-01-03", "2021-01-04", False, "a document may tell what was reported before it"),
    ("2021-02-10", "2021-02", False, "a day of the month in which it was published"),
    ("2021-03", "2021-02", True, "the month after"),
    ("2021", "2021-02", False, "a year that may mean a day before"),
]


@pytest.mark.parametrize(("reported", "published", "expected", "reason"), LATER)
def test_no_document_reports_what_was_reported_after_it(
    reported: str, published: str, expected: bool, reason: str
) -> None:
    mission = altered(sound(), "claims", "c1", reported_on=PartialDate.parse(reported))
    mission = altered(mission, "sources", "doc", date=PartialDate.parse(published))
    found = of_code(run_checks(mission), "EVI-14")
    assert [one.about for one in found] == (["c1"] if expected else []), reason


REPORTED = [
    ("2021-01-04", False, "the day itself is a day"),
    ("2021-01", True, "the month that holds the as-of day"),
    ("2021", True, "the year that holds it"),
    ("2020-12", False, "the month before"),
    ("2020", False, "the year before"),
    ("2021-02", False, "a month after"),
]


@pytest.mark.parametrize(("reported", "expected", "reason"), REPORTED)
def test_only_reports_that_may_lie_on_either_side_of_the_day_are_vague(
    reported: str, expected: bool, reason: str
) -> None:
    mission = altered(sound(), "claims", "c1", reported_on=PartialDate.parse(reported))
    assert bool(of_code(run_checks(mission), "EVI-08")) is expected, reason


def test_a_ceiling_taken_as_strength_is_found_unless_the_staff_gives_its_reasons() -> None:
    mission = altered(sound(), "claims", "c1", kind=FigureKind.CEILING)
    assert [one.about for one in of_code(run_checks(mission), "EVI-10")] == ["deployed"]
    reasoned = altered(mission, "levels", "deployed", sources=(Citation("a1"),))
    assert not of_code(run_checks(reasoned), "EVI-10")


def test_rows_without_a_source_are_told_once_a_table() -> None:
    mission = altered(sound(), "posts", "hq-staff", sources=())
    mission = altered(mission, "posts", "advice-adviser", sources=())
    found = of_code(run_checks(mission), "EVI-01")
    assert [one.related for one in found] == [("hq-staff", "advice-adviser")]
    assert found[0].message.startswith("2 of 2 rows of posts")


NOT_OF_THE_WORLD = {
    *("audiences", "sources", "claims", "conflicts", "assumptions", "priors"),  # evidence itself
    *("programmes", "skills", "nations"),  # names
    *("scenarios", "changes", "triggers"),  # what would be, and the mission's own rules
}


def test_every_table_that_states_something_about_the_world_needs_somebody_behind_it() -> None:
    """A pause nobody reported halts a mission as well as one that a ministry announced."""
    assert set(STATED) == set(TABLES) - NOT_OF_THE_WORLD
    halted, moved = paused(pause(authorities=("consent",))), changing()
    tables = ((halted, "pauses"), (moved, "contingents"), (moved, "transfers"))
    for mission, table in tables:
        rows = tuple(replace(one, sources=()) for one in getattr(mission, table))
        edited: dict[str, Any] = {table: rows}
        found = of_code(run_checks(replace(mission, **edited)), "EVI-01")
        assert [one.related for one in found] == [tuple(str(one.id) for one in rows)]


TOLD = [
    ("2021-01-05", "2021-01-06", False, "the host a day before the public"),
    ("2021-01-06", "2021-01-06", True, "both on one day"),
    ("2021-01-07", "2021-01-06", True, "the host after the public"),
    (None, "2021-01-06", True, "the host not at all"),
    ("2021-01-05", None, False, "the public not at all"),
]


@pytest.mark.parametrize(("host", "public", "expected", "reason"), TOLD)
def test_the_host_is_told_on_an_earlier_day_than_the_public(
    host: str | None, public: str | None, expected: bool, reason: str
) -> None:
    told = [announcement("h", Told.HOST, host)] if host else []
    told += [announcement("p", Told.PUBLIC, public)] if public else []
    assert bool(of_code(run_checks(sound(announcements=tuple(told))), "COM-01")) is expected, reason


def test_a_figure_of_people_in_place_may_be_told_bare() -> None:
    mission = altered(sound(), "announcements", "to-public", conditions_told=False)
    assert not of_code(run_checks(mission), "COM-02")
    ceiling = altered(mission, "claims", "c1", kind=FigureKind.CEILING)
    assert "ceiling" in of_code(run_checks(ceiling), "COM-02")[0].message


def test_posts_are_short_from_the_day_on_which_a_pledge_ends() -> None:
    mission = altered(sound(), "pledges", "a-staff", window=days("2020-01-01", "2021-06-30"))
    found = of_code(run_checks(mission), "FOR-01")
    assert [one.window for one in found] == [days("2021-07-01", "2021-12-26")]
    assert found[0].message.startswith("10 of 10 posts")
    followed = added(
        mission, "pledges", pledge("b-staff", "BBB", "staff", 10, window=days("2021-07-01"))
    )
    assert not [one for one in run_checks(followed) if one.code.startswith("FOR")]


FILLS = [
    (10, None, "every post has a pledge"),
    (9, "FOR-02", "a critical post has none"),
    (5, "FOR-02", "just enough to run"),
    (4, "FOR-01", "too few to run"),
]


@pytest.mark.parametrize(("people", "code", "reason"), FILLS)
def test_a_shortage_is_told_once_by_its_worst_rule(
    people: int, code: str | None, reason: str
) -> None:
    found = run_checks(altered(sound(), "pledges", "a-staff", people=people))
    codes = [one.code for one in found if one.about == "staff"]
    assert codes == ([code] if code else []), reason


def test_desired_posts_left_open_are_a_lesser_matter() -> None:
    mission = added(sound(), "posts", post("more", "hq", "staff", 2, priority=Priority.DESIRED))
    codes = [one.code for one in run_checks(mission) if one.about == "staff"]
    assert codes == ["FOR-03"]


def test_a_cap_limits_what_a_nations_pledges_are_worth() -> None:
    mission = sound(caveats=(caveat(CaveatKind.HEADCOUNT_CAP, nation="AAA", people=7),))
    assert "3 of 10 posts" in of_code(run_checks(mission), "FOR-02")[0].message


def test_a_pledge_barred_from_one_site_of_two_is_only_noted() -> None:
    other = Mode(
        id=ModeId("advice-school"),
        activity=ActivityId("advice"),
        site=SiteId("school"),
        sources=DOC,
    )
    limit = caveat(CaveatKind.LOCATION_ALLOW, sites=(SiteId("camp"),))
    mission = replace(added(sound(), "modes", other), caveats=(limit,))
    found = run_checks(mission)
    assert [one.about for one in of_code(found, "FOR-06")] == ["limit"]
    assert not of_code(found, "FOR-05")
    over = replace(limit, sites=(), window=days(None, "2020-12-31"))
    assert not run_checks(replace(sound(), caveats=(over,))), "it no longer holds"
    nowhere = replace(mission, caveats=(replace(limit, sites=()),))
    assert [one.about for one in of_code(run_checks(nowhere), "FOR-05")] == ["b-adviser"]


def test_days_without_a_lead_nation_are_found_only_inside_the_horizon() -> None:
    for last, expected in (("2021-12-26", []), ("2021-12-25", [days("2021-12-26", "2021-12-26")])):
        mission = altered(sound(), "lead_rotations", "a-lead", window=days("2020-06-01", last))
        assert [one.window for one in of_code(run_checks(mission), "FOR-09")] == expected
    assert not run_checks(sound(lead_rotations=())), "a dossier that states none isn't asked"
    assert day("2021-12-26") in sound().horizon.window
