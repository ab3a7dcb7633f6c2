"""The JSON Schema of every answer: `python -m cadre.desk.schemas docs/schemas` writes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from cadre.brief.explored import Explored
from cadre.brief.trace import Trace
from cadre.desk.answers import CheckAnswer, LoseAnswer, Started
from cadre.desk.backtest import BacktestAnswer
from cadre.desk.calibration import CalibrationAnswer
from cadre.desk.cover import CoverAnswer
from cadre.desk.export import Exported
from cadre.desk.imports import Imported
from cadre.desk.needs import NeedsAnswer
from cadre.desk.pareto import ParetoAnswer
from cadre.desk.plain import schema
from cadre.desk.priors import PriorsAnswer
from cadre.desk.refused import Refused
from cadre.desk.robust import RobustAnswer
from cadre.desk.store_answers import (
    BranchesAnswer,
    ChangeMade,
    DiffAnswer,
    ExportAnswer,
    LogAnswer,
    VerifyAnswer,
)
from cadre.desk.story import Story
from cadre.desk.summary import Summary
from cadre.desk.what_if import WhatIfAnswer
from cadre.desk.why import WhyAnswer
from cadre.desk.workbook import WorkbookImported
from cadre.planner.result import PlanResult

ANSWERS: dict[str, type] = {
    "backtest": BacktestAnswer,
    "calibration": CalibrationAnswer,
    "check": CheckAnswer,
    "cover": CoverAnswer,
    "explore": Explored,
    "export": Exported,
    "import": Imported,
    "import-workbook": WorkbookImported,
    "init": Started,
    "lose": LoseAnswer,
    "needs": NeedsAnswer,
    "pareto": ParetoAnswer,
    "plan": PlanResult,
    "priors": PriorsAnswer,
    "robust": RobustAnswer,
    "simulate": Summary,
    "store-branch": BranchesAnswer,
    "store-change": ChangeMade,
    "store-diff": DiffAnswer,
    "store-export": ExportAnswer,
    "store-log": LogAnswer,
    "store-verify": VerifyAnswer,
    "tell": Story,
    "trace": Trace,
    "what-if": WhatIfAnswer,
    "why": WhyAnswer,
}
"""What each command answers with `--json`; `brief` and `demo` answer as the brief itself does."""
WITH_REFUSED = frozenset(
    (
        *("backtest", "calibration", "cover", "explore", "lose", "needs", "pareto", "plan"),
        *("priors", "robust", "simulate", "tell", "trace", "what-if", "why"),
    )
)
"""Answers beside which the rows stand that a faulty dossier was read without."""
OPTIONS = {
    "calibration": "backtest --calibration",
    "import-workbook": "import --xlsx",
    "pareto": "plan --pareto",
    "robust": "plan --robust",
    "store-branch": "store branch",
    "store-change": "store init|import|branch|merge|undo",
    "store-diff": "store diff",
    "store-export": "store export",
    "store-log": "store log",
    "store-verify": "store verify",
    "tell": "simulate --tell",
}
"""The command of an answer that bears another name."""


def schema_texts() -> dict[str, str]:
    """The text of each schema file, by its name."""
    return {f"{name}.schema.json": _text(name, kind) for name, kind in ANSWERS.items()}


def _text(name: str, kind: type) -> str:
    rows: dict[str, Any] = {"refused": tuple[Refused, ...], "refused_withheld": int}
    beside = rows if name in WITH_REFUSED else {}
    plain = schema(kind, f"cadre {OPTIONS.get(name, name)} --json", **beside)
    return json.dumps(plain, indent=1) + "\n"


def main(folder: Path) -> None:
    """Write all schemas to `folder`."""
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
