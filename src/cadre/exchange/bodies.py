"""Bodies at work: one id for each, however a file spells it, and whichever the dossier has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from cadre.exchange.naming import digest, slug
from cadre.exchange.rules import NAMESAKE, SPELLINGS, Noted
from cadre.mission.ids import PartnerId
from cadre.mission.partners import Partner
from cadre.mission.rows import Citation
from cadre.mission.spelling import plain_words, spelling_key

ALIKE = 0.6
"""Likeness of two names, 0 to 1, from which they are taken for spellings of one."""


@dataclass(slots=True, eq=False)
class Body:
    """A body as a file names it.

    Attributes:
        names: Its full names, and how often each stands there.
        acronyms: Its acronyms likewise.
        kinds: What sort of body it is said to be likewise.
    """

    names: Counter[str] = field(default_factory=Counter)
    acronyms: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The name most often used; of a body without one, its acronym."""
        return _most(self.names) or self.acronym

    @property
    def acronym(self) -> str:
        """The acronym most often used; empty when it has none."""
        return _most(self.acronyms)

    @property
    def spellings(self) -> tuple[str, ...]:
        """All its names and acronyms."""
        return (*self.names, *self.acronyms)

    def take(self, other: Body) -> None:
        """Add what another spelling of the same body holds."""
        self.names.update(other.names)
        self.acronyms.update(other.acronyms)
        self.kinds.update(other.kinds)


def _most(counted: Counter[str]) -> str:
    # Of two used as often the first in order of letters: the same file gives the same name.
    return min(counted, key=lambda text: (-counted[text], text), default="")


def alike(one: str, other: str) -> bool:
    """Whether two names may be spellings of one: much the same, one the other's initials or part.

    An empty name may be any.
    """
    a, b = spelling_key(one), spelling_key(other)
    if not a or not b or a in (b, _initials(other)) or b == _initials(one):
        return True
    if min(len(a), len(b)) > 4 and (a in b or b in a):
        return True
    return SequenceMatcher(None, a, b).ratio() >= ALIKE


def _initials(name: str) -> str:
    return "".join(word[0] for word in plain_words(name).split())


Spelled = tuple[str, str]
"""A name and an acronym as a row spells them; one of them may be empty."""


def bodies_of(
    rows: Iterable[tuple[Spelled, str]], named: Mapping[str, str], noted: Noted
) -> dict[Spelled, Body]:
    """The body that each spelling means.

    Rows of one name are of one body, whatever its acronym; rows of one acronym are, unless the
    names are quite different. What a map names is as it says.

    Args:
        rows: Name, acronym and kind of the body of each row.
        named: Ids of partners by the key of a spelling, as a map names them.
        noted: Where it is told which bodies are spelled in several ways.
    """
    by_spelling: dict[Spelled, Body] = {}
    for spelled, kind in rows:
        body = by_spelling.setdefault(spelled, Body())
        for counted, text in zip(
            (body.names, body.acronyms, body.kinds), (*spelled, kind), strict=True
        ):
            if text:
                counted[text] += 1
    merged = _merged(by_spelling, named, noted)
    for body in {id(one): one for one in merged.values()}.values():
        if len(body.names) > 1 or len(body.acronyms) > 1:
            others = [one for one in body.spellings if one not in (body.name, body.acronym)]
            noted.add(
                SPELLINGS,
                f"{body.name} is also spelled {', '.join(map(repr, others))}.",
                "Name it under [partners] of a map where these are several bodies.",
                about=body.name,
            )
    return merged


def _merged(
    by_spelling: Mapping[Spelled, Body], named: Mapping[str, str], noted: Noted
) -> dict[Spelled, Body]:
    by_map: dict[str, Body] = {}
    by_name: dict[str, Body] = {}
    by_acronym: dict[str, list[Body]] = {}
    found: dict[Spelled, Body] = {}
    for spelled, own in sorted(by_spelling.items(), key=_by_use):
        key, short = map(spelling_key, spelled)
        mapped = named.get(key) or named.get(short)
        body = by_map.setdefault(mapped, Body()) if mapped else by_name.get(key)
        if body is None:
            body = _namesake(spelled, by_acronym.get(short, []), noted)
        body.take(own)
        found[spelled] = body
        if not mapped:
            by_name |= {key: body} if key else {}
            by_acronym.setdefault(short, []).append(body)
    return found


def _namesake(spelled: Spelled, known: list[Body], noted: Noted) -> Body:
    """The body of an acronym that others stand under already, or a new one."""
    name, acronym = spelled
    if not acronym:
        return Body()
    for body in known:
        # Some rows repeat the acronym where the name should be; that is no name to compare.
        bare = spelling_key(acronym) in (spelling_key(name), spelling_key(body.name))
        if bare or alike(body.name, name):
            return body
    if known:
        noted.add(
            NAMESAKE,
            f"{acronym} stands for {known[0].name} and for {name}; they are taken for two bodies.",
            "Name them under [partners] of a map if they are one.",
            about=acronym,
        )
    return Body()


def _by_use(item: tuple[Spelled, Body]) -> tuple[int, Spelled]:
    return -sum((item[1].names or item[1].acronyms).values()), item[0]


def partner_ids(
    bodies: Iterable[Body], known: Iterable[Partner], named: Mapping[str, str], noted: Noted
) -> dict[int, PartnerId]:
    """The id of each body, by the identity of the body.

    A body that the dossier has under its name, or under its acronym with a like name, keeps the
    id it has there; a map comes before both. New ones get one made from acronym or name.
    """
    rows = list(known)
    by_name = {spelling_key(one.name): one.id for one in rows}
    by_id = {spelling_key(one.id): one for one in rows}
    taken = {str(one.id) for one in rows}
    found: dict[int, PartnerId] = {}
    for body in bodies:
        keys = [spelling_key(text) for text in body.spellings]
        mapped = next((named[key] for key in keys if key in named), None)
        same = next((by_name[key] for key in keys if key in by_name), None)
        if mapped is not None or same is not None:
            found[id(body)] = PartnerId(str(mapped or same))
            continue
        found[id(body)] = _by_acronym(body, by_id, taken, noted)
        taken.add(found[id(body)])
    return found


def _by_acronym(
    body: Body, by_id: Mapping[str, Partner], taken: set[str], noted: Noted
) -> PartnerId:
    short = body.acronym or body.name
    known = by_id.get(spelling_key(short))
    if known is not None and alike(known.name, body.name):
        return known.id
    made = slug(short)
    if known is not None:
        noted.add(
            NAMESAKE,
            f"{short} is {body.name} in the file and {known.name} in the dossier; they are taken "
            "for two bodies.",
            "Name the id under [partners] of a map if they are one.",
            about=short,
        )
    return PartnerId(made if made not in taken else f"{made}-{digest(body.name)[:4]}")


def partner_row(body: Body, key: PartnerId, source: Citation) -> Partner:
    """A body as a row of the dossier."""
    return Partner(id=key, name=body.name, kind=_most(body.kinds), sources=(source,))
