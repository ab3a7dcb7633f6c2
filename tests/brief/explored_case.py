"""An exploration of two choices, in which everything that is told occurs once."""

from __future__ import annotations

from datetime import date

from cadre.brief.explored import (
    Barred,
    Behind,
    Came,
    Change,
    Chosen,
    Explored,
    Fails,
    Flat,
    Judge,
    Leaning,
    Limit,
    Lines,
    Point,
    Robust,
    Sign,
    Swing,
    Track,
)
from cadre.mission.plans import MadeFrom

CASES = (("", "as stated"), ("guards-leave", "The guards leave"))


def swing(key: str, low: float, high: float, turns: str = "") -> Swing:
    return Swing(
        id=key,
        name=f"Whether {key} holds",
        unit="share of futures",
        low="10%",
        likely="25%",
        high="40%",
        at_low=low,
        at_high=high,
        share=0.5,
        ahead_low=low - 80.0,
        ahead_high=80.0 - high,
        turns=turns,
        assumption=key,
        sources=(key,),
        fields=(("conditions", key, "belief"),),
    )


def explored() -> Explored:
    """Services hold up; the mix is better as stated, and fails when the guards leave."""
    return Explored(
        made_from=MadeFrom(dossier="ab" * 32, as_of="2021-03-01", seed=7, version="1"),
        begins=date(2021, 3, 1),
        ends=date(2022, 12, 31),
        futures=1000,
        cases=40,
        method="lhs",
        varied=2,
        played=80,
        stopped=False,
        leads="coverage",
        best="services",
        second="services+north",
        ahead=2.0,
        clear=True,
        bottom=("Services hold up best.", "What decides is whether A-consent holds."),
        choices=(
            Chosen(
                id="services",
                label="Services",
                options=("services",),
                triggers=(),
                starts=("services-1",),
                same=(),
            ),
            Chosen(
                id="services+north",
                label="Services + north",
                options=("services", "north"),
                triggers=(),
                starts=("services-1", "north-1"),
                same=(),
                beaten_by=("Services",),
            ),
        ),
        barred=(Barred(option="south", name="The south", why="No beds are known there."),),
        flat=(
            Flat(
                measure="reached.course",
                name="First course",
                unit="%",
                most=0.1,
                same=False,
                enough=0.8,
            ),
        ),
        measures=(
            Judge(
                id="coverage",
                name="Weeks of needs met",
                unit="need-weeks",
                more=True,
                enough=90.0,
                origin="Nine tenths of what is stated.",
            ),
            Judge(
                id="reached.first",
                name="First increment in place",
                unit="%",
                more=True,
                enough=None,
                origin="",
            ),
        ),
        came=tuple(
            Came(
                choice=choice,
                measure=measure,
                stated=value,
                error=error,
                mean=0.9 * value,
                low=0.5 * value,
                high=1.1 * value,
            )
            for choice, measure, value, error in (
                ("services", "coverage", 100.0, 1.0),
                ("services+north", "coverage", 110.0, 1.0),
                ("services", "reached.first", 0.25, 0.01),
                ("services+north", "reached.first", 0.25, 0.01),
            )
        ),
        behind=tuple(
            Behind(
                choice=choice,
                case=case,
                name=name,
                cases=20,
                mean=lost / 2,
                most=lost,
                relative=lost / 100,
            )
            for choice, losses in (("services", (10.0, 0.0)), ("services+north", (0.0, 60.0)))
            for (case, name), lost in zip(CASES, losses, strict=True)
        ),
        robust=tuple(
            Robust(
                choice=choice,
                id="satisficing",
                name="Share of cases that are good enough",
                value=value,
                unit="%",
                best=value == 0.8,
                reference="Starr 1963",
            )
            for choice, value in (("services", 0.8), ("services+north", 0.4))
        ),
        lines=Lines(
            along="Share of each range that comes true",
            along_unit="%",
            upward="Share of cases that are good enough",
            upward_unit="%",
            points=tuple(
                Point(choice=choice, at=at, value=1 - at * fall)
                for choice, fall in (("services", 0.2), ("services+north", 0.6))
                for at in (0.0, 0.5, 1.0)
            ),
        ),
        decides="“Consent” decides most: it explains 60% of how graduates vary.",
        swings=(swing("A-consent", 60.0, 140.0, "services+north"), swing("A-offers", 95.0, 104.0)),
        fails=(
            Fails(
                choice="services+north",
                words="Fails when consent comes late.",
                density=0.8,
                coverage=0.7,
                failing=0.3,
                limits=(
                    Limit(
                        id="A-consent",
                        name="Consent",
                        low=0.0,
                        high=0.3,
                        likely=0.5,
                        whole=("10%", "40%"),
                        words="below 19%",
                    ),
                ),
            ),
        ),
        tracks=(
            Track(choice="services", until=None, met=0.9, why=""),
            Track(choice="services+north", until=date(2021, 10, 1), met=0.4, why=""),
        ),
        signs=(
            Sign(
                choice="services+north",
                text="No letter by the end of the week of 28 June 2021.",
                day=date(2021, 6, 28),
                foretold=0.6,
                right=0.95,
                earlier=13.0,
                assumptions=("A-consent",),
            ),
        ),
        changes=(
            Change(
                since="services+north",
                to="services",
                at=date(2021, 9, 1),
                sign="No letter by the end of the week of 28 June 2021.",
                gain=12.0,
                error=2.0,
                seen=0.5,
            ),
        ),
        closed=("From services to services+north: no beds are there.",),
        leaning=(
            Leaning(
                assumption="A-consent",
                statement="The host agrees.",
                load_bearing=True,
                vulnerable=True,
                stated=("load-bearing",),
                why="Below 19% another choice is better.",
                signpost="A letter.",
                shaping="Ask first.",
                hedging="Keep what runs.",
            ),
        ),
        silent=("No requirement is public.",),
    )
