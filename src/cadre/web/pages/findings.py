"""Findings: what is wrong, or worth knowing, rule by rule; and the rules themselves."""

from __future__ import annotations

from fastapi import APIRouter, Response

from cadre.desk.findings import FindingsAnswer, FindingsAsked, findings
from cadre.desk.rule_book import rule_book
from cadre.desk.shelf_plans import plan_asked
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "findings", "Findings"
router = APIRouter()


def asked_of(visit: Visit) -> FindingsAsked:
    """Which findings an address asks for."""
    return FindingsAsked(
        code=visit.asked("code"),
        severity=visit.asked("severity"),
        about=visit.asked("about"),
        text=visit.asked("text"),
    )


def answer(visit: Visit) -> FindingsAnswer:
    """What the page shows; with those of a kept plan that `plan` names by its key.

    Raises:
        CadreError: There is no such plan for this reader, or it is of another dossier.
    """
    plan = plan_asked(visit.house.jobs.shelf, visit.desk, visit.asked("plan"))
    return findings(visit.desk, asked_of(visit), plan)


@router.get("/findings")
def page(visit: Visiting) -> Response:
    """The page."""
    asked = asked_of(visit)
    return visit.page(
        "findings.html.j2",
        title=TITLE,
        page_name=NAME,
        answer=answer(visit),
        asked=asked,
        narrowed=asked != FindingsAsked(),
    )


@router.get("/findings/rules")
def rules(visit: Visiting) -> Response:
    """Every rule, family by family, with how many findings each has now."""
    counts = {one.value: one.count for one in findings(visit.desk).rules}
    return visit.page(
        "rules.html.j2", title="Rules", page_name=NAME, families=rule_book(), counts=counts
    )
