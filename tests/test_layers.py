"""Imports point one way, vendors stay behind their seams, and the verifier is the only way out: by ast."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "app" / "assets"  # data, with the script that made some of it
BASE = ("models", "errors", "settings", "prompts", "language")
PORTS = (*BASE, "ports")
CORE = (*PORTS, "ingest", "retrieve", "answer")
TOP = (
    "connection",
    "console",
    "seeding",
    "client",
    "article_commands",
    "loading",
    "server",
    "finding",
    "model_check",
    "doctor",
    "reembedding",
    "cli",
)
# What each part of app may import from app, besides itself.
MAY_IMPORT: Mapping[str, tuple[str, ...]] = {
    "__init__": (),
    "models": (),
    "errors": (),
    "settings": ("errors",),
    "prompts": ("errors",),
    "language": ("models",),
    "ports": BASE,
    "ingest": PORTS,
    "retrieve": (*PORTS, "ingest"),
    "answer": (*PORTS, "ingest", "retrieve"),
    "adapters": PORTS,
    "api": ("__init__", *CORE),
    "embedding": (*PORTS, "adapters"),
    "main": ("__init__", *CORE, "adapters", "api", "embedding"),
    **dict.fromkeys(TOP, ("__init__", *CORE, "adapters", "api", "embedding", "main", *TOP)),
}
# The same within the part that the project exists for, of its folders; what lies beside them uses them all.
WITHIN_ANSWER: Mapping[str, tuple[str, ...]] = {
    "questions": (),
    "checks": (),
    "extraction": ("questions",),
    "summaries": (),
    "judging": ("checks",),
    "composing": ("judging",),
}
# What the folders may use of what lies beside them: it uses none of them.
BESIDE = ("events", "markup", "named_articles", "reply", "requests", "statements", "verbatim")
# Who may import a package from outside; one that isn't here may be imported by anyone.
ONLY_IN: Mapping[str, tuple[str, ...]] = {
    "apsw": ("adapters", "doctor"),
    "chromadb": ("adapters",),
    "fastapi": ("api", "main", "loading", "server"),
    "fastapi_offline": ("main",),
    "httpx": ("adapters",),
    "httpx2": ("adapters", *TOP),
    "onnxruntime": ("adapters",),
    "openai": ("adapters",),
    "prometheus_client": ("api", "main"),
    "psutil": ("adapters",),
    "pydantic": ("api", "main", "server", "settings"),
    "pydantic_settings": (),
    "pypdf": ("ingest",),
    "rich": TOP,
    "snowballstemmer": ("language",),
    "sse_starlette": ("api",),
    "starlette": ("api", "main", "server"),
    "tiktoken": ("adapters",),
    "tokenizers": ("adapters",),
    "trafilatura": ("ingest",),
    "typer": ("cli",),
    "uvicorn": ("connection", "server"),
    "yaml": ("ingest", "prompts"),
    "evals": (),
    "seeds": (),
    "tests": (),
}


# Imported where it is used, since it takes half a second that most starts and commands can do without.
LATE = {("main", "app.adapters.chat"), ("model_check", "app.adapters.chat")}


@dataclass(frozen=True)
class Import:
    """One import: where it stands, and the module it names."""

    file: Path
    line: int
    module: str
    level: int
    in_function: bool

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {'.' * self.level}{self.module}"

    @property
    def importer(self) -> str:
        return _part(_module(self.file))

    @property
    def package(self) -> str:
        return self.module.split(".")[0]


def test_there_is_something_to_read() -> None:
    assert len(_files()) > 40
    assert len([one for one in _imports() if one.package == "app"]) > 100


def test_every_part_of_app_has_its_place() -> None:
    assert {_part(_module(file)) for file in _files()} <= set(MAY_IMPORT)


def test_imports_within_app_point_one_way() -> None:
    assert not [
        str(one)
        for one in _imports()
        if one.package == "app" and _part(one.module) not in (one.importer, *MAY_IMPORT[one.importer])
    ]


def test_imports_within_answer_point_one_way() -> None:
    within = [one for one in _imports() if one.module.startswith("app.answer.")]
    folders = {name: {name, *others, *BESIDE} for name, others in WITHIN_ANSWER.items()}
    may_import = folders | {name: set(BESIDE) for name in BESIDE}
    assert set(WITHIN_ANSWER) == {
        folder.parent.name for folder in (ROOT / "app/answer").glob("*/__init__.py")
    }
    wrong = [
        str(one)
        for one in within
        for importer in [_module(one.file).removeprefix("app.answer.").split(".")[0]]
        if _module(one.file).startswith("app.answer.") and importer in may_import
        if one.module.split(".")[2] not in may_import[importer]
    ]
    assert not wrong


def test_packages_from_outside_stay_behind_their_seams() -> None:
    assert not [
        str(one) for one in _imports() if one.package in ONLY_IN and one.importer not in ONLY_IN[one.package]
    ]


def test_imports_stand_at_the_top_of_a_module() -> None:
    assert {(one.importer, one.module) for one in _imports() if one.in_function} == LATE


def test_a_start_without_a_model_is_spared_its_client_library() -> None:
    said = "import sys, app.cli, app.server; print('openai' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ended.stdout.strip() == "False"


def test_imports_are_absolute() -> None:
    assert not [str(one) for one in _imports() if one.level]


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {_module(file) for file in _files()}
    graph = {module: set[str]() for module in modules}
    for one in _imports():
        if one.module in modules:
            graph[_module(one.file)].add(one.module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


def test_only_the_verifier_makes_verified_claims() -> None:
    makers = [
        f"{file.relative_to(ROOT)}:{node.lineno} makes a VerifiedClaim"
        for file in _files()
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call) and _called(node) == "VerifiedClaim"
    ]
    assert len(makers) == 1
    assert makers[0].startswith("app/answer/judging/verify.py:")


def test_only_replies_are_made_by_their_builder() -> None:
    makers = [
        file.relative_to(ROOT).as_posix()
        for file in _files()
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call) and _called(node) == "Reply"
    ]
    assert makers == ["app/answer/reply.py"]


@cache
def _files() -> tuple[Path, ...]:
    return tuple(file for file in sorted((ROOT / "app").rglob("*.py")) if ASSETS not in file.parents)


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), filename=str(file))


@cache
def _imports() -> tuple[Import, ...]:
    return tuple(one for file in _files() for one in _imports_of(file))


def _imports_of(file: Path) -> Iterator[Import]:
    tree = _tree(file)
    within = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(file, node.lineno, alias.name, 0, node in within)
        elif isinstance(node, ast.ImportFrom):
            for module in _modules_from(node):
                yield Import(file, node.lineno, module, node.level, node in within)


def _modules_from(node: ast.ImportFrom) -> Iterator[str]:
    """`from app.api import search` imports the module app.api.search; other names belong to the package."""
    named = node.module or ""
    for alias in node.names:
        inner = ROOT.joinpath(*named.split("."), alias.name)
        is_module = named.split(".")[0] == "app" and (inner.with_suffix(".py").exists() or inner.is_dir())
        yield f"{named}.{alias.name}" if is_module else named


def _module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _part(module: str) -> str:
    """The first name under app: a folder's, or a file's."""
    return module.split(".")[1] if "." in module else "__init__"


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
