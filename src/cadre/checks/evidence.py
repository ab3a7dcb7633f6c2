"""Evidence checks: every figure has a voice behind it, and sources that disagree are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from cadre.checks import prior
from cadre.checks.words import cited, ids, listed
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Rung
from cadre.mission.ids import ClaimId, SourceId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.rows import Citation, Row
from cadre.mission.sources import Claim, Conflict, FigureKind, Source
from cadre.mission.weeks import Window

NO_SOURCE = Rule("EVI-01", Severity.WARNING, "Rows cite neither a source nor an assumption")
ONE_VOICE = Rule("EVI-02", Severity.NOTE, "A copy is counted as a second voice")
UNRESOLVED = Rule("EVI-03", Severity.WARNING, "Figures in use rest on an unresolved conflict")
RESOLVED = Rule("EVI-04", Severity.NOTE, "Figures in use rest on claims in conflict")
NOT_PREFERRED = Rule("EVI-05", Severity.WARNING, "A figure in use is not the preferred one")
UNUSED_CONFLICT = Rule("EVI-06", Severity.NOTE, "A conflict is unresolved, and nothing rests on it")
NOT_GROUPED = Rule("EVI-07", Severity.NOTE, "Claims are noted as in conflict, with none named")
VAGUE_DATE = Rule("EVI-08", Severity.NOTE, "Report dates are too vague to tell what was known")
NO_SIGNPOST = Rule("EVI-09", Severity.WARNING, "A vulnerable assumption has no signpost")
NOT_STRENGTH = Rule("EVI-10", Severity.WARNING, "A planned figure or a ceiling is used as strength")
AHEAD = Rule("EVI-14", Severity.WARNING, "A claim was reported after its source was published")

RULES = (
    NO_SOURCE,
    ONE_VOICE,
    UNRESOLVED,
    RESOLVED,
    NOT_PREFERRED,
    UNUSED_CONFLICT,
    NOT_GROUPED,
    VAGUE_DATE,
    NO_SIGNPOST,
    NOT_STRENGTH,
    *prior.RULES,
    AHEAD,
)

STATED = (
    "institutions",
    "needs",
    "effects",
    "authorities",
    "pauses",
    "negotiations",
    "red_lines",
    "conditions",
    "decisions",
    "milestones",
    "criteria",
    "options",
    "activities",
    "modes",
    "courses",
    "budgets",
    "stocks",
    "draws",
    "posts",
    "pledges",
    "contingents",
    "transfers",
    "caveats",
    "lead_rotations",
    "levels",
    "sites",
    "bed_spaces",
    "enablers",
    "supports",
    "partners",
    "partner_activities",
    "announcements",
    "shocks",
    "hindrances",
)
"""Tables whose rows state something about the world, so that somebody must stand behind them."""

FORECASTS = (FigureKind.CEILING, FigureKind.PLANNED, FigureKind.AUTHORISED, FigureKind.PLEDGED)
"""Kinds of figures that say nothing about people in place."""


def tables(mission: Mission) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The tables whose rows need evidence, by name."""
    for name in STATED:
        yield name, getattr(mission, name)


def refs(row: Row) -> tuple[str, ...]:
    """Ids of the sources, claims and assumptions that a row cites, its own claim included."""
    cites = dict.fromkeys(citation.ref for citation in row.sources)
    claim = getattr(row, "claim", None)
    if claim is not None:
        cites[claim] = None
    return tuple(cites)


