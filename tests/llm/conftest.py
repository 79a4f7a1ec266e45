"""Real model servers over models made on the spot; what a server said is shown when a test of it fails."""

import json
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from tests.llm.build_server import server_path
from tests.llm.make_tiny_gguf import write_bigram, write_script
from tests.llm.model_server import KEY, ModelServer, running_model_server

SCRIPT = json.dumps({"answer": 'The wheel goes round — and "round".'}, ensure_ascii=False)


@pytest.fixture(scope="session")
def binary() -> Path:
    path = server_path()
    if not path.exists():
        pytest.fail(f"there is no {path}; `make test-llm` builds it")
    return path


@pytest.fixture(scope="session")
def bigram(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    """Writes a short sentence with a marker and ends; four requests at once, of 4,096 tokens each."""
    model = tmp_path_factory.mktemp("bigram") / "bigram.gguf"
    write_bigram(model)
    with running_model_server(binary, model, context=4096, slots=4) as server:
        yield server


@pytest.fixture(scope="session")
def endless(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    """Writes for as long as it is let, within a schema's strings too; one request at a time."""
    model = tmp_path_factory.mktemp("endless") / "endless.gguf"
    write_bigram(model, text="The wheel goes round and round and round")
    with running_model_server(binary, model, context=32_768) as server:
        yield server


@pytest.fixture(scope="session")
def scripted(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    """Gives one reply, JSON, to whatever it is asked."""
    model = tmp_path_factory.mktemp("scripted") / "scripted.gguf"
    write_script(model, reply=SCRIPT)
    with running_model_server(binary, model, context=4096) as server:
        yield server


@pytest.fixture
def client(bigram: ModelServer) -> Iterator[openai.OpenAI]:
    """The plain client, which tries nothing again."""
    with openai.OpenAI(base_url=bigram.base_url, api_key=KEY, max_retries=0, timeout=20) as client:
        yield client


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Iterator[None]:
    report = yield
    if report.failed:
        servers = {n: value for n, value in item.funcargs.items() if isinstance(value, ModelServer)}
        report.sections += [(f"log of {name}", server.end_of_log) for name, server in servers.items()]
    return report
