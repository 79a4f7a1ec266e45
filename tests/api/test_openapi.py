"""The documentation is complete: all is described, each error has its example, and what is shown is real."""

from typing import Any

import httpx2
import pytest

from app.main import create_app
from app.settings import load_settings
from tests.api.checks import REPLY_FIELDS
from tests.api.openapi import Operation, operations, references, resolved

SCHEMA = create_app(load_settings({})).openapi()
OPERATIONS = operations(SCHEMA)
PROBLEM = ("application/problem+json", "#/components/schemas/Problem")
OPENAI = ("application/json", "#/components/schemas/OpenAIError")
OPENAI_PATHS = ("/v1/chat/completions", "/v1/models", "/v1/models/{model}")
V1 = [operation for operation in OPERATIONS if operation.path.startswith("/v1/")]


def each(some: list[Operation]) -> Any:
    return pytest.mark.parametrize("operation", some, ids=lambda operation: operation.name)


@each(OPERATIONS)
def test_an_operation_says_what_it_does(operation: Operation) -> None:
    described = operation.described
    assert 0 < len(described["summary"]) < 60
    assert described["description"].rstrip()[-1] in ".!?"
    assert "\\n" not in described["description"]
    assert described["tags"] == [
        tag for tag in described["tags"] if tag in {one["name"] for one in SCHEMA["tags"]}
    ]
    assert all(parameter["description"] for parameter in described.get("parameters", []))


@each([operation for operation in V1 if operation.path != "/v1/articles/import"])
def test_an_operations_errors_are_documented_with_an_example_each(operation: Operation) -> None:
    errors = {status: one for status, one in operation.described["responses"].items() if status >= "400"}
    shape = OPENAI if operation.path in OPENAI_PATHS else PROBLEM
    assert errors or operation.name == "GET /v1/models"  # which nothing but a missing key goes wrong with
    for status, response in errors.items():
        ((media_type, content),) = response["content"].items()
        assert (media_type, content["schema"]["$ref"]) == shape
        for code, shown in content["examples"].items():
            if shape == PROBLEM:
                assert shown["value"]["status"] == int(status)
            assert shown["value"].get("error", shown["value"])["code"] == code
            assert f"`{code}`" in response["description"]


def test_an_imports_errors_are_documented_line_by_line() -> None:
    response = SCHEMA["paths"]["/v1/articles/import"]["post"]["responses"]["200"]
    line = resolved(SCHEMA, response["content"]["application/x-ndjson"]["schema"])
    assert "#/components/schemas/Problem" in references(line["properties"]["error"])


def test_what_any_route_may_answer_is_documented_at_each() -> None:
    for path, methods in SCHEMA["paths"].items():
        for operation in methods.values() if path.startswith("/v1/") else ():
            told = " ".join(response["description"] for response in operation["responses"].values())
            assert all(f"`{code}`" in told for code in ("starting", "storage_unreadable", "internal_error"))


def test_whatever_is_referred_to_is_there() -> None:
    names = {reference.removeprefix("#/components/schemas/") for reference in references(SCHEMA)}
    assert names <= SCHEMA["components"]["schemas"].keys()
    assert "HTTPValidationError" not in names


def test_a_schema_says_what_it_is() -> None:
    silent = [name for name, one in SCHEMA["components"]["schemas"].items() if not one.get("description")]
    assert silent == []


async def test_the_answer_that_is_shown_is_a_real_one(seeded: httpx2.AsyncClient) -> None:
    responses = SCHEMA["paths"]["/v1/answers"]["post"]["responses"]
    shown = responses["200"]["content"]["application/json"]["example"]
    (citation,) = shown["citations"]
    assert shown.keys() == (REPLY_FIELDS | {"answer"}) - {"reason"}  # the framework leaves nulls out
    text = (await seeded.get(f"/v1/articles/{citation['article_id']}/text")).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert shown["answer"] == f"{citation['quote']} [1]"


def test_a_missing_key_is_documented_in_the_shape_of_each_route() -> None:
    paths = create_app(load_settings({}, api_keys=("k",))).openapi()["paths"]
    for path, shape in (("/v1/models", OPENAI), ("/v1/search", PROBLEM)):
        ((operation),) = paths[path].values()
        ((media_type, content),) = operation["responses"]["401"]["content"].items()
        assert (media_type, content["schema"]["$ref"]) == shape
