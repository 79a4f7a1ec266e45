"""The Chroma process itself: how it is launched, on which port, and with what of our environment."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil

HOST = "127.0.0.1"
# Calls the server of the Rust library with no `import chromadb`: 0.05 s and 39 MB against 0.8 s and 115 MB of
# the `chroma` script. On Linux the kernel is asked to stop it when its parent dies, whatever way; SIGTERM,
# because Chroma killed outright during a write can leave its index torn. Asking here and not between fork
# and exec keeps Python code out of a forked copy of a process with threads.
_LAUNCHER = """
import ctypes, os, signal, sys
parent, *arguments = sys.argv[1:]
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit("the parent is gone")
import chromadb_rust_bindings
chromadb_rust_bindings.cli(["chroma", *arguments])
"""
# Not handed down: keys that Chroma has no use for, and settings meant for another Chroma.
_PRIVATE_PREFIXES = ("CHROMA_", "FOOTNOTE_", "OPENAI_", "OTEL_")


def launch(directory: Path, *, port: int, log_file: Path, lock_fd: int | None) -> "subprocess.Popen[bytes]":
    """Starts `chroma run` on a folder; a `lock_fd` stays open, and so locked, for as long as it lives."""
    directory.mkdir(parents=True, exist_ok=True)
    serve = ["run", "--path", str(directory), "--host", HOST, "--port", str(port)]
    with log_file.open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", _LAUNCHER, str(os.getpid()), *serve],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(),
            start_new_session=True,  # Ctrl-C in a terminal is for the service, which then stops the child
            pass_fds=() if lock_fd is None else (lock_fd,),
        )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE_PREFIXES)}
    # At its usual level Chroma logs several lines a request, for ever.
    return {**kept, "ANONYMIZED_TELEMETRY": "False", "RUST_LOG": "error"}


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """True when the port can't be had."""
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def listens(pid: int, port: int) -> bool:
    """True when this very process listens on the port."""
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp4")
    except psutil.Error:
        return False
    return any(item.status == psutil.CONN_LISTEN and item.laddr.port == port for item in connections)
