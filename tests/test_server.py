"""The service as a process: how it starts, stops, and comes back."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

from tests.conftest import SEEDS
from tests.serving import LIMIT_SECONDS, Service, command, environment, serving, wait_until

QUERY: dict[str, object] = {"query": "tariffs on US products"}
PUT_BOOK = (
    b"PUT /v1/articles/book HTTP/1.1\r\nHost: footnote\r\nContent-Type: application/json\r\n"
    b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
)
COUNT = len(list(SEEDS.glob("*.md")))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("served") / "data", SEEDS) as one:
        yield one


def refused(folder: Path, **settings: str) -> str:
    """What `serve` says when it can't; it must end with 2, in one line, with no traceback."""
    run = subprocess.run(
        command("serve"), env=environment(folder, **settings), capture_output=True, text=True, timeout=30
    )
    assert run.returncode == 2, run.stderr
    assert "Traceback" not in run.stderr
    (line,) = run.stderr.splitlines()
    return line


def test_it_loads_articles_before_it_serves_and_says_where_it_is(service: Service) -> None:
    assert service.ready()["articles"] == COUNT
    assert service.said.splitlines() == [
        f"Footnote starts on {service.url}",
        f"Articles: {COUNT} created",
        f"Footnote serves on {service.url}",
        f"Swagger UI: {service.url}/docs (Ctrl-C stops)",
    ]


def test_it_is_ready_with_every_part(service: Service) -> None:
    assert service.ready()["degraded"] == []
    assert service.post("/v1/search", QUERY)["degraded"] == []


def test_a_second_service_on_the_folder_is_refused_by_the_name_of_the_first(service: Service) -> None:
    line = refused(service.folder)
    assert f"in use by process {service.process.pid} serving {service.url}" in line


def test_a_taken_port_is_told(service: Service, tmp_path: Path) -> None:
    line = refused(tmp_path / "other", FOOTNOTE_PORT=str(service.port))
    assert f"can't listen on 127.0.0.1:{service.port}" in line
    assert "FOOTNOTE_PORT" in line
    assert not (tmp_path / "other").exists()


def test_prompts_are_checked_before_anything_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    run = subprocess.run(
        command("serve"),
        env=environment(folder, FOOTNOTE_PROMPTS_DIR=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (run.returncode, run.stdout, folder.exists()) == (2, "", False)
    assert f"prompt {tmp_path / 'answer.md'}: can't be read" in run.stderr


@pytest.mark.parametrize(
    ("settings", "is_told"),
    [({}, True), ({"FOOTNOTE_LLM_MODEL": "m"}, False)],
    ids=["a server without a model", "both"],
)
def test_a_server_without_a_model_is_told(tmp_path: Path, settings: dict[str, str], is_told: bool) -> None:
    address = {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}
    with serving(tmp_path / "data", until_ready=False, **address, **settings) as one:
        assert ("no language model is used" in " ".join(one.logged.split())) is is_told


def test_search_goes_on_without_chroma_and_gets_it_back(service: Service) -> None:
    service.chroma().kill()
    wait_until(lambda: service.post("/v1/search", QUERY)["degraded"] == ["dense"], 5)
    assert service.post("/v1/search", QUERY)["passages"]
    wait_until(lambda: service.post("/v1/search", QUERY)["degraded"] == [], 15)
    assert service.ready()["degraded"] == []
    assert service.chroma().is_running()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well_with_everything_it_started(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path / "data") as one:
        chroma = one.chroma()
        one.process.send_signal(number)
        assert one.process.wait(8) == 0
        assert not psutil.pid_exists(chroma.pid)
        assert one.said.splitlines()[-1] == "Footnote stopped"
        assert "Traceback" not in one.logged


def test_a_signal_ends_a_long_write_with_nothing_of_it_stored(tmp_path: Path) -> None:
    text = " ".join(f"The market moved {number} times that day." for number in range(40_000))
    body = json.dumps({"title": "A book", "text": text}).encode()
    with serving(tmp_path / "data") as one:
        with socket.create_connection(("127.0.0.1", one.port), timeout=LIMIT_SECONDS) as writer:
            writer.sendall(PUT_BOOK % len(body))
            assert writer.recv(1000).startswith(b"HTTP/1.1 100 ")  # it reads
            writer.sendall(body)
            one.process.send_signal(signal.SIGTERM)
            head, _, reply = b"".join(iter(lambda: writer.recv(1000), b"")).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert json.loads(reply)["code"] == "stopping"
        assert one.process.wait(LIMIT_SECONDS) == 0
        assert "Traceback" not in one.logged
    with serving(tmp_path / "data") as again:
        assert again.ready()["articles"] == 0


def test_a_killed_service_comes_back_with_everything(tmp_path: Path) -> None:
    with serving(tmp_path / "data", SEEDS) as first:
        before = first.post("/v1/search", QUERY)["passages"]
        first.process.kill()
        first.process.wait(5)
        started = time.monotonic()
        with serving(tmp_path / "data") as second:
            assert time.monotonic() - started < 10
            assert second.ready() == {**second.ready(), "articles": COUNT, "degraded": []}
            assert second.post("/v1/search", QUERY)["passages"] == before


def test_a_bad_file_is_told_and_the_rest_is_served(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\ntitle: none\n---\n", "utf-8")
    (tmp_path / "good.txt").write_text("The bridge is open.", "utf-8")
    with serving(tmp_path / "data", tmp_path) as one:
        assert one.ready()["articles"] == 1
        assert f"refused {tmp_path / 'bad.md'}: front matter" in one.said


def test_it_answers_while_it_starts(tmp_path: Path) -> None:
    with serving(tmp_path / "data", SEEDS, until_ready=False) as one:
        assert httpx2.get(f"{one.url}/healthz", timeout=LIMIT_SECONDS).status_code == 200
        waiting = httpx2.get(f"{one.url}/readyz", timeout=LIMIT_SECONDS)
        assert (waiting.status_code, waiting.json()["code"]) == (503, "starting")
        wait_until(lambda: bool(one.ready()))
        assert one.ready()["articles"] == COUNT


def test_a_signal_while_it_starts_ends_it_well(tmp_path: Path) -> None:
    with serving(tmp_path / "data", SEEDS, until_ready=False) as one:
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(8) == 0
        assert "Footnote serves" not in one.said
        assert "Traceback" not in one.logged


def test_what_became_of_the_seeds_stays_so(tmp_path: Path) -> None:
    with serving(tmp_path / "data", seeds=SEEDS) as first:
        assert first.ready()["articles"] == COUNT
        for file in SEEDS.glob("*.md"):
            httpx2.delete(f"{first.url}/v1/articles/{file.stem}", timeout=LIMIT_SECONDS).raise_for_status()
    with serving(tmp_path / "data", seeds=SEEDS) as second:
        assert second.ready()["articles"] == 0


def test_a_store_that_holds_articles_gets_no_seeds(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "bridge.txt").write_text("The bridge is open.", "utf-8")
    with serving(tmp_path / "data", tmp_path / "own"):
        pass
    with serving(tmp_path / "data", seeds=SEEDS) as second:
        assert second.ready()["articles"] == 1
