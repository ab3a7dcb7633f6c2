"""What a table of who does what where may tell, and how its columns are recognised.

A column is known by its HXL tag when the table has a row of tags, else by its header, in English or
French, whatever its capitals, accents and blanks. Tags were set by people, too: one that would be
wrong beside a better one (`#org+impl` over "Partner Category") gives way to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cadre.mission.spelling import plain_words


class Told(Enum):
    """What a column tells; the values are the names that a map uses."""

    PARTNER = "partner"
    ACRONYM = "acronym"
    KIND = "kind"
    ACTIVITY = "activity"
    SECTOR = "sector"
    SUBSECTOR = "subsector"
    BENEFICIARY = "beneficiary"
    PROVINCE = "province"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    LOCATION = "location"
    START = "start"
    END = "end"
    REPORTED = "reported"
    STATUS = "status"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How a column is recognised.

    Attributes:
        tags: HXL patterns, the best first: a hashtag, attributes it must have, after `-` those
            that it must not have.
        headers: Headers as `plain_words` gives them, the best first.
    """

    tags: tuple[str, ...]
    headers: tuple[str, ...]


SIGNS: Mapping[Told, Sign] = {
    Told.PARTNER: Sign(
        tags=(
            "#org +impl +name",
            "#org +name -funding -prog",
            "#org +impl -type -acronym -code -name",
            "#org -type -acronym -code -name -funding -prog -impl",
        ),
        headers=(
            *("partner full name", "implementing partner full name", "organisation name"),
            *("organization name", "org name", "nom de l organisation", "nom organisation"),
            *("nom du partenaire", "partenaire d execution", "partenaire de mise en oeuvre"),
            *("implementing partner", "implementing organisation", "implementing organization"),
            *("partner name", "organisation", "organization", "partner", "partenaire", "agency"),
            *("who", "qui", "org", "ong"),
        ),
    ),
    Told.ACRONYM: Sign(
        tags=("#org +impl +acronym", "#org +acronym", "#org +impl -type -name"),
        headers=(
            *("partner acronym", "org acronym", "organisation acronym", "organization acronym"),
            *("acronym", "acronyme", "acronyme de l organisation", "sigle"),
        ),
    ),
    Told.KIND: Sign(
        tags=("#org +impl +type", "#org +type -funding"),
        headers=(
            *("organisation type", "organization type", "org type", "partner type"),
            *("type d organisation", "type of organisation", "type of organization"),
            *("type organisation", "type de partenaire"),
        ),
    ),
    Told.ACTIVITY: Sign(
        tags=(
            "#activity +name -type -status",
            "#activity +project +name -type -status",
            "#activity -type -status -code",
        ),
        headers=(
            *("activity", "activity name", "activity description", "activite", "activites"),
            *("nom de l activite", "intitule de l activite", "project title", "project name"),
            *("titre du projet", "nom du projet", "intervention", "what", "quoi"),
        ),
    ),
    Told.SECTOR: Sign(
        tags=("#sector +cluster", "#sector +name", "#sector -code", "#subsector -code"),
        headers=(
            *("cluster", "sector", "sector name", "secteur", "secteur d intervention"),
            *("cluster sector", "sector cluster", "sector name en", "domaine"),
        ),
    ),
    Told.SUBSECTOR: Sign(
        tags=("#subsector +name", "#subsector -code"),
        headers=("subsector", "sub sector", "sub cluster", "sous secteur", "subcluster"),
    ),
    Told.BENEFICIARY: Sign(
        tags=("#beneficiary +name", "#beneficiary +type"),
        headers=(
            *("beneficiary type", "type of beneficiary", "type of beneficiaries"),
            *("beneficiaries type", "target group", "population group", "whom", "for whom"),
            *("type de beneficiaire", "type de beneficiaires", "groupe cible", "a qui"),
        ),
    ),
    Told.PROVINCE: Sign(
        tags=("#adm1 +name", "#adm1 -code"),
        headers=(
            *("governorate", "province", "region", "adm1 name", "admin1 name", "admin 1 name"),
            *("admin1", "admin 1", "adm1", "adm1 en", "gouvernorat", "state", "departement 1"),
            *("where", "ou"),
        ),
    ),
    Told.DISTRICT: Sign(
        tags=("#adm2 +name", "#adm2 -code"),
        headers=("district", "departement", "adm2 name", "admin2 name", "admin 2", "adm2"),
    ),
    Told.SUBDISTRICT: Sign(
        tags=("#adm3 +name", "#adm3 -code"),
        headers=("sub district", "subdistrict", "commune", "adm3 name", "admin3 name", "adm3"),
    ),
    Told.LOCATION: Sign(
        tags=("#loc +name", "#loc -code -type"),
        headers=("location", "site", "localite", "village", "camp", "place", "lieu"),
    ),
    Told.START: Sign(
        tags=("#date +start",),
        headers=(
            *("start date", "date start", "start", "from", "date debut", "date de debut"),
            *("date debute", "debut", "project start date", "activity start date"),
            *("reference period start", "date de demarrage"),
        ),
    ),
    Told.END: Sign(
        tags=("#date +end",),
        headers=(
            *("end date", "date end", "end", "to", "until", "date fin", "date de fin", "fin"),
            *("project end date", "activity end date", "reference period end"),
        ),
    ),
    Told.REPORTED: Sign(
        tags=("#date +reported", "#date +occurred", "#date -start -end"),
        headers=(
            *("month", "reporting month", "report month", "reporting period", "mois"),
            *("mois de rapportage", "periode", "period", "date reported", "reporting date"),
        ),
    ),
    Told.STATUS: Sign(
        tags=("#status +name", "#status", "#activity +status"),
        headers=(
            *("status", "activity status", "project status", "etat", "etat du projet"),
            *("statut", "statut du projet", "etat de l activite"),
        ),
    ),
    Told.PLAN: Sign(
        tags=("#response +name",),
        headers=("plan", "response plan", "hrp", "programme", "program"),
    ),
}
"""How each column is recognised, in the order in which they are looked for."""