def rows_without_source(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find rows that nobody stands behind, one finding a table.

    A prior stands behind a figure, not behind the row that it is in.
    """
    priors = {str(one.id) for one in mission.priors}
    for name, rows in tables(mission):
        bare = [row for row in rows if priors.issuperset(refs(row))]
        if bare:
            table = name.replace("_", " ")
            yield NO_SOURCE.broken(
                about=bare[0].id,
                message=f"{len(bare)} of {len(rows)} rows of {table} cite neither a source nor an "
                f"assumption: {listed(ids(bare))}.",
                remedy="Cite a source, or an assumption with its reasoning.",
                related=ids(bare),
            )


def root(sources: Mapping[SourceId, Source], key: SourceId) -> SourceId:
    """The source that a copy goes back to; of copies in a circle, the first by id."""
    seen: list[SourceId] = []
    while key in sources and key not in seen:
        seen.append(key)
        base = sources[key].derived_from
        if base is None:
            return key
        key = base
    return min(seen[seen.index(key) :]) if key in seen else key


def copies_as_voices(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find rows that cite two documents or more, all of which copy one; one finding a document."""
    sources = {one.id: one for one in mission.sources}
    of_claim = {str(one.id): one.source for one in mission.claims}
    found: dict[SourceId, dict[SourceId, list[Row]]] = {}
    rows: list[tuple[Row, set[SourceId]]] = [
        (row, {of_claim.get(ref, SourceId(ref)) for ref in refs(row)})
        for _, some in tables(mission)
        for row in some
    ]
    for row, documents in rows:
        known = {one for one in documents if one in sources}
        roots = {root(sources, one) for one in known}
        if len(known) > 1 and len(roots) == 1 and known == documents:
            for copy in known - roots:
                found.setdefault(min(roots), {}).setdefault(copy, []).append(row)
    for original, copies in found.items():
        yield _one_voice(original, copies)


def _one_voice(original: SourceId, copies: dict[SourceId, list[Row]]) -> Finding:
    rows = [row for some in copies.values() for row in some]
    return ONE_VOICE.broken(
        about=original,
        message=f"{listed(ids(rows))} cite {listed(sorted(copies))} beside {original} or another "
        "copy of it: that is one voice, not two.",
        remedy="Count it once, or find a second witness.",
        sources=(Citation(original), *(Citation(copy) for copy in sorted(copies))),
        related=ids(rows),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A row that rests on a claim.

    Attributes:
        row: The row.
        claim: The claim.
    """

    row: Row
    claim: ClaimId


def uses(mission: Mission) -> dict[ClaimId, list[Use]]:
    """The rows that rest on each claim; claims that nothing rests on are left out."""
    known = {str(one.id): one.id for one in mission.claims}
    found: dict[ClaimId, list[Use]] = {}
    for _, rows in tables(mission):
        for row in rows:
            for ref in refs(row):
                if ref in known:
                    found.setdefault(known[ref], []).append(Use(row=row, claim=known[ref]))
    return found


def conflicts(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find conflicts that nobody resolved, and figures in use that rest on one."""
    known = {one.id: one for one in mission.claims}
    used = uses(mission)
    for conflict in mission.conflicts:
        claims = [known[key] for key in conflict.claims if key in known]
        rests = [use for key in conflict.claims for use in used.get(key, [])]
        # Of a conflict whose other sides weren't yet reported, nothing is known.
        if len(claims) < 2:
            continue
        if rests:
            yield from _used(conflict, claims, rests)
        elif not conflict.preferred:
            yield UNUSED_CONFLICT.broken(
                about=conflict.id,
                message=f"Sources disagree on {_about(conflict)}, and none is preferred: "
                f"{_figures(claims)}.",
                remedy="Say which is preferred and why before anything rests on it.",
                sources=_citations(claims),
                related=ids(claims),
            )


def _about(conflict: Conflict) -> str:
    return conflict.about.rstrip(".?!") or conflict.id


def _figures(claims: list[Claim]) -> str:
    return listed(f"{one.figure} ({one.id})" if one.figure else one.id for one in claims)


def _citations(claims: list[Claim]) -> tuple[Citation, ...]:
    return tuple(Citation(claim.source, claim.locator) for claim in claims)


def _used(conflict: Conflict, claims: list[Claim], rests: list[Use]) -> Iterator[Finding]:
    names = listed(ids(use.row for use in rests))
    if not conflict.preferred:
        yield UNRESOLVED.broken(
            about=conflict.id,
            message=f"Sources disagree on {_about(conflict)}, and none is preferred: "
            f"{_figures(claims)}. In use: {names}.",
            remedy="Say which is preferred and why, and show both until then.",
            sources=_citations(claims),
            related=(*ids(use.row for use in rests), *ids(claims)),
        )
        return
    why = conflict.reason.rstrip(".") or "no reason is given"
    yield RESOLVED.broken(
        about=conflict.id,
        message=f"Sources disagree on {_about(conflict)}: {_figures(claims)}. Preferred: "
        f"{listed(conflict.preferred)} ({why}). In use: {names}.",
        remedy="Show the other figures beside it.",
        sources=_citations(claims),
        related=(*ids(use.row for use in rests), *ids(claims)),
    )
    yield from _not_preferred(conflict, rests)


def _not_preferred(conflict: Conflict, rests: list[Use]) -> Iterator[Finding]:
    """Rows whose own figure is a claim not preferred, unless they give their reason.

    Rows that only cite the claim may lean on another part of it; they aren't judged.
    """
    for use in rests:
        own = getattr(use.row, "claim", None) == use.claim
        told = getattr(use.row, "reason", "")
        if own and not told and use.claim not in conflict.preferred:
            yield NOT_PREFERRED.broken(
                about=use.row.id,
                message=f"{use.row.id} uses the figure of {use.claim}, but on {_about(conflict)} "
                f"those preferred are {listed(conflict.preferred)}.",
                remedy="Use the preferred figure, or say why not.",
                sources=cited([use.row]),
                related=(conflict.id, *conflict.preferred),
            )


def conflicts_not_grouped(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find claims whose note says CONFLICT that belong to no conflict; one finding for all."""
    grouped = {key for conflict in mission.conflicts for key in conflict.claims}
    loose = [one for one in mission.claims if "CONFLICT" in one.note and one.id not in grouped]
    if loose:
        yield NOT_GROUPED.broken(
            about=loose[0].id,
            message=f"{counted(len(loose), 'claim')} noted as in conflict belong to no conflict "
            f"of the dossier: {listed(ids(loose))}.",
            remedy="Add the conflicts, with the claims that disagree.",
            sources=_citations(loose),
            related=ids(loose),
        )


def vague_reports(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find claims that may or may not have been reported by the as-of day; one finding for all."""
    as_of = mission.profile.as_of
    vague = [
        one for one in mission.claims if one.reported_on.earliest <= as_of < one.reported_on.latest
    ]
    if vague:
        yield VAGUE_DATE.broken(
            about=vague[0].id,
            window=Window(as_of, as_of + timedelta(days=1)),
            message=f"{counted(len(vague), 'claim')} may have been reported before or after "
            f"{as_of}, since only a month or a year is given: {listed(ids(vague))}.",
            remedy="Find the day of the report.",
            sources=_citations(vague),
            related=ids(vague),
        )


def reports_after_their_source(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find claims reported on days that all lie after those of their source; one a source."""
    published = {one.id: one.date for one in mission.sources if one.date is not None}
    found: dict[SourceId, list[Claim]] = {}
    for claim in mission.claims:
        date = published.get(claim.source)
        if date is not None and claim.reported_on.earliest > date.latest:
            found.setdefault(claim.source, []).append(claim)
    for key, claims in found.items():
        told = listed(f"{one.id} ({one.reported_on})" for one in claims)
        yield AHEAD.broken(
            about=claims[0].id,
            message=f"{key} is of {published[key]}, and can't have said what was reported later: "
            f"{told}.",
            remedy="Correct one of the dates, or name the document that said so. What a document "
            "foretells was reported when it was published; `valid_from` tells for when.",
            sources=_citations(claims),
            related=ids(claims),
        )


def vulnerable_assumptions(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find assumptions that bear load and may fail without anything to tell that they do."""
    for one in mission.assumptions:
        if one.load_bearing and one.vulnerable and not one.signpost:
            yield NO_SIGNPOST.broken(
                about=one.id,
                message=f"The plan leans on this, which may well turn out wrong, and nothing is "
                f"named that would tell: {one.statement}",
                remedy="Name a signpost, and who watches it.",
                sources=cited([one]),
            )


def forecasts_as_strength(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find levels stated as deployed, and pledges as arrived, that rest on plans or ceilings.

    A row that also cites an assumption gives the staff's reasons for taking it so.
    """
    claims = {str(one.id): one for one in mission.claims}
    assumed = {str(one.id) for one in mission.assumptions}
    rows: list[Row] = [one for one in mission.levels if one.kind is FigureKind.DEPLOYED]
    rows += [one for one in mission.pledges if one.rung is Rung.ARRIVED]
    for row in rows:
        cites = [claims[ref] for ref in refs(row) if ref in claims]
        figures = [one for one in cites if one.quantity is not None]
        reasoned = any(ref in assumed for ref in refs(row))
        if figures and not reasoned and all(one.kind in FORECASTS for one in figures):
            kinds = listed(f"{one.kind.value} ({one.id})" for one in figures)
            yield NOT_STRENGTH.broken(
                about=row.id,
                message=f"{row.id} is stated as people in place, but its figure is {kinds}.",
                remedy="Use a figure of people deployed, or state it as a plan or a ceiling.",
                sources=_citations(figures),
                related=ids(figures),
            )


CHECKS = (
    rows_without_source,
    copies_as_voices,
    conflicts,
    conflicts_not_grouped,
    vague_reports,
    vulnerable_assumptions,
    forecasts_as_strength,
    *prior.CHECKS,
    reports_after_their_source,
)
