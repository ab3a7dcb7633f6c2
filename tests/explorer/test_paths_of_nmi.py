"""The expansion of 2021, seen from 1 March 2021: what a staff would have had to watch."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cadre.dossier.asof import known
from cadre.dossier.load import load
from cadre.explorer.aims import Aim
from cadre.explorer.choices import choices, chosen
from cadre.explorer.explore import planned
from cadre.explorer.facts import Fact
from cadre.explorer.leaning import Assumed, leaning
from cadre.explorer.measures import measures
from cadre.explorer.pathways import Pathways, pathways
from cadre.explorer.signposts import Watch, signposts
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.planner.ranking import ranked

# Played once for all: one process holds what they share.
pytestmark = pytest.mark.xdist_group("paths-of-nmi")

NMI = Path(__file__).parents[2] / "examples" / "nmi"
MADE = MadeFrom(dossier="d" * 64, as_of="2021-03-01", version="0")
BEYOND = 450
"""People at the end that only an expansion brings, and not in every future."""
ASKED = (
    *("A-schools", "A-mag-stays", "A-next-lead", "A-status", "A-host-consent-expansion"),
    *("A-host-consent-date", "A-offers", "A-offer-delay", "A-beds"),
)
"""Assumptions that are let fail: each is played by itself, whichever others there are."""


@cache
def mission() -> Mission:
    whole = load(NMI).mission
    day = whole.profile.as_of.replace(day=1)
    return ranked(known(whole, day))


@cache
def plans() -> tuple[Plan, ...]:
    found = planned(mission(), choices(mission(), ["none", "services"]), MADE, seconds=5.0)
    assert len(found) == 2
    return found


@cache
def watched() -> dict[str, Watch]:
    of, last = mission(), mission().horizon.weeks - 1
    (services,) = choices(of, ["services"])
    aims = (
        Aim(id="graduates", name="A hundred graduates", enough=100, due=last),
        Aim(id="people", name="More than the mission as it is", enough=BEYOND, due=last),
    )
    found = signposts(chosen(of, services), plans()[1], aims, futures=1500, seed=0)
    return {one.aim.id: one for one in found}


@cache
def leaned(*, as_hoped: bool) -> Assumed:
    asked = tuple(one for one in mission().assumptions if one.id in ASKED)
    of = replace(mission(), assumptions=asked)
    (services,) = choices(of, ["services"])
    then = chosen(of, services)
    return leaning(then, plans()[1], measures(then), futures=1000, as_hoped=as_hoped)


@cache
def drawn() -> Pathways:
    of = mission()
    aim = Aim(id="coverage", name="Needs", enough=0.2, due=of.horizon.weeks - 1)
    pair = choices(of, ["none", "services"])
    return pathways(of, pair, plans(), aim, made_from=MADE, futures=800, seconds=5.0)


def test_schools_that_stay_closed_foretell_a_year_without_graduates_as_the_staff_wrote() -> None:
    watch = watched()["graduates"]
    signs = {(one.watched.fact, one.watched.subject): one for one in watch.signposts}
    closed = signs[Fact.GATE, "access-2021"]
    assert closed.right.value > 0.85
    assert closed.lead.value > 26
    assert any("ministry" in one.signpost for one in closed.assumptions if one.id == "A-schools")
    assert watch.together is not None
    assert watch.together.value > 0.9


def test_as_stated_the_plan_leans_on_schools_and_lenders_and_hardly_on_the_expansion() -> None:
    found = {str(one.assumption.id): one for one in leaned(as_hoped=False).leanings}
    for key in ("A-schools", "A-mag-stays", "A-next-lead", "A-status"):
        assert found[key].load_bearing, key
    assert found["A-host-consent-expansion"].load_bearing is False
    assert found["A-host-consent-expansion"].vulnerable


def test_as_the_plan_hopes_it_leans_on_consent_its_day_and_the_offers_as_the_staff_marked() -> None:
    answer = leaned(as_hoped=True)
    agreed = ("A-host-consent-expansion", "A-host-consent-date", "A-offers", "A-beds")
    assert set(agreed) <= set(answer.agreed)
    assert "A-schools" in answer.found_only
    assert any(
        text.startswith("A-offer-delay bears load") and "no signpost" in text
        for text in answer.remarks
    )


def test_the_window_of_the_expansion_closes_before_any_sign_of_failing_is_seen() -> None:
    found = drawn()
    late = [one for one in found.closed if one.source == "none"]
    assert late
    assert all(one.last is not None and one.last < one.week for one in late)
    change = next(one for one in found.changes if one.source == "none")
    assert (change.sign, change.day.isoformat()) == (None, "2021-08-02")
    assert change.worth_it


@pytest.mark.parametrize("key", ["graduates", "people"])
def test_each_sign_is_a_sentence_with_a_lead_and_shares(key: str) -> None:
    watch = watched()[key]
    for one in watch.signposts:
        assert one.text[0] in "“TWFNAO" or one.text[0].isupper()
        assert 1 <= one.lead.low <= one.lead.value <= one.lead.high
