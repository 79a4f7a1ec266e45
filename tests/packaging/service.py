"""Runs the service as a process of its own; standard library only, so that it runs anywhere."""

import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LIMIT_SECONDS = 60
ADDRESS = re.compile(r"serves on (http://\S+)")


@contextmanager
def running_service(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The URL of a service run in a folder; SIGTERM at the end, which must end it well."""
    process = subprocess.Popen(command, env=environ, cwd=folder, stdout=subprocess.PIPE, text=True)
    guard = threading.Timer(LIMIT_SECONDS, process.kill)
    guard.start()
    with process:
        assert process.stdout is not None
        try:
            found = next(filter(None, map(ADDRESS.search, process.stdout)), None)
            assert found, "the service ended before it listened"
            url = found[1]
            _wait_for(url, process)
            yield url
            process.send_signal(signal.SIGTERM)
            assert process.wait(LIMIT_SECONDS) == 0
        finally:
            guard.cancel()
            process.kill()


def _wait_for(url: str, process: "subprocess.Popen[str]") -> None:
    host, _, port = url.removeprefix("http://").rpartition(":")
    while process.poll() is None:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
