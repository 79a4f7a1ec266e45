"""Reads operations, and the requests that their examples make, out of the service's own schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the schema: where it is and what is said about it."""

    method: str
    path: str
    described: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How a test shows it."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Example:
    """The request that pressing Execute sends, with nothing typed in."""

    method: str
    path: str
    media_type: str | None
    body: Any


def operations(schema: Mapping[str, Any]) -> list[Operation]:
    """All operations in the document's order, those that delete last."""
    found = [
        Operation(method.upper(), path, described)
        for path, methods in schema["paths"].items()
        for method, described in methods.items()
    ]
    return sorted(found, key=lambda operation: operation.method == "DELETE")


def example(schema: Mapping[str, Any], operation: Operation) -> Example:
    """An operation's example request; fails when a value that is needed has none."""
    path = operation.path
    for parameter in operation.described.get("parameters", []):
        if parameter["required"]:
            assert parameter["in"] == "path"
            path = path.replace(f"{{{parameter['name']}}}", quote(_value(schema, parameter), safe=""))
    content = operation.described.get("requestBody", {}).get("content", {})
    for media_type, described in content.items():
        return Example(operation.method, path, media_type, _value(schema, described))
    return Example(operation.method, path, None, None)


def references(described: Any) -> Iterator[str]:
    """Every schema that is referred to."""
    if isinstance(described, Mapping):
        if isinstance(described.get("$ref"), str):
            yield described["$ref"]
        for value in described.values():
            yield from references(value)
    elif isinstance(described, list):
        for value in described:
            yield from references(value)


def resolved(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference refers to, anything else as it is."""
    reference = described.get("$ref")
    return schema["components"]["schemas"][reference.rsplit("/", 1)[1]] if reference else described


def _value(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Any:
    if "example" in described:
        return described["example"]
    if "examples" in described:
        return next(iter(described["examples"].values()))["value"]
    # Only of a body: for a parameter Swagger UI doesn't look here.
    assert "in" not in described, f"{described['name']} has no example"
    return resolved(schema, described["schema"])["examples"][0]
