"""Missions in which needs and the work of partners are wrong, one for each rule of coverage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cadre.mission.ids import (
    EffectId,
    InstitutionId,
    NeedId,
    PartnerActivityId,
    PartnerId,
    SiteId,
    WorkId,
)
from cadre.mission.mission import Mission
from cadre.mission.needs import Effect, Need
from cadre.mission.partners import PartnerActivity
from tests.checks.building import DOC, added, altered, days, sound


def theirs(key: str = "theirs", partner: str = "ally", **fields: Any) -> PartnerActivity:  # noqa: ANN401
    """Work of a partner for the ministry, at a place that nobody has written down."""
    given = {"institution": InstitutionId("mod"), "sources": DOC} | fields
    return PartnerActivity(id=PartnerActivityId(key), partner=PartnerId(partner), name=key, **given)


def effect(work: str, need: str = "budgets", strength: float = 0.5) -> Effect:
    return Effect(
        id=EffectId(f"{work}-{need}"),
        work=WorkId(work),
        need=NeedId(need),
        strength=strength,
        sources=DOC,
    )


def need(*, critical: bool = False, key: str = "logistics") -> Need:
    return Need(
        id=NeedId(key),
        institution=InstitutionId("mod"),
        name=key,
        critical=critical,
        sources=DOC,
    )


def with_work(*works: PartnerActivity) -> Mission:
    return added(sound(), "partner_activities", *works)


def serving(*works: PartnerActivity, strength: float = 0.5) -> Mission:
    """The sound mission and work of partners that serves the ministry's budgets."""
    effects = (effect(one.id, strength=strength) for one in works)
    return added(with_work(*works), "effects", *effects)


def left_bare(*, critical: bool) -> Mission:
    """A second need, served by a partner alone until the end of May."""
    work = theirs(window=days(None, "2021-05-31"))
    mission = added(with_work(work), "needs", need(critical=critical))
    return added(mission, "effects", effect("theirs", "logistics"))


def placed() -> Mission:
    """The sound mission, its camp in a province with a name."""
    return altered(sound(), "sites", "camp", place="Capital")


def one_field() -> Mission:
    return with_work(
        theirs("one", "ally", sector="Police", place="North"),
        theirs("two", "friend", sector="police", place="north"),
    )


COVERAGE: dict[str, Callable[[], Mission]] = {
    "COV-01": lambda: added(sound(), "needs", need(critical=True)),
    "COV-02": lambda: added(sound(), "needs", need()),
    "COV-03": lambda: serving(theirs(site=SiteId("camp"))),
    "COV-04": one_field,
    "COV-05": lambda: with_work(theirs(institution=None, sector="Health")),
    "COV-06": lambda: left_bare(critical=True),
    "COV-07": lambda: left_bare(critical=False),
    "COV-08": lambda: added(placed(), "partner_activities", theirs(place="North")),
    "COV-09": lambda: altered(sound(), "sites", "school", place="North"),
}
