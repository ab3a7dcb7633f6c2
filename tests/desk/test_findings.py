"""Findings, narrowed and by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.checks.catalogue import RULES
from cadre.desk.desk import Desk
from cadre.desk.findings import FindingsAsked, findings
from cadre.desk.rule_book import rule_book, titles
from cadre.errors import CadreError
from cadre.mission.plans import MadeFrom, Plan


def test_each_finding_stands_once_under_its_rule_the_worst_first(staff: Desk) -> None:
    answer = findings(staff)
    told = [one.finding for group in answer.groups for one in group.findings]
    assert sorted(map(repr, told)) == sorted(map(repr, staff.check().findings))
    ranks = [group.severity.rank for group in answer.groups]
    assert ranks == sorted(ranks)
    assert answer.found == answer.count == len(told) == sum(answer.by_severity.values())


def test_findings_are_narrowed_and_counts_stay_those_of_all(staff: Desk) -> None:
    whole = findings(staff)
    some = findings(staff, FindingsAsked(code="EVI", severity="warning"))
    assert {group.code.partition("-")[0] for group in some.groups} == {"EVI"}
    assert 0 < some.found < whole.found
    assert some.by_severity == whole.by_severity


def test_findings_about_a_row_are_those_that_name_it(staff: Desk) -> None:
    some = findings(staff, FindingsAsked(about="interior-advice"))
    assert some.found > 0
    for group in some.groups:
        for one in group.findings:
            assert "interior-advice" in (one.finding.about, *one.finding.related)
            assert any(row.row.id == "interior-advice" for row in one.rows)


def test_words_are_found_whatever_their_case(staff: Desk) -> None:
    assert findings(staff, FindingsAsked(text="PESHMERGA")).found > 0
    assert findings(staff, FindingsAsked(text="no such words at all")).found == 0


def test_a_plan_adds_what_is_wrong_with_it(staff: Desk) -> None:
    empty = Plan(horizon=staff.mission.horizon, made_from=staff.made_from)
    answer = findings(staff, plan=empty)
    of_plan = [one for group in answer.groups for one in group.findings if one.of_plan]
    assert of_plan, "begun work that isn't in a plan is told"
    assert answer.count == findings(staff).count + len(of_plan)


def test_a_plan_of_another_dossier_is_refused(staff: Desk) -> None:
    other = MadeFrom(dossier="0" * 64, as_of="2021-03-15")
    plan = replace(Plan(horizon=staff.mission.horizon, made_from=staff.made_from), made_from=other)
    with pytest.raises(CadreError):
        findings(staff, plan=plan)


def test_the_rule_book_holds_every_rule_once_with_a_title() -> None:
    codes = [rule.code for family in rule_book() for rule in family.rules]
    assert len(codes) == len(set(codes))
    assert {one.code for one in RULES} <= set(codes)
    assert all(titles()[code] for code in codes)
    assert all(family.name and family.says for family in rule_book())
