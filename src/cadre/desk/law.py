"""Law: how it covers the work, which gaps stand open, what would close them, and who talks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cadre.brief.law import standing
from cadre.brief.sections import Number, Text
from cadre.desk.cover import CoverAnswer, DaysOfLaw, WorkCover, shown, span_of
from cadre.desk.cover import answer_for as cover_for
from cadre.desk.desk import Desk
from cadre.desk.numbers import Numbers
from cadre.errors import CadreError
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.cover import with_bases
from cadre.mission.days import LawState
from cadre.mission.ids import SiteId
from cadre.mission.markings import Marking
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import marking_of
from cadre.mission.rows import Row
from cadre.mission.spelling import no_such
from cadre.mission.weeks import DateRange, Window
from cadre.release.redact import keep, redact

KINDS = tuple(AuthorityKind)
WHEN = ("today", "ahead", "past")
"""How a gap stands to the as-of day, those to be looked at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A piece of work that may be looked at alone.

    Attributes:
        id: The activity.
        name: Its name.
        marking: Who may see it.
    """

    id: str
    name: str
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days on end on which law doesn't fully cover a piece of work.

    Attributes:
        id: Work, site and first day.
        activity: The work.
        name: Its name.
        site: Where.
        place: Name of the site.
        when: How it stands to the as-of day: today, ahead or past.
        shown: How its days are drawn.
        days: What is missing on them, what may come and what is paused.
        concerned: Authorities that bear on it: those missing, those that may come, what they
            rest on, and those that a pause takes.
        hopeless: Kinds that nothing stated would bring.
        marking: Who may see it.
    """

    id: str
    activity: str
    name: str
    site: str
    place: str
    when: str
    shown: str
    days: DaysOfLaw
    concerned: tuple[str, ...]
    hopeless: tuple[AuthorityKind, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Another row that a row names.

    Attributes:
        table: Its table.
        id: Its id.
        name: Its name.
        marking: Who may see it.
    """

    table: str
    id: str
    name: str
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An authority, in force or not.

    Attributes:
        id: Its id.
        name: Its name.
        kind: Its kind.
        state: How far it has come today; one whose days are over has lapsed.
        belief: Share of futures in which it comes; nothing unless it is pending.
        window: Days on which it holds, or would hold.
        granted: When it would come into force, where that is stated.
        scope: Nations, sites and programmes it is for; none is all.
        rests_on: Authorities without which it falls.
        documents: Where it is written down.
        marking: Who may see it.
    """

    id: str
    name: str
    kind: AuthorityKind
    state: AuthorityState
    belief: tuple[Number, ...]
    window: Window
    granted: DateRange | None
    scope: tuple[Named, ...]
    rests_on: tuple[Named, ...]
    documents: Text
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class LawAnswer:
    """How law covers the work, and what is open.

    Attributes:
        made_from: What was looked at.
        day: The as-of day.
        choices: Work that may be looked at alone.
        activity: The only work looked at; empty for all.
        figures: Counts that sum it up.
        cover: Law by kind and day.
        places: Names of the sites, by id.
        gaps: Days without full cover: those of today first, then those to come, then those past.
        authorities: Every authority, by kind and day.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    day: date
    choices: tuple[Choice, ...]
    activity: str
    figures: tuple[Number, ...]
    cover: CoverAnswer
    places: dict[str, str]
    gaps: tuple[Gap, ...]
    authorities: tuple[Held, ...]
    withheld: int | None

    def gap(self, key: str) -> Gap | None:
        """The gap of that id; None when there is none."""
        return next((one for one in self.gaps if one.id == key), None)

    def concerned(self, key: str) -> tuple[Held, ...]:
        """The authorities that bear on a gap; all when there is no such gap."""
        gap = self.gap(key)
        if gap is None:
            return self.authorities
        return tuple(one for one in self.authorities if one.id in gap.concerned)

    def by_kind(self, key: str = "") -> tuple[tuple[AuthorityKind, tuple[Held, ...]], ...]:
        """The authorities that bear on a gap, or all, kind by kind; kinds of none are left out."""
        found = self.concerned(key)
        groups = ((kind, tuple(one for one in found if one.kind is kind)) for kind in KINDS)
        return tuple(one for one in groups if one[1])


def law(
    desk: Desk, *, first: date | None = None, last: date | None = None, activity: str = ""
) -> LawAnswer:
    """How law covers the work from `first` to `last`, both inside, for the desk's reader.

    Args:
        desk: The desk.
        first: None takes the first authority, at most a year before the first work.
        last: None takes the last day that plans look at.
        activity: The only work looked at; empty takes all.

    Raises:
        CadreError: There are no such days, or no such work that the reader may see.
    """
    looked = _Looked(desk)
    choices = keep(looked.choices(), desk.audience).things
    known = [one.id for one in choices]
    if activity and activity not in known:
        raise no_such("activity", activity, known, "Choose one of the list.")
    span = span_of(desk.mission, first, last)
    cover, unseen = cover_for(
        desk.audience,
        desk.made_from,
        desk.mission,
        span=span,
        activities=(activity,) if activity else (),
    )
    whole = LawAnswer(
        made_from=desk.made_from,
        day=looked.today,
        choices=choices,
        activity=activity,
        figures=tuple(looked.figures(cover)),
        cover=cover,
        places={one.site: looked.place(one.site) for one in cover.works},
        gaps=tuple(looked.gaps(cover)),
        authorities=tuple(looked.authorities()),
        withheld=None,
    )
    seen, withheld = redact(whole, desk.audience)
    withheld += unseen
    told = withheld if desk.audience.told_of_more else None
    return desk.released("law", replace(seen, withheld=told), withheld)


def days_asked(desk: Desk, first: date | None, last: date | None) -> Window | None:
    """The days from `first` to `last`; None when there are no such days."""
    try:
        return span_of(desk.mission, first, last)
    except CadreError:
        return None


class _Looked:
    """A mission, looked at for its law."""

    def __init__(self, desk: Desk) -> None:
        self.mission = desk.mission
        self.today = desk.mission.profile.as_of
        self.numbers = Numbers(desk)
        self.known = {str(one.id): one for one in desk.mission.authorities}

    def _mark(self, *rows: Row) -> Marking:
        return Marking.strictest(marking_of(self.mission, row) for row in rows)

    def choices(self) -> Iterator[Choice]:
        """Every activity."""
        for one in self.mission.activities:
            yield Choice(id=one.id, name=one.name, marking=self._mark(one))

    def place(self, site: str) -> str:
        """Name of a site."""
        return self.mission.site(SiteId(site)).name

    def figures(self, cover: CoverAnswer) -> Iterator[Number]:
        """Authorities in force and awaited; work that law covers today, and days it won't."""
        held = [one for one in self.mission.authorities if one.in_force]
        firm = [one for one in held if self.today in one.window]
        awaited = [one for one in self.mission.authorities if one.pending]
        for key, rows, label, words in (
            ("law.in-force", firm, "Authorities in force today", "whose days hold today"),
            ("law.awaited", awaited, "Authorities expected or proposed", "that may still come"),
        ):
            yield self.numbers.counted(
                key,
                len(rows),
                label,
                [("authorities", one.id) for one in rows],
                words=f"Counted over authorities {words}.",
            )
        running = [one for one in cover.works if one.begun and self.today in one.window]
        full = [one for one in running if _state(one, self.today) is LawState.FULL]
        yield self._over_works(
            "law.covered",
            len(full),
            f"Pieces of running work fully covered today, of {len(running)}",
            running,
            "Work that has begun and whose every kind of authority is in force today, not paused.",
        )
        ahead = [one for one in cover.works if _open_days(one, self.today)]
        yield self._over_works(
            "law.open-days",
            sum(_open_days(one, self.today) for one in ahead),
            "Days from today on without full cover, over all work",
            ahead,
            "Days from the as-of day on, work by work, on which a kind is missing or paused.",
        )

    def _over_works(
        self, key: str, value: int, label: str, works: list[WorkCover], words: str
    ) -> Number:
        rows = [("activities", one.activity) for one in works]
        rows += [
            ("authorities", name)
            for one in works
            for kind in one.kinds
            for name in kind.authorities
        ]
        return self.numbers.counted(key, value, label, dict.fromkeys(rows), words=words)

    def gaps(self, cover: CoverAnswer) -> Iterator[Gap]:
        """The days without full cover of all works, in the order in which they are looked at."""
        found = [
            self._gap(work, days)
            for work in cover.works
            for days in work.days
            if days.state is not LawState.FULL
        ]
        yield from sorted(found, key=_order)

    def _gap(self, work: WorkCover, days: DaysOfLaw) -> Gap:
        named = [one.authority for one in (*days.coming, *days.later)]
        named += [
            key for kind in work.kinds if kind.kind in days.missing for key in kind.authorities
        ]
        pauses = {one.pause for one in days.pauses}
        for pause in self.mission.pauses:
            named += pause.authorities if pause.id in pauses else ()
        bases = [base.id for key in named for base in self._with_bases(key)]
        bringing = {one.kind for one in (*days.coming, *days.later)}
        if days.state is LawState.PAUSED:
            bringing |= set(days.missing)
        return Gap(
            id=f"{work.activity}.{work.site}.{days.window.start}",
            activity=work.activity,
            name=work.name,
            site=work.site,
            place=self.place(work.site),
            when=_when(days.window, self.today),
            shown=shown(days),
            days=days,
            concerned=tuple(dict.fromkeys([*named, *bases])),
            hopeless=tuple(kind for kind in days.missing if kind not in bringing),
            marking=Marking.strictest([work.marking, days.marking]),
        )

    def _with_bases(self, key: str) -> tuple[Authority, ...]:
        one = self.known.get(key)
        return () if one is None else tuple(with_bases(self.mission, one))

    def authorities(self) -> Iterator[Held]:
        """Every authority by kind, those in force first, then by day."""
        states = list(AuthorityState)
        ordered = sorted(
            self.mission.authorities,
            key=lambda one: (
                KINDS.index(one.kind),
                states.index(standing(self.mission, one)),
                one.window.start,
                one.id,
            ),
        )
        return (self._held(one) for one in ordered)

    def _held(self, one: Authority) -> Held:
        stated = ("authorities", one.id)
        label = f"Share of futures in which {one.name} comes into force"
        belief = self.numbers.stated(f"authority.{one.id}.belief", one.belief, label, stated, "%")
        return Held(
            id=one.id,
            name=one.name,
            kind=one.kind,
            state=standing(self.mission, one),
            belief=(belief,) if one.pending else (),
            window=one.window,
            granted=one.granted if one.pending else None,
            scope=tuple(self._scope(one)),
            rests_on=tuple(
                self._named("authorities", self.known[key])
                for key in one.rests_on
                if key in self.known
            ),
            documents=self.numbers.context.cites(one.sources, 6),
            marking=self._mark(one),
        )

    def _scope(self, one: Authority) -> Iterator[Named]:
        for table, keys in (
            ("nations", one.nations),
            ("sites", one.sites),
            ("programmes", one.programmes),
        ):
            known = {row.id: row for row in getattr(self.mission, table)}
            for key in keys:
                if key in known:
                    yield self._named(table, known[key])

    def _named(self, table: str, row: Row) -> Named:
        return Named(
            table=table, id=row.id, name=getattr(row, "name", row.id), marking=self._mark(row)
        )


def _state(work: WorkCover, day: date) -> LawState | None:
    return next((one.state for one in work.days if day in one.window), None)


def _open_days(work: WorkCover, today: date) -> int:
    ahead = (
        one.window.common(Window(today)) for one in work.days if one.state is not LawState.FULL
    )
    return sum(days.days for days in ahead if days is not None)


def _when(window: Window, today: date) -> str:
    if today in window:
        return WHEN[0]
    return WHEN[1] if window.start > today else WHEN[2]


def _order(gap: Gap) -> tuple[int, int, str]:
    start = gap.days.window.start.toordinal()
    # What is past is told backwards: the last of it bears most on today.
    return (WHEN.index(gap.when), -start if gap.when == WHEN[2] else start, gap.id)
