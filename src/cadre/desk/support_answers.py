"""Answers of the map of support: who lends what, which work leans on it, what falls with whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cadre.brief.sections import Number, Text
from cadre.mission.markings import Marking
from cadre.mission.plans import MadeFrom
from cadre.mission.quantities import People, Share
from cadre.mission.weeks import DateRange, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """One row of support at a site.

    Attributes:
        support: Its id.
        provider: Who lends.
        name: Name of the provider.
        enabler: What is lent, by id.
        what: The same, by name.
        site: Where, by id.
        place: The same, by name.
        people: How many people's worth on the day, or on its first day where that comes later;
            empty is as many as are needed.
        window: Days on which it is lent.
        there: Whether it is lent on the day.
        gone: Whether it falls away with what is taken away.
        documents: Where it is written down.
        marking: Who may see it.
    """

    support: str
    provider: str
    name: str
    enabler: str
    what: str
    site: str
    place: str
    people: People | None
    window: Window
    there: bool
    gone: bool
    documents: Text
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One kind of support at one site, for the work that needs it there.

    Attributes:
        enabler: The kind.
        name: Its name.
        site: Where.
        place: Its name.
        works: Work that runs there on the day and needs it, by id.
        waits: Work that may come there and needs it, by id.
        lent: Who lends it on the day, those who go among them.
        own: People of the mission in posts who provide it.
        enough: Whether these are enough without anybody who lends.
        brought: People to be brought for it besides; unknown when no force is large enough.
            Nothing where no work runs.
        marking: Who may see it.
    """

    enabler: str
    name: str
    site: str
    place: str
    works: tuple[str, ...]
    waits: tuple[str, ...]
    lent: tuple[Lending, ...]
    own: People
    enough: bool
    brought: tuple[Number, ...]
    marking: Marking

    @property
    def left(self) -> tuple[Lending, ...]:
        """Who still lends it."""
        return tuple(one for one in self.lent if not one.gone)

    @property
    def providers(self) -> tuple[str, ...]:
        """Who still lends it, each provider once."""
        return tuple(dict.fromkeys(one.provider for one in self.left))

    @property
    def provision(self) -> int:
        """How many can hold it up: providers that lend, and the mission if its own are enough."""
        return len(self.providers) + self.enough

    @property
    def single(self) -> bool:
        """Whether work that runs hangs on one provider, without whom it isn't held up."""
        return bool(self.works) and len(self.providers) == 1 and not self.enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """A piece of work, and the support that it can't do without.

    Attributes:
        activity: Its id.
        name: Its name.
        sites: Where it runs, or may run.
        runs: Whether it runs on the day.
        enablers: Kinds that it needs.
        marking: Who may see it.
    """

    activity: str
    name: str
    sites: tuple[str, ...]
    runs: bool
    enablers: tuple[str, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """What would fall with one provider on the day.

    Attributes:
        provider: Its id.
        name: Its name.
        lends: Kinds of support that would be lost, by site, as words.
        alone: How many pairs of kind and site hang on it alone.
        stops: Names of the work that would stop.
        before: People needed with it.
        after: People needed without it; unknown when no force is large enough.
        leaves: When it is said to leave; empty when nobody speaks of it.
        belief: Share of futures in which it leaves.
        marking: Who may see it.
    """

    provider: str
    name: str
    lends: tuple[str, ...]
    alone: int
    stops: tuple[str, ...]
    before: Number
    after: Number
    leaves: DateRange | None
    belief: Share
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody or something that may be taken away.

    Attributes:
        what: provider, nation or site.
        id: Its id.
        name: Its name.
        lends: Whether it lends something, has pledged people, or has work.
        marking: Who may see it.
    """

    what: str
    id: str
    name: str
    lends: bool
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportMap:
    """Who holds up what on a day.

    Attributes:
        made_from: What was looked at.
        day: The day.
        within: The days that can be looked at.
        figures: Counts that sum it up.
        held: Support that work needs, by kind and site, what hangs on one provider first.
        works: Work that runs or may come, and what it leans on.
        failing: What would fall with each provider, the worst first.
        lending: Every row of support whose days aren't over.
        candidates: Who and what may be taken away.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    day: date
    within: Window
    figures: tuple[Number, ...]
    held: tuple[Held, ...]
    works: tuple[Leaning, ...]
    failing: tuple[Failing, ...]
    lending: tuple[Lending, ...]
    candidates: tuple[Candidate, ...]
    withheld: int | None

    @property
    def enablers(self) -> dict[str, str]:
        """Names of the kinds that some work needs, by id."""
        return {one.enabler: one.name for one in self.held}

    @property
    def sites(self) -> dict[str, str]:
        """Names of the sites with work, by id."""
        return {one.site: one.place for one in self.held}

    def at(self, enabler: str, site: str) -> Held | None:
        """A kind at a site; None when no work needs it there."""
        return next((x for x in self.held if (x.enabler, x.site) == (enabler, site)), None)
