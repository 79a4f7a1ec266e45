"""Builds llama.cpp's `llama-server` once, into a cache folder: `python -m tests.llm.build_server`.

The source comes from the package registry, inside the source package of llama-cpp-python: no other host is
asked, and pip refuses a file whose hash is not the one below. On two cores it takes 6 to 20 minutes and 1 GB
of disk, of which 12 MB stay. Run again, it finds the binary and does nothing.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

VERSION = "0.3.36"
SDIST_SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
SOURCE = f"llama_cpp_python-{VERSION}/vendor/llama.cpp"
FLAGS = (
    "-DCMAKE_BUILD_TYPE=Release",
    "-DCMAKE_C_FLAGS_RELEASE=-O1 -DNDEBUG",  # compiles in 3/5 of the time; the models here are tiny
    "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG",
    "-DBUILD_SHARED_LIBS=OFF",  # one file to keep
    "-DLLAMA_BUILD_COMMON=ON",
    "-DLLAMA_BUILD_TOOLS=ON",
    "-DLLAMA_BUILD_SERVER=ON",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_APP=OFF",
    "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",  # would be downloaded from elsewhere
    "-DLLAMA_OPENSSL=OFF",
    "-DGGML_NATIVE=OFF",  # so that a cached binary runs on the next machine too
    "-DGGML_OPENMP=OFF",
)
# Not FOOTNOTE_...: the service refuses names under that prefix which it doesn't know.
CACHE_VARIABLE = "LLAMA_SERVER_CACHE"
DEFAULT_CACHE = Path(__file__).parents[2] / ".cache" / "llama-server"
# Where the virtual environment has cmake and ninja, whether it is activated or not.
PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
STEP = re.compile(r"\[(\d+)/(\d+)\]")
SHOWN_LINES = 30
SILENCE_SECONDS = 30


class BuildFailed(Exception):
    """There is no server, and this is why."""


def server_path() -> Path:
    """Where the binary is, or will be; its name holds the recipe, so that one made otherwise isn't taken."""
    recipe = hashlib.sha256("\n".join((SDIST_SHA256, *FLAGS)).encode()).hexdigest()[:12]
    return _cache() / f"llama-server-{VERSION}-{recipe}"


def build_once() -> Path:
    """The binary, built if it isn't there; a second run waits for the first. Raises BuildFailed."""
    path = server_path()
    if not path.exists():
        _check_programs()
        with _lock():
            if not path.exists():  # the run that we waited for may have built it
                _build(path)
    return path


def _build(path: Path) -> None:
    started = time.monotonic()
    _log().unlink(missing_ok=True)
    for left in _cache().glob("build-*/"):  # of a run that was killed
        shutil.rmtree(left)
    with TemporaryDirectory(prefix="build-", dir=_cache()) as name:
        folder = Path(name)
        source = _unpack(_download(folder), folder)
        _configure(source, folder / "build")
        _compile(folder / "build")
        # Moved within one folder: a binary that is there is whole.
        os.replace(folder / "build" / "bin" / "llama-server", path)
    _say(f"Built {path} in {_minutes(started)}.")


def _download(folder: Path) -> Path:
    _say(f"Fetching the source of llama.cpp (77 MB, in the source package of llama-cpp-python {VERSION}) ...")
    wanted = folder / "wanted.txt"
    wanted.write_text(f"llama-cpp-python=={VERSION} --hash=sha256:{SDIST_SHA256}\n")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--progress-bar=off"]
    # pip asks the package's build backend for its metadata; it takes the installed one, which is locked.
    only = ["--no-deps", "--no-binary=llama-cpp-python", "--no-build-isolation", "--require-hashes"]
    _run([*pip, *only, f"--dest={folder}", f"--requirement={wanted}"])
    return folder / f"llama_cpp_python-{VERSION}.tar.gz"


def _unpack(sdist: Path, folder: Path) -> Path:
    _say("Unpacking it ...")
    with tarfile.open(sdist) as archive:
        # Python 3.11.2, which is Debian 12's, has no filters yet.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder, [item for item in archive if item.name.startswith(f"{SOURCE}/")])
    sdist.unlink()
    return folder / SOURCE


def _configure(source: Path, build: Path) -> None:
    _say("Configuring ...")
    _run(["cmake", "-G", "Ninja", "-S", str(source), "-B", str(build), *FLAGS])


def _compile(build: Path) -> None:
    _say("Compiling llama-server (6 to 20 minutes on two cores) ...")
    started = told = time.monotonic()
    shown = 0
    jobs = str(os.cpu_count() or 1)  # ninja's own choice is two more, too much memory for a small machine
    for line in _lines(["ninja", "-C", str(build), "-j", jobs, "llama-server"]):
        step = STEP.match(line)
        done = int(step[1]) * 20 // int(step[2]) if step else 0
        if step and (done > shown or time.monotonic() - told > SILENCE_SECONDS):
            shown, told = done, time.monotonic()
            _say(f"  {done * 5:3} %  {step[0]}  {_minutes(started)}")


def _run(command: Sequence[str]) -> None:
    for _ in _lines(command):
        pass


def _lines(command: Sequence[str]) -> Iterator[str]:
    """What a command says, as it says it, kept in the log too. Raises BuildFailed with the end of it."""
    environ = {**os.environ, "PATH": PROGRAMS}
    program = shutil.which(command[0], path=PROGRAMS) or command[0]
    last: list[str] = []
    with (
        _log().open("a", encoding="utf-8", buffering=1) as log,
        subprocess.Popen(
            [program, *command[1:]],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process,
    ):
        for line in process.stdout or ():
            log.write(line)
            last = [*last[1 - SHOWN_LINES :], line]
            yield line
    if process.returncode:
        raise BuildFailed(f"{''.join(last)}{command[0]} failed; all it said is in {_log()}")


def _check_programs() -> None:
    compiler = os.environ.get("CXX", "c++")
    if shutil.which(compiler.split()[0], path=PROGRAMS) is None:
        raise BuildFailed(f"There is no C++ compiler ({compiler}); on Debian: apt install g++")
    missing = [name for name in ("cmake", "ninja") if shutil.which(name, path=PROGRAMS) is None]
    if missing:
        raise BuildFailed(
            f"There is no {' and no '.join(missing)}; `make test-llm` installs what this needs."
        )


@contextmanager
def _lock() -> Iterator[None]:
    """Held by the one run that builds; the system lets go of it when that run ends, however it ends."""
    _cache().mkdir(parents=True, exist_ok=True)
    with (_cache() / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another run is building llama-server; waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _cache() -> Path:
    return Path(os.environ.get(CACHE_VARIABLE) or DEFAULT_CACHE).absolute()


def _log() -> Path:
    return _cache() / "build.log"


def _minutes(started: float) -> str:
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    return f"{minutes} min {seconds:02} s"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    try:
        build_once()
    except BuildFailed as failure:
        sys.exit(str(failure))
