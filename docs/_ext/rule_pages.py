"""A page for each rule of the checks, made from the check and from the tests that break it.

Each rule has one example in the tests: a mission in which nothing is wrong, with as little changed
as breaks the rule. The page shows what was changed, what Cadre says to it, and the rows as they
stood before, which pass.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from types import ModuleType

from cadre.checks import catalogue
from cadre.checks.catalogue import RULES, Check
from cadre.dossier.convert import cell_texts
from cadre.dossier.edit import csv_line
from cadre.dossier.tables import TABLES, Table
from cadre.mission.findings import Finding, Rule
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.rows import Row
from tests.checks.building import good_plan, sound
from tests.checks.test_catalogue import MISSIONS, PLANS

LISTED = 6
"""Rows of one table that a page shows; the others are counted."""
HEAD = """(rule-{anchor})=
# {code}: {title}

*{severity}*, of the family {{ref}}`{family} <{family_anchor}>`. {looks}

"""


def pages() -> Iterator[tuple[str, str]]:
    """The name and the text of each page, in the order of the catalogue."""
    for rule in RULES:
        yield f"{rule.code.lower()}.md", page(rule)


def page(rule: Rule) -> str:
    """The page of one rule."""
    before, sane = sound(), good_plan()
    planned = rule.code in PLANS
    make, make_plan = PLANS[rule.code] if planned else (MISSIONS[rule.code], None)
    mission, plan = make(), make_plan() if make_plan else None
    found = [one for one in catalogue.run_checks(mission, plan) if one.code == rule.code]
    check = _check(rule, mission, plan)
    parts = [_head(rule, check), "## An example that fails\n"]
    failing = [*_changed(before, mission, there=mission), *_plan(sane, plan, there=plan)]
    parts += failing or ["The rows below are missing.\n"]
    parts += [_said(found), "## The same, as it passes\n"]
    passing = [*_changed(before, mission, there=before), *_plan(sane, plan, there=sane)]
    parts += passing or ["Without the rows above, Cadre has nothing to say.\n"]
    return "\n".join(parts)


def _head(rule: Rule, check: Check) -> str:
    family = rule.code.partition("-")[0]
    return HEAD.format(
        anchor=rule.code.lower(),
        code=rule.code,
        title=rule.title,
        severity=rule.severity.value.capitalize(),
        family=family,
        family_anchor=f"family-{family.lower()}",
        looks=" ".join((inspect.getdoc(check) or "").split()),
    )


def module_of(rule: Rule) -> ModuleType:
    """The module of checks that a rule belongs to."""
    return next(
        module
        for module in vars(catalogue).values()
        if inspect.ismodule(module) and rule in getattr(module, "RULES", ())
    )


def _check(rule: Rule, mission: Mission, plan: Plan | None) -> Check:
    """The check that finds the example."""
    checks: Iterable[Check] = module_of(rule).CHECKS
    return next(
        check for check in checks if any(one.code == rule.code for one in check(mission, plan))
    )


def _said(found: list[Finding]) -> str:
    one = found[0]
    days = f" ({one.window})" if one.window else ""
    said = f"{one.severity.value} {one.code} {one.about}{days}\n  {one.message}\n  -> {one.remedy}"
    return f"Cadre says:\n\n```text\n{said}\n```\n"


def _changed(before: Mission, after: Mission, *, there: Mission) -> Iterator[str]:
    """The rows of `there` that differ between the two missions, table by table."""
    for name, table in TABLES.items():
        old, new = _rows(before, name), _rows(after, name)
        if old == new:
            continue
        keys = [key for key in dict.fromkeys([*new, *old]) if old.get(key) != new.get(key)]
        rows = [row for key in keys if (row := _rows(there, name).get(key)) is not None]
        if rows:
            both = [one[key] for one in (old, new) for key in keys if key in one]
            yield _csv(table, rows, _columns(table, both))
    if before.profile != after.profile:
        yield _profile(before, after, there)


def _rows(mission: Mission, name: str) -> Mapping[str, Row]:
    return {row.id: row for row in getattr(mission, name)}


def _columns(table: Table, rows: Iterable[Row]) -> list[str]:
    """The columns that some of the rows fill; sources and marks aren't the matter here."""
    texts = [cell_texts(table, row) for row in rows]
    aside = ("sources", "marking", "known_from")
    return [
        column.name
        for column in table.columns
        if column.name not in aside and any(text.get(column.name) for text in texts)
    ]


def _csv(table: Table, rows: list[Row], columns: list[str]) -> str:
    lines = [csv_line(columns, "")]
    for row in rows[:LISTED]:
        text = cell_texts(table, row)
        lines.append(csv_line((text.get(name, "") for name in columns), ""))
    if len(rows) > LISTED:
        lines.append(f"... and {len(rows) - LISTED} rows more")
    body = "\n".join(lines)
    return f"`{table.file}`\n\n```text\n{body}\n```\n"


def _profile(before: Mission, after: Mission, there: Mission) -> str:
    names = [
        one.name
        for one in fields(before.profile)
        if getattr(before.profile, one.name) != getattr(after.profile, one.name)
    ]
    body = "\n".join(f"{name} = {getattr(there.profile, name)}" for name in names)
    return f"`mission.toml`\n\n```text\n{body}\n```\n"


def _plan(before: Plan, after: Plan | None, *, there: Plan | None) -> Iterator[str]:
    """The parts of a plan that differ."""
    if after is None or there is None or before == after:
        return
    lines = [
        *(_part(one) for one in there.starts if (one in before.starts) != (one in after.starts)),
        *(
            _part(one)
            for one in there.assignments
            if before.assignments.count(one) != after.assignments.count(one)
        ),
    ]
    if before.horizon != after.horizon:
        lines.insert(0, f"horizon of {there.horizon.weeks} weeks from {there.horizon.start}")
    if lines:
        body = "\n".join(lines)
        yield f"the plan\n\n```text\n{body}\n```\n"


def _part(part: object) -> str:
    """A start or an assignment on one line, without what it leaves open."""
    stated = {
        one.name: getattr(part, one.name)
        for one in fields(part)  # type: ignore[arg-type]
        if getattr(part, one.name) not in (None, ())
    }
    words = ", ".join(
        f"{name} {' '.join(value) if isinstance(value, tuple) else value}"
        for name, value in stated.items()
    )
    return f"{type(part).__name__.lower()}: {words}"


def write(folder: Path) -> None:
    """Write all pages that changed, and take away those of rules that are gone."""
    folder.mkdir(exist_ok=True)
    made = dict(pages())
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
