"""Server: the web desk on a port, until it is stopped."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from cadre.errors import CadreError
from cadre.web.application import application
from cadre.web.house import House

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
KEEP_ALIVE = 75
"""Seconds for which a connection is kept: over a satellite, opening one takes as long as asking."""


def serve(house: House, host: str, port: int, *, ready: Callable[[str], None]) -> None:
    """Answer until interrupted.

    Args:
        house: What is served.
        host: Where to listen.
        port: On which port; 0 takes a free one.
        ready: Told the address once the port is open.

    Raises:
        CadreError: The port can't be had.
    """
    # Whoever only asks for a row shouldn't wait long for those who have a page made.
    sys.setswitchinterval(0.0002)
    listener = _listener(host, port)
    name = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        application(house),
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    ready(f"http://{name}:{listener.getsockname()[1]}/")
    _Server(config, house).run(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that lets go of those who follow jobs as soon as it is told to end."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self._house = house

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        self._house.closing = True
        super().handle_exit(sig, frame)


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, so that asyncio lets no answer wait for the other side's receipt.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Whoever comes from now on waits, and isn't turned away while the pages are laid out.
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise CadreError(
            f"{host}:{port}",
            f"can't be listened on ({error.strerror})",
            "an address of this machine and a free port",
            "Name another port with `--port`, or 0 for any free one.",
        ) from error
    return listener


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
