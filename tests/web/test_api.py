"""The API does what its description says, whatever is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cadre.desk.jobs import Jobs
from cadre.desk.room import Room
from cadre.web.application import application
from cadre.web.house import House
from tests.web.serving import store_of

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ENDLESS = "/api/events"
"""Events never end, so there is no answer to be read whole; they have tests of their own."""
TRIES = 15
"""What is sent to each address, half of it of the right form and half of it not."""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    """The application over a store that is changed at will; long runs wait and never begin."""
    jobs = Jobs(tmp_path / "shelf", at_most=0)
    room = Room(str(store_of(tmp_path)))
    yield application(House(room=room, hosts=frozenset({"testserver"}), jobs=jobs))
    jobs.close()


def test_whatever_is_sent_is_answered_as_described(app: FastAPI) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 20
    wrong: list[str] = []
    for operation in operations:
        if operation.path == ENDLESS:
            continue
        cases = operation.as_strategy() | operation.as_strategy(
            generation_mode=schemathesis.GenerationMode.NEGATIVE
        )

        @settings(
            max_examples=TRIES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def answered(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS)

        try:
            answered()
        except (Failure, FailureGroup) as found:
            wrong.append(f"{operation.label}: {found!s:.900}")
    assert not wrong, "\n\n".join(wrong)
