"""The brief as data has the form that its schema promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cadre.brief.plain import as_json
from cadre.brief.sections import Brief

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "brief.schema.json"


@pytest.fixture(scope="module")
def data(brief: Brief) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(as_json(brief))
    return loaded


def test_the_data_keeps_to_the_schema(data: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)


def test_the_data_holds_every_number_that_a_text_names(data: dict[str, Any]) -> None:
    known = {number["id"] for number in data["numbers"]}
    named: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if set(value) == {"number"}:
                named.add(value["number"])
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(data["sections"])
    assert named == known


def test_charts_go_along_with_their_data(data: dict[str, Any]) -> None:
    text = json.dumps(data["sections"])
    assert text.count('"type": "chart"') >= 10
    assert "https://vega.github.io/schema/vega-lite/" in text
    assert '"url"' not in text
