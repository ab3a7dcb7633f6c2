"""Plans for programs: which are kept, the one in force, and putting another one in force."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field

from cadre.desk.in_force import PlansTold, PlanTold, enforce, plan_told, plans_of
from cadre.desk.plain import to_plain
from cadre.desk.roles import Role
from cadre.desk.shelf import PutInForce
from cadre.web.preconditions import refuse_unless_seen
from cadre.web.rest.said import answered, common
from cadre.web.visits import Visit, Visiting

router = APIRouter(tags=["Plans"], dependencies=[Depends(common)])
Plain = dict[str, Any]
IN_FORCE = "/plans/in-force"


class PlanNamed(BaseModel):
    """The plan that is to be in force."""

    model_config = {"extra": "forbid"}

    key: str = Field(max_length=200, description="What it is kept under.")


@router.get(
    "/plans",
    summary="The plans of a branch",
    responses=answered(PlansTold, "/api/plans", "The plans kept, and which is in force."),
    response_model=None,
)
def get_plans(visit: Visiting, response: Response) -> Plain:
    """The plans that were kept for a branch, which is in force, and which were before."""
    response.headers["ETag"] = visit.tag
    response.headers["Cache-Control"] = "private, no-cache"
    told: Plain = to_plain(plans_of(visit.desk, visit.house.jobs.shelf, _where(visit)))
    return told


@router.get(
    IN_FORCE,
    summary="The plan in force",
    responses=answered(PlanTold, f"/api{IN_FORCE}", "The plan in force."),
    response_model=None,
)
def get_in_force(visit: Visiting, response: Response) -> Plain:
    """The plan in force on a branch; its ETag changes when another one takes its place."""
    found = plan_told(visit.desk, visit.house.jobs.shelf, _where(visit))
    response.headers["ETag"] = _tag(found.in_force)
    told: Plain = to_plain(found)
    return told


@router.put(IN_FORCE, summary="Put a kept plan in force", response_model=None)
def put_in_force(visit: Visiting, request: Request, body: PlanNamed, response: Response) -> Plain:
    """Put a kept plan in force; `If-Match` names the one that was seen, or `*` where none is.

    Raises:
        CadreError: There is no such plan, it is of another state, or another one was put in force.
    """
    visit.needs(Role.PLANNER)
    shelf, where = visit.house.jobs.shelf, _where(visit)
    now = plans_of(visit.desk, shelf, where).in_force
    said = "isn't there" if now is None else f"is {now.key} by now, put in force by {now.by}"
    refuse_unless_seen(request, _tag(now), "the plan in force", said)
    made = enforce(visit.desk, shelf, where, body.key, visit.who.name)
    response.headers["ETag"] = _tag(made)
    told: Plain = to_plain(made)
    return told


@router.get(
    "/plans/{key}",
    summary="A kept plan",
    responses=answered(PlanTold, "/api/plans/{key}", "A kept plan."),
    response_model=None,
)
def get_plan(
    visit: Visiting,
    response: Response,
    key: Annotated[str, Path(description="What it is kept under.")],
) -> Plain:
    """A kept plan: its starts, who serves, its worth and what it leaves out."""
    response.headers["ETag"] = visit.tag
    response.headers["Cache-Control"] = "private, no-cache"
    told: Plain = to_plain(plan_told(visit.desk, visit.house.jobs.shelf, _where(visit), key))
    return told


def _where(visit: Visit) -> Any:  # noqa: ANN401 - a folder or the address of a store
    return visit.house.room.address(visit.view)


def _tag(now: PutInForce | None) -> str:
    """What tells the plan in force from the one before or after."""
    return '"none"' if now is None else f'"{now.key}-{now.at}"'
