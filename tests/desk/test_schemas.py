"""Schemas: a program that reads Cadre's JSON relies on them."""

from pathlib import Path

import jsonschema
import pytest

from cadre.desk.plain import schema
from cadre.desk.schemas import ANSWERS, schema_texts

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", sorted(schema_texts()))
def test_the_published_schema_is_that_of_the_program(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert text == schema_texts()[name], "run: python -m cadre.desk.schemas docs/schemas"


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_each_schema_is_itself_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(ANSWERS[name], name))
