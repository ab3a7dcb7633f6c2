"""Leaning: on which assumptions a plan leans, and which may well fail, found by playing it.

Assumption-based planning: J. A. Dewar, C. H. Builder, W. M. Hix, M. H. Levin, RAND MR-114, 1993;
J. A. Dewar, Assumption-Based Planning, Cambridge, 2002.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from cadre.errors import CadreError
from cadre.explorer.failing import Way, hoped, ways, whole
from cadre.explorer.finding import uncertainties
from cadre.explorer.measures import SHARE, Measure, levels_of, read
from cadre.explorer.runner import Stop
from cadre.explorer.uncertainties import Uncertainty
from cadre.mission.manned import trimmed
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range
from cadre.mission.sources import Assumption
from cadre.simulator.estimates import Estimate
from cadre.simulator.run import each_future

LOST = 0.1
"""Share of a plan's worth that it may lose before an assumption bears load."""
LIKELY = 0.1
"""Likelihood of failing within the horizon from which an assumption is vulnerable."""
FUTURES, BLOCKS = 4000, 20
SURE = 2.0
"""Standard errors that a loss must be from none."""
STEPS = 4
"""Steps from the likely value to the bad end, at which the tipping value is looked for."""

NO_CELL = "No cell of the dossier holds its figure, so that no other can be played."
NO_ONE_ROW = "Rows of many tables cite it: it is about the dossier as a whole."
NO_ROW = (
    "No belief, day, authority, condition, pledge or support hangs on it: nothing can be played."
)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What one measure loses when an assumption fails, in the same futures.

    Attributes:
        measure: The measure.
        holds: Where the assumption holds, all else as stated.
        fails: Where it fails.
        lost: Holds less fails, so signed that more is worse; its error is that of pairs.
        share: Share of it that is lost; of a share of futures the points lost.
        below: Whether it is enough where the assumption holds and not where it fails.
    """

    measure: Measure
    holds: Estimate
    fails: Estimate
    lost: Estimate
    share: float
    below: bool

    @property
    def sure(self) -> bool:
        """Whether luck alone hardly makes it."""
        return self.lost.value > SURE * self.lost.error


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """One assumption, as play shows it, beside what the staff has marked.

    Attributes:
        assumption: The assumption, with its signpost, shaping and hedging, and its sources.
        how: The worst way in which it fails, as a sentence; "" where none could be played.
        losses: What each measure loses then, that which loses most first.
        load_bearing: Whether the plan falls below what is enough, or loses too much; None where
            nothing could be played.
        likelihood: That it fails so within the horizon, by the dossier's own beliefs and ranges;
            None where the dossier tells none.
        vulnerable: Whether that is likely enough; None where nobody can say.
        tips_at: The value from which on it bears load; None where that isn't a range's.
        backed: Whether documents stand behind what was taken away, not assumptions alone.
        why_not: Why nothing could be played, as a sentence; "" otherwise.
    """

    assumption: Assumption
    how: str
    losses: tuple[Loss, ...]
    load_bearing: bool | None
    likelihood: float | None
    vulnerable: bool | None
    tips_at: float | None = None
    backed: bool = False
    why_not: str = ""

    @property
    def worst(self) -> float:
        """The largest share that is surely lost; 0 where none is."""
        return max((one.share for one in self.losses if one.sure), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """All assumptions of a mission against one plan.

    Attributes:
        leanings: All of them: those that bear load and are vulnerable first, by what is lost.
        agreed: Ids of those that play and staff see alike, in both respects that play can tell.
        found_only: Ids found to bear load that the staff hasn't marked so, and that assumptions
            alone stand behind.
        marked_only: Ids that the staff has marked as bearing load and of which play finds none.
        as_hoped: Whether all else went as the plan counts on it.
        remarks: What is missing or differs, a sentence each.
        futures: Futures played of each.
        stopped: Whether it was stopped before all were played.
    """

    leanings: tuple[Leaning, ...]
    agreed: tuple[str, ...]
    found_only: tuple[str, ...]
    marked_only: tuple[str, ...]
    as_hoped: bool
    remarks: tuple[str, ...]
    futures: int
    stopped: bool = False


def leaning(  # noqa: PLR0913 - the one door: each is a choice of the caller
    mission: Mission,
    plan: Plan,
    measures: Sequence[Measure],
    *,
    futures: int = FUTURES,
    seed: int = 0,
    lost: float = LOST,
    likely: float = LIKELY,
    as_hoped: bool = False,
    progress: Callable[[int, int], None] | None = None,
    stop: Stop | None = None,
) -> Assumed:
    """Let each assumption fail in turn, and see what that does to a plan.

    The plan stays as it is, and both missions, that in which it holds and that in which it fails,
    meet the same futures. An assumption bears load when a measure falls below what is enough, or
    loses more than `lost` of what it comes to (points, where it is a share of futures), by more
    than two standard errors. It is vulnerable when its belief, or the part of its range beyond
    the value from which on it bears load (a triangle over low, likely and high), makes failing
    `likely`.

    Args:
        mission: The mission, cut to a choice.
        plan: Its plan.
        measures: What counts, as `measures` gives them; those of which less is better don't.
        futures: Played of each mission, at least 20; some 20,000 a second.
        seed: As for `simulate`.
        lost: Share of the worth, 0 to 1.
        likely: Likelihood, 0 to 1.
        as_hoped: Whether all else goes as the plan counts on it: gates open on their likely days,
            pledges are kept, no partner leaves; else all else is as stated. What hangs on a gate
            that hardly ever opens is seen only so.
        progress: Told (done, of all) assumptions.
        stop: Asked between them.

    Raises:
        CadreError: A number is out of its bounds; or as `simulate`.
    """
    _refuse(futures, lost, likely)
    wanted = [one for one in measures if one.more]
    found_in = uncertainties(mission)
    base = hoped(mission, plan, found_in) if as_hoped else mission
    play = _Play(base, plan, wanted, found_in, (futures, seed), (lost, likely))
    found: list[Leaning] = []
    for number, one in enumerate(mission.assumptions):
        if stop is not None and stop():
            break
        found.append(play.leaning(one))
        if progress is not None:
            progress(number + 1, len(mission.assumptions))
    found.sort(key=lambda one: (not one.load_bearing, not one.vulnerable, -one.worst))
    return Assumed(
        leanings=tuple(found),
        agreed=tuple(one.assumption.id for one in found if _agreed(one)),
        found_only=tuple(one.assumption.id for one in found if _found_only(one)),
        marked_only=tuple(one.assumption.id for one in found if _marked_only(one)),
        as_hoped=as_hoped,
        remarks=tuple(text for one in found for text in _remarks(one)),
        futures=futures,
        stopped=len(found) < len(mission.assumptions),
    )


class _Play:
    """Plays a plan where assumptions hold and where they fail."""

    def __init__(
        self,
        mission: Mission,
        plan: Plan,
        wanted: Sequence[Measure],
        found: tuple[Uncertainty, ...],
        run: tuple[int, int],
        bounds: tuple[float, float],
    ) -> None:
        self.mission, self.plan, self.wanted = mission, plan, tuple(wanted)
        self.found, (self.futures, self.seed) = found, run
        self.lost, self.likely = bounds
        self.levels = levels_of(mission)
        self.stated = self._blocks(mission)

    def leaning(self, assumption: Assumption) -> Leaning:
        """One assumption."""
        tried = [(way, self.losses(way)) for way in ways(self.mission, assumption, self.found)]
        if not tried:
            return Leaning(
                assumption=assumption,
                how="",
                losses=(),
                load_bearing=None,
                likelihood=None,
                vulnerable=None,
                why_not=self._why_not(assumption),
            )
        way, losses = max(tried, key=lambda pair: (_surely(pair[1]), pair[0].usual))
        bears = self._bears(losses)
        tips, likelihood = None, way.likelihood
        if likelihood is None and way.range is not None:
            tips, likelihood = self._tips(way, bears=bears)
        return Leaning(
            assumption=assumption,
            how=way.text,
            losses=losses,
            load_bearing=bears,
            likelihood=likelihood,
            vulnerable=None if likelihood is None else likelihood >= self.likely,
            tips_at=tips,
            backed=not way.alone,
        )

    def _why_not(self, assumption: Assumption) -> str:
        if assumption.value is not None:
            return NO_CELL
        return NO_ONE_ROW if whole(self.mission, assumption) else NO_ROW

    def losses(self, way: Way) -> tuple[Loss, ...]:
        """What each measure loses in one way of failing, that which loses most first."""
        return self._between(self._blocks(way.holds), self._blocks(way.fails))

    def _between(self, before: Values, after: Values) -> tuple[Loss, ...]:
        told = [
            _loss(one, before[:, place], after[:, place])
            for place, one in enumerate(self.wanted)
            if np.isfinite(before[:, place]).all() and np.isfinite(after[:, place]).all()
        ]
        return tuple(sorted(told, key=lambda one: (not one.below, not one.sure, -one.share)))

    def _bears(self, losses: Sequence[Loss]) -> bool:
        return any(one.sure and (one.below or one.share > self.lost) for one in losses)

    def _tips(self, way: Way, *, bears: bool) -> tuple[float | None, float]:
        """From which value on it bears load, and how likely it is to lie beyond."""
        one, end = way.range, way.value
        if not bears or one is None or end is None or way.at is None:
            return None, 0.0
        before, good = self._blocks(way.holds), one.likely
        for step in range(1, STEPS):
            value = one.likely + (end - one.likely) * step / STEPS
            if self._bears(self._between(before, self._blocks(way.at(value)))):
                break
            good = value
        tips = good + (end - one.likely) / (2 * STEPS)
        return tips, beyond(one, tips, above=end > one.likely)

    def _blocks(self, mission: Mission) -> Values:
        """(blocks, measures) means of what futures come to, block by block."""
        if mission is self.mission and hasattr(self, "stated"):
            return self.stated
        block = self.futures // BLOCKS
        futures = each_future(
            mission,
            trimmed(self.plan, mission),
            futures=BLOCKS * block,
            seed=self.seed,
            block=block,
            levels=self.levels,
            matters=False,
        )
        return np.array([read(self.wanted, mission, one)[0] for one in futures])


def _surely(losses: Sequence[Loss]) -> float:
    """How bad a way of failing is: below what is enough is worse than any share."""
    sure = [one for one in losses if one.sure]
    return max((inf if one.below else one.share for one in sure), default=0.0)


def _loss(measure: Measure, before: Values, after: Values) -> Loss:
    apart = before - after
    holds, fails, lost = (_mean(one) for one in (before, after, apart))
    if measure.unit == SHARE:
        share = lost.value
    else:
        share = lost.value / holds.value if holds.value > 0 else 0.0
    enough = measure.enough
    below = enough is not None and fails.value < enough <= holds.value
    return Loss(
        measure=measure, holds=holds, fails=fails, lost=lost, share=max(0.0, share), below=below
    )


def _mean(values: Values) -> Estimate:
    """The mean of equal blocks, and its standard error from how much they differ."""
    return Estimate(float(values.mean()), float(values.std(ddof=1)) / sqrt(len(values)))


def beyond(one: Range, value: float, *, above: bool) -> float:
    """Chance that a triangle over low, likely and high lies beyond a value."""
    low, mid, high = one.low, one.likely, one.high
    if high == low:
        return 0.0
    value = min(max(value, low), high)
    if value <= mid:
        under = (value - low) / (high - low) * ((value - low) / (mid - low)) if mid > low else 0.0
    else:
        under = 1 - (high - value) / (high - low) * ((high - value) / (high - mid))
    return 1 - under if above else under


def _agreed(one: Leaning) -> bool:
    marked = one.assumption
    if one.load_bearing is None:
        return False
    same = one.load_bearing == marked.load_bearing
    return same and one.vulnerable in (None, marked.vulnerable)


def _found_only(one: Leaning) -> bool:
    return bool(one.load_bearing) and not one.assumption.load_bearing and not one.backed


def _marked_only(one: Leaning) -> bool:
    return one.load_bearing is False and one.assumption.load_bearing


def _remarks(one: Leaning) -> list[str]:
    """What is missing or differs about one assumption."""
    row, key = one.assumption, one.assumption.id
    found = []
    bears = one.load_bearing and (row.load_bearing or not one.backed)
    fragile = one.vulnerable or (one.vulnerable is None and row.vulnerable)
    if bears and fragile:
        lacking = [
            word
            for word, text in (
                ("signpost would tell in time", row.signpost),
                ("shaping is stated", row.shaping),
                ("hedging is prepared", row.hedging),
            )
            if not text
        ]
        if lacking:
            found.append(f"{key} bears load and may well fail, but no {', no '.join(lacking)}.")
    if _found_only(one):
        found.append(f"{key} bears load by play, and isn't marked so. {one.how}")
    if _marked_only(one):
        found.append(f"{key} is marked as bearing load; by play it carries little{_most(one)}.")
    if one.vulnerable and not row.vulnerable and one.load_bearing:
        share = f"{100 * (one.likelihood or 0):.0f}%"
        found.append(f"{key} isn't marked as vulnerable, and fails in {share} of futures.")
    return found


def _most(one: Leaning) -> str:
    """What an assumption carries at most, as the end of a sentence."""
    sure = [loss for loss in one.losses if loss.sure]
    if not sure:
        return ": nothing surely changes when it fails"
    most = max(sure, key=lambda loss: loss.share)
    number = f"{100 * most.share:.1f}"
    points = f"{number} points" if most.measure.unit == SHARE else f"{number}%"
    return f": at most {points} of “{most.measure.name}”"


def _refuse(futures: int, lost: float, likely: float) -> None:
    if futures < BLOCKS:
        raise CadreError("futures", f"are {futures}", f"at least {BLOCKS}", "Play more futures.")
    for name, share in (("lost", lost), ("likely", likely)):
        if not 0 <= share <= 1:
            raise CadreError(name, f"is {share:g}", "a share from 0 to 1", "Give a share.")
