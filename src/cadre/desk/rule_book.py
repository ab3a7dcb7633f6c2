"""Rule book: every rule that a finding may come from, family by family."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from cadre.checks import catalogue
from cadre.dossier import rules as of_files
from cadre.mission.findings import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTold:
    """A rule.

    Attributes:
        code: Its code.
        severity: How much it matters when broken.
        title: What it means when broken.
    """

    code: str
    severity: Severity
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Rules that belong together.

    Attributes:
        code: The letters that their codes begin with.
        name: What they are called.
        says: What they look after, as a sentence.
        rules: The rules.
    """

    code: str
    name: str
    says: str
    rules: tuple[RuleTold, ...]


@cache
def rule_book() -> tuple[Family, ...]:
    """All families, in the order of the manual; those of a dossier's files come last."""
    return tuple(_families())


@cache
def titles() -> dict[str, str]:
    """What breaking each rule means, by its code."""
    return {rule.code: rule.title for family in rule_book() for rule in family.rules}


def _families() -> Iterator[Family]:
    modules = (one for one in vars(catalogue).values() if inspect.ismodule(one))
    found = {one.RULES[0].code: one for one in modules}
    for rule in catalogue.RULES:
        if rule.code in found:
            yield _family(found[rule.code], found[rule.code].RULES)
    yield _family(of_files, [one for one in vars(of_files).values() if isinstance(one, Rule)])


def _family(module: ModuleType, rules: object) -> Family:
    some = (
        [one for one in rules if isinstance(one, Rule)] if isinstance(rules, tuple | list) else []
    )
    name, _, says = (module.__doc__ or "").strip().partition("\n")[0].partition(": ")
    return Family(
        code=some[0].code.partition("-")[0],
        name=name.removesuffix(" checks"),
        says=(says[:1].upper() + says[1:]) if says else "",
        rules=tuple(
            RuleTold(code=one.code, severity=one.severity, title=one.title) for one in some
        ),
    )
