"""Run in a network namespace of its own: starts the service there and prints what it answers, as JSON.

unshare --net python -m tests.packaging.offline FOLDER footnote serve
"""

import fcntl
import json
import os
import socket
import struct
import sys
import urllib.request
from pathlib import Path

from tests.packaging.service import running_service

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
QUESTION = {"question": "What tariffs did China set on US products?"}


def main() -> None:
    """Everything a first visit asks for, by path."""
    raise_loopback()
    with running_service(sys.argv[2:], os.environ, Path(sys.argv[1])) as url:
        said = {path: fetch(url + path) for path in ("/healthz", "/readyz", "/docs")}
        said["/v1/answers"] = fetch(f"{url}/v1/answers", json.dumps(QUESTION).encode())
    interfaces = [name for _, name in socket.if_nameindex()]
    sys.stdout.write(json.dumps({"interfaces": interfaces, "said": said}))


def raise_loopback() -> None:
    """A new namespace has a loopback that is down, and nothing else."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


def fetch(url: str, body: bytes | None = None) -> str:
    """The text of a reply; raises when it isn't well."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=20) as reply:
        text: str = reply.read().decode()
        return text


if __name__ == "__main__":
    main()
