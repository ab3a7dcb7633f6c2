"""Plain values: a plan that changes on its way through a file would be another plan."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.desk.answers import CheckAnswer
from cadre.desk.files import write_whole
from cadre.desk.plain import from_plain, schema, to_json, to_plain
from cadre.desk.plan_file import read_plan
from cadre.errors import CadreError
from cadre.mission.findings import Finding, Severity
from cadre.mission.ids import ActivityId, AuthorityId, GateId, ModeId, PledgeId, SiteId
from cadre.mission.plans import Assignment, LeftOut, MadeFrom, Plan, Start
from cadre.mission.rows import Citation
from cadre.mission.weeks import NEVER, Horizon, Window
from cadre.planner.result import PlanResult, SolveStatus, Term

ids = st.text("abc-", min_size=1, max_size=5)
starts = st.builds(
    Start,
    activity=ids.map(ActivityId),
    mode=ids.map(ModeId),
    site=ids.map(SiteId),
    week=st.integers(0, 90),
    weeks=st.integers(1, 90),
    rests_on=st.lists(ids.map(AuthorityId)).map(tuple),
    waits_for=st.lists(ids.map(GateId)).map(tuple),
)
assignments = st.builds(
    Assignment,
    pledge=ids.map(PledgeId),
    activity=st.none() | ids.map(ActivityId),
    post=st.none(),
    enabler=st.none(),
    site=ids.map(SiteId),
    people=st.integers(1, 500),
    week=st.integers(0, 90),
    weeks=st.integers(1, 90),
)
left_out = st.builds(
    LeftOut, activity=ids.map(ActivityId), rule=ids, reason=st.text(), unlock=st.text()
)
plans = st.builds(
    Plan,
    horizon=st.just(Horizon(date(2021, 3, 15), 93)),
    starts=st.lists(starts, max_size=4).map(tuple),
    assignments=st.lists(assignments, max_size=4).map(tuple),
    left_out=st.lists(left_out, max_size=3).map(tuple),
    made_from=st.just(MadeFrom(dossier="d", as_of="2021-03-15")),
)
results = st.builds(
    PlanResult,
    status=st.sampled_from(SolveStatus),
    objective=st.floats(0, 1e6),
    bound=st.floats(0, 1e6),
    seconds=st.floats(0, 60),
    seed=st.integers(0, 9),
    plan=plans,
    terms=st.lists(
        st.builds(Term, name=ids, weight=st.just(1.0), amount=st.just(2.0), worth=st.just(2.0))
    ).map(tuple),
)


@given(results)
def test_a_plan_comes_back_from_json_as_it_went(result: PlanResult) -> None:
    plain = json.loads(to_json(result))
    assert from_plain(plain, PlanResult) == result
    jsonschema.validate(plain, schema(PlanResult, "plan"))


def test_windows_in_files_count_both_days_and_leave_open_ends_empty() -> None:
    assert to_plain(Window(date(2021, 1, 1), date(2021, 2, 1))) == {
        "from": "2021-01-01",
        "to": "2021-01-31",
    }
    assert to_plain(Window(date(2009, 1, 1), NEVER)) == {"from": "2009-01-01", "to": None}
    for window in (Window(), Window(date(2009, 1, 1)), Window(end=date(2009, 1, 1))):
        assert from_plain(to_plain(window), Window) == window


def test_findings_follow_their_schema() -> None:
    finding = Finding(
        code="AUT-01",
        severity=Severity.ERROR,
        about="advice",
        window=Window(date(2009, 1, 1)),
        message="No mandate.",
        remedy="Get one.",
        sources=(Citation("F0023"), Citation("un-1790", "para 2")),
    )
    answer = CheckAnswer(
        made_from=MadeFrom(dossier="d", as_of="2007-11-16"), findings=(finding,), withheld=1
    )
    jsonschema.validate(json.loads(to_json(answer)), schema(CheckAnswer, "check"))


def test_a_schema_refuses_what_is_not_of_its_form() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"status": "optimal"}, schema(PlanResult, "plan"))


@pytest.mark.parametrize("text", ["", "{}", '{"status": "fine"}', "[1, 2]", "null"])
def test_a_file_that_is_no_plan_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(CadreError, match="isn't a plan"):
        read_plan(tmp_path / "plan.json")


def test_a_missing_plan_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CadreError, match="No such file"):
        read_plan(tmp_path / "plan.json")


def test_a_plan_that_can_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    result = PlanResult(
        status=SolveStatus.OPTIMAL,
        objective=1.0,
        bound=1.0,
        seconds=0.1,
        seed=0,
        plan=Plan(
            horizon=Horizon(date(2021, 3, 15), 1), made_from=MadeFrom(dossier="d", as_of="x")
        ),
    )
    with pytest.raises(CadreError, match="Name another file"):
        write_whole(tmp_path / "missing" / "plan.json", to_json(result))
    assert list(tmp_path.iterdir()) == []
    write_whole(tmp_path / "plan.json", to_json(result))
    assert read_plan(tmp_path / "plan.json") == result
