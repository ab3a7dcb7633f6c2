"""Legal cover by the day: which kinds of authority hold for a piece of work, which may come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.ids import AuthorityId, NationId, ProgrammeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.weeks import Window, common_to_all, union


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How one kind of authority covers one piece of work; each tuple holds the one before.

    Attributes:
        kind: The kind of authority.
        firm: Days on which authorities in force cover it.
        relied: Days on which those, or expected ones believed enough to plan on, cover it.
        hoped: Days on which it is covered if all that may come is granted as planned.
        authorities: Every authority of the kind whose scope holds the work, in any state.
    """

    kind: AuthorityKind
    firm: tuple[Window, ...]
    relied: tuple[Window, ...]
    hoped: tuple[Window, ...]
    authorities: tuple[Authority, ...]


def planned_window(authority: Authority) -> Window | None:
    """The days on which an authority holds on planning dates; None when it can't come in time.

    A pending authority begins on the day on which it is likely granted, not before `from`.
    """
    if not authority.pending or authority.granted is None:
        return authority.window
    return Window(authority.granted.likely).common(authority.window)


def holding(
    mission: Mission, believed: float | None = None
) -> Mapping[AuthorityId, tuple[Window, ...]]:
    """For each authority, the days on which it and all it rests on hold and aren't paused.

    Args:
        mission: The mission.
        believed: Belief from which a pending authority counts; None counts only those in force.
            0 counts every one that may still come.
    """
    return mission.once(("holding", believed), lambda: _holding(mission, believed))


def _holding(mission: Mission, believed: float | None) -> Mapping[AuthorityId, tuple[Window, ...]]:
    known = {authority.id: authority for authority in mission.authorities}
    paused = pauses_by_authority(mission)
    found: dict[AuthorityId, tuple[Window, ...]] = {}

    def days(key: AuthorityId, above: frozenset[AuthorityId]) -> tuple[Window, ...]:
        if key in found:
            return found[key]
        authority = known.get(key)
        # What rests on itself, on nothing known, or on what doesn't hold, doesn't hold.
        if authority is None or key in above or not _counts(authority, believed):
            return ()
        own = planned_window(authority)
        held = () if own is None else own.without(paused.get(key, ()))
        bases = [days(base, above | {key}) for base in authority.rests_on]
        found[key] = common_to_all([held, *bases]) if bases else held
        return found[key]

    return {key: days(key, frozenset()) for key in known}


def pauses_by_authority(mission: Mission) -> dict[AuthorityId, list[Window]]:
    """The windows of the pauses that name each authority."""
    found: dict[AuthorityId, list[Window]] = {}
    for pause in mission.pauses:
        for key in pause.authorities:
            found.setdefault(key, []).append(pause.window)
    return found


def _counts(authority: Authority, believed: float | None) -> bool:
    if authority.in_force:
        return True
    if believed is None or not authority.pending:
        return False
    return authority.belief > 0 and authority.belief >= believed


def with_bases(mission: Mission, authority: Authority) -> tuple[Authority, ...]:
    """An authority and all that it rests on, however far down; each once, the nearest first."""
    return mission.once(("bases", authority.id), lambda: _with_bases(mission, authority))


def _with_bases(mission: Mission, authority: Authority) -> tuple[Authority, ...]:
    known = mission.once("authorities", lambda: {one.id: one for one in mission.authorities})
    found: dict[AuthorityId, Authority] = {}

    def go(one: Authority) -> None:
        found[one.id] = one
        for base in one.rests_on:
            if base in known and base not in found:
                go(known[base])

    go(authority)
    return tuple(found.values())


def covers(mission: Mission, activity: Activity, site: SiteId) -> tuple[Cover, ...]:
    """How each kind of authority that `activity` needs covers it at `site`, less paused days."""
    programme = activity.programme
    # Scopes look at nothing else: where this is the same, work is covered alike.
    named = naming(mission, "programmes").get(programme), naming(mission, "sites").get(site)

    def of(kind: AuthorityKind) -> Cover:
        return mission.once(("cover", kind, named), lambda: _cover(mission, kind, programme, site))

    return tuple(of(kind) for kind in activity.cover)


@once
def naming(mission: Mission, column: str) -> Mapping[str, tuple[int, ...]]:
    """The authorities, by number, that name each of what stands in a column of them.

    Args:
        mission: The mission.
        column: `programmes` or `sites`.
    """
    found = defaultdict[str, list[int]](list)
    for number, one in enumerate(mission.authorities):
        for key in dict.fromkeys(getattr(one, column)):
            found[key].append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}


def _cover(mission: Mission, kind: AuthorityKind, programme: ProgrammeId, site: SiteId) -> Cover:
    scope = tuple(
        one for one in mission.authorities if one.kind is kind and one.reaches(programme, site)
    )
    firm, relied, hoped = (holding(mission, b) for b in (None, mission.profile.rely_on, 0.0))
    return Cover(
        kind=kind,
        firm=union(window for one in scope for window in firm[one.id]),
        relied=union(window for one in scope for window in relied[one.id]),
        hoped=union(window for one in scope for window in hoped[one.id]),
        authorities=scope,
    )


def full_cover(covers_by_kind: Iterable[Cover], level: str = "firm") -> tuple[Window, ...]:
    """The days on which every kind covers; `level` is firm, relied or hoped."""
    return common_to_all(getattr(cover, level) for cover in covers_by_kind)


@once
def service_windows(
    mission: Mission, nation: NationId, believed: float | None = None
) -> tuple[Window, ...]:
    """The days on which a nation's own law lets its people serve.

    A nation for which the dossier states no national authority isn't limited.
    """
    own = _national(mission).get(nation)
    if not own:
        return (Window(),)
    held = holding(mission, believed)
    return union(window for authority in own for window in held[authority.id])


def own_law(mission: Mission, nation: NationId) -> tuple[Authority, ...]:
    """The national authorities that name a nation, and all that they rest on; each once."""
    own = _national(mission).get(nation, ())
    return tuple({one.id: one for row in own for one in with_bases(mission, row)}.values())


@once
def _national(mission: Mission) -> Mapping[NationId, list[Authority]]:
    """The national authorities that name each nation."""
    found = defaultdict[NationId, list[Authority]](list)
    for one in mission.authorities:
        for nation in one.nations if one.kind is AuthorityKind.NATIONAL else ():
            found[nation].append(one)
    return found


def covering(
    mission: Mission, covers_by_kind: Iterable[Cover], span: Window
) -> tuple[AuthorityId, ...]:
    """The authorities that together cover `span` on planning dates, firm ones first.

    Of each kind, authorities in force are taken first, then pending ones by belief; one that
    adds no day to those before it is left out.
    """
    held = holding(mission, 0.0)
    chosen: list[AuthorityId] = []
    for cover in covers_by_kind:
        have: list[Window] = []
        for one in sorted(cover.authorities, key=lambda one: (not one.in_force, -one.belief)):
            adds = [gap for gap in span.without(have) for day in held[one.id] if gap.overlaps(day)]
            if adds:
                chosen.append(one.id)
                have.extend(held[one.id])
    return tuple(dict.fromkeys(chosen))


def first_lapse(windows: Iterable[Window], day: date) -> date | None:
    """The first day from `day` on that no window holds; None when there is none."""
    gaps = Window(day).without(windows)
    return gaps[0].start if gaps else None
