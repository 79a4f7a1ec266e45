"""What judges must not be what is judged: scorers and what they rest on never import `app`."""

import ast
from pathlib import Path

import pytest

EVALS = Path(__file__).parents[2] / "evals"
NAMES = ("metrics", "seeds", "seed_changes", "load", "lint", "mutate", "selftest", "stats", "errors")
FOLDERS = ("score", "model")
FREE = sorted(
    [
        *(file for folder in FOLDERS for file in (EVALS / folder).glob("*.py")),
        *(EVALS / f"{name}.py" for name in NAMES),
    ]
)


@pytest.mark.parametrize("file", FREE, ids=lambda file: file.stem)
def test_no_import_of_the_product(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert not {name for name in imported if name.split(".")[0] == "app"}
