"""JSON objects found in a text while it comes, with bounded work."""

import json

from app.answer.composing.json_objects import DEEPEST, LARGEST, ObjectScanner


def found(text: str) -> list[tuple[str, int]]:
    return [(one.text, one.depth) for one in ObjectScanner().feed(text)]


def test_inner_objects_come_first_with_their_depth() -> None:
    assert found('{"a": {"b": "}"}} and {}') == [('{"b": "}"}', 2), ('{"a": {"b": "}"}}', 1), ("{}", 1)]


def test_too_deep_objects_are_passed_over() -> None:
    assert [depth for _, depth in found("{" * 9 + "}" * 9)] == list(range(DEEPEST, 0, -1))


def test_too_large_objects_are_passed_over_and_the_next_are_found() -> None:
    large = json.dumps({"a": "x" * LARGEST, "b": {}})
    assert found(large + "{}") == [("{}", 2), ("{}", 1)]


def test_no_more_is_given_than_each_character_at_each_depth() -> None:
    text = "{" * 30_000 + "}" * 30_000
    assert found(text) == []
    text = '{"a":' * 2_000 + "1" + "}" * 2_000
    assert sum(len(one) for one, _ in found(text * 5)) <= DEEPEST * 5 * len(text)