_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*\s*")
PERSONAL = ("contact", "email", "e mail", "phone", "telephone", "mobile", "focal point")
"""Words in headers and tags of columns that hold people, which are never taken."""


def tag_of(cell: object) -> tuple[str, frozenset[str]] | None:
    """An HXL tag taken apart: hashtag and attributes; None for a cell that holds none."""
    text = str(cell).strip().lower() if isinstance(cell, str) else ""
    if not _TAG.fullmatch(text):
        return None
    head, *rest = (part.strip() for part in text.split("+"))
    return head, frozenset(rest)


def tagged(tag: tuple[str, frozenset[str]], pattern: str) -> bool:
    """Whether a tag fits a pattern of a sign."""
    head, *rest = pattern.split()
    asked = {one[1:] for one in rest if one.startswith("+")}
    barred = {one[1:] for one in rest if one.startswith("-")}
    return tag[0] == head and asked <= tag[1] and not barred & tag[1]


def by_tags(cells: tuple[object, ...]) -> dict[Told, int]:
    """The columns that a row of HXL tags names; no column tells two things."""
    tags = {place: tag for place, cell in enumerate(cells) if (tag := tag_of(cell)) is not None}
    found: dict[Told, int] = {}
    # The best patterns of all fields come first, so that a loose one takes only what is left.
    for rank in range(max(len(sign.tags) for sign in SIGNS.values())):
        for told, sign in SIGNS.items():
            if told in found or rank >= len(sign.tags):
                continue
            fitting = [place for place, tag in tags.items() if tagged(tag, sign.tags[rank])]
            free = [place for place in fitting if place not in found.values()]
            if free:
                found[told] = free[0]
    return found


def by_headers(cells: tuple[object, ...]) -> dict[Told, int]:
    """The columns that a header row names; no column tells two things."""
    names: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and cell.strip():
            names.setdefault(plain_words(cell), place)
    found: dict[Told, int] = {}
    for told, sign in SIGNS.items():
        known = [names[header] for header in sign.headers if header in names]
        free = [place for place in known if place not in found.values()]
        if free:
            found[told] = free[0]
    return found


def is_personal(header: object) -> bool:
    """Whether a column holds people by name, address or number."""
    words = plain_words(str(header or ""))
    return any(f" {one} " in f" {words} " for one in PERSONAL) or "contact" in words
