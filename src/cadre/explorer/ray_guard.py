"""What guards a cluster: the settings it must have, read before anything is sent to it."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cadre.errors import CadreError

PAGE = "See the page Ray of the manual."
ON = ("1", "true")
CERTIFICATES = ("RAY_TLS_SERVER_CERT", "RAY_TLS_SERVER_KEY", "RAY_TLS_CA_CERT")
GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
"""How HTTP/2 begins, with empty settings: only then does a server say whom it refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What this machine shows a cluster, and what it wants to be shown.

    Attributes:
        certificate: File of this machine's certificate, PEM.
        key: File of its private key, PEM.
        authority: File of the certificates that sign those of the cluster, PEM.
        token: The secret that all of the cluster share.
    """

    certificate: Path
    key: Path
    authority: Path
    token: str

    def settings(self) -> dict[str, str]:
        """The environment in which Ray uses this guard, whatever its defaults are."""
        return {
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": self.token,
            "RAY_USE_TLS": "1",
            "RAY_TLS_SERVER_CERT": str(self.certificate.resolve()),
            "RAY_TLS_SERVER_KEY": str(self.key.resolve()),
            "RAY_TLS_CA_CERT": str(self.authority.resolve()),
        }


def guard_of(settings: Mapping[str, str] = os.environ) -> Guard:
    """The guard that environment variables name.

    Raises:
        CadreError: Something isn't set, or a file can't be used.
    """
    wrong = []
    if settings.get("RAY_AUTH_MODE", "").lower() != "token":
        wrong.append("RAY_AUTH_MODE isn't token")
    token = _token(settings)
    if not token:
        wrong.append("there is no token")
    if settings.get("RAY_USE_TLS", "").lower() not in ON:
        wrong.append("RAY_USE_TLS isn't 1")
    wrong += [f"{name} isn't set" for name in CERTIFICATES if not settings.get(name)]
    if wrong:
        raise CadreError(
            "Ray",
            ", ".join(wrong),
            "a cluster that asks for a token and speaks TLS only",
            "Set RAY_AUTH_MODE=token, RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH, RAY_USE_TLS=1, "
            f"{', '.join(CERTIFICATES)}, here and on every node. {PAGE}",
        )
    certificate, key, authority = (Path(settings[name]) for name in CERTIFICATES)
    guard = Guard(certificate=certificate, key=key, authority=authority, token=token)
    _context(guard)
    return guard


def _token(settings: Mapping[str, str]) -> str:
    """The token, sought where Ray seeks it."""
    if said := settings.get("RAY_AUTH_TOKEN", "").strip():
        return said
    place = settings.get("RAY_AUTH_TOKEN_PATH")
    file = Path(place) if place else Path.home() / ".ray" / "auth_token"
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        if place is None:
            return ""
        raise _unusable("RAY_AUTH_TOKEN_PATH", file, error) from error


def _context(guard: Guard) -> ssl.SSLContext:
    """TLS as Ray speaks it: both sides show a certificate of the same authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["h2"])
    try:
        context.load_verify_locations(guard.authority)
    except (OSError, ssl.SSLError) as error:
        raise _unusable("RAY_TLS_CA_CERT", guard.authority, error) from error
    try:
        context.load_cert_chain(guard.certificate, guard.key)
    except (OSError, ssl.SSLError) as error:
        raise _unusable("RAY_TLS_SERVER_CERT", guard.certificate, error) from error
    return context


def _unusable(name: str, file: Path, error: Exception) -> CadreError:
    return CadreError(
        name,
        f"{file} can't be used ({error})",
        "a file that can be read, a key that belongs to its certificate",
        f"Make it anew, or name the right file. {PAGE}",
    )


def meet(guard: Guard, address: str, patience: float) -> None:
    """Shake hands with the head at `address`, and part: both sides must know the other.

    Raises:
        CadreError: The address isn't one, nobody answers within `patience` (seconds), or the two
            don't trust each other's certificate.
    """
    host, port = _parts(address)
    context = _context(guard)
    try:
        plain = socket.create_connection((host, port), timeout=patience)
    except OSError as error:
        raise CadreError(
            address,
            f"no cluster answers ({error})",
            "the address of a running head",
            "Start the head with `ray start --head`, or correct the address.",
        ) from error
    try:
        with plain, context.wrap_socket(plain, server_hostname=host) as guarded:
            guarded.sendall(GREETING)
            if not guarded.recv(1):
                raise ConnectionResetError("closed without a word")
    except OSError as error:
        raise CadreError(
            address,
            f"TLS failed ({_reason(error)})",
            "a head that speaks TLS, and certificates of one authority on both sides",
            "Start the head with RAY_USE_TLS=1, and use certificates that RAY_TLS_CA_CERT signed "
            f"and that name the machine's address. {PAGE}",
        ) from error


def _parts(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not (colon and host and port.isdecimal()) or "/" in host:
        raise CadreError(
            "Ray",
            f"the address is {address!r}",
            "HOST:PORT of a running head; no cluster is started by itself, ray:// isn't spoken",
            "Give the address that `ray start --head` prints, such as 10.0.0.5:6379.",
        )
    return host.strip("[]"), int(port)


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    return str(error)
