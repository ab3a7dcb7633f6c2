"""Why on the web desk: what the command tells of an answer, the page tells too."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from cadre.desk.desk import Desk, Effort
from cadre.desk.roles import Role
from cadre.desk.why import why
from cadre.dossier.save import save
from cadre.mission.mission import Mission
from cadre.web.rendering import environment
from tests.planner.missions import activity, day, effect, mission, mode, pledge, post, span

PAGE = '{% import "plan_parts.html.j2" as own with context %}{{ own.why(answer) }}'


def shown(given: Mission, where: Path, work: str) -> str:
    """The part of the page that tells why a work is in a plan or isn't, to who plans nothing."""
    save(given, where, None)
    told = why(Desk.open(where), work, None, effort=Effort(seconds=2))
    return (
        environment()
        .from_string(PAGE)
        .render(
            answer=SimpleNamespace(why=told, why_problem=""),
            visit=SimpleNamespace(may=lambda _: False),
            kept=SimpleNamespace(plan=""),
            names={},
            link=lambda *_, **__: "#",
            Role=Role,
        )
    )


def test_who_is_added_and_what_other_work_does_then_is_told(tmp_path: Path) -> None:
    """Else a planner asks nations for people of any rank, and is surprised by the new plan."""
    given = mission(
        activities=(activity("a", min_fill=1.0), activity("c", began=day(-2), min_fill=1.0)),
        modes=(mode("a"), mode("c")),
        posts=(post("a", 1, rank="OF-5"), post("c", 4)),
        pledges=(pledge(4, window=span(0, 5), ranks=("OF-3",)),),
        effects=(effect("a", 0.2), effect("c", 0.5)),
    )
    page = shown(given, tmp_path, "a")
    assert "<code>people for a-adviser +1</code>" in page
    assert "adviser, OF-5" in page
    assert "All other work stays as planned." in page
