"""A real cluster on loopback: a head and nodes with addresses of their own, a token and TLS."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.{}"
START = 60.0
"""Seconds that a node may take to start."""


def certificates(folder: Path) -> dict[str, str]:
    """The settings of TLS with an authority of its own, and one certificate for all of loopback."""
    folder.mkdir(parents=True)
    authority, ours = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    hosts = [x509.IPAddress(ip_address(HOST.format(last))) for last in range(1, 9)]
    signed = {
        "ca.crt": _certificate("Authority", authority, authority, x509.BasicConstraints(True, 0)),
        "node.crt": _certificate("node", ours, authority, x509.SubjectAlternativeName(hosts)),
    }
    for name, one in signed.items():
        (folder / name).write_bytes(one.public_bytes(serialization.Encoding.PEM))
    (folder / "node.key").write_bytes(
        ours.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return {
        "RAY_USE_TLS": "1",
        "RAY_TLS_SERVER_CERT": str(folder / "node.crt"),
        "RAY_TLS_SERVER_KEY": str(folder / "node.key"),
        "RAY_TLS_CA_CERT": str(folder / "ca.crt"),
    }


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    authority: ec.EllipticCurvePrivateKey,
    says: x509.ExtensionType,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(says, critical=isinstance(says, x509.BasicConstraints))
        .sign(authority, hashes.SHA256())
    )


@dataclass(frozen=True)
class Node:
    """A node of a cluster, whose processes are all in one session."""

    host: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it as a power cut does."""
        for pid in self.pids():
            _kill(pid)
        self.process.wait()

    def pids(self) -> list[int]:
        """Its processes: all that descend from its first."""
        parents = _parents()
        mine = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
            mine |= more
        return sorted(mine & set(parents))

    def raylet(self) -> str:
        """The process that hands out its tasks."""
        return str(self._named("raylet"))

    def store(self) -> list[str]:
        """The command that runs the store of the head, where all of a cluster ask first."""
        place = Path(f"/proc/{self._named('gcs_server')}/cmdline")
        return place.read_text(encoding="utf-8").rstrip("\0").split("\0")

    def _named(self, name: str) -> int:
        found = (pid for pid in self.pids() if _name(pid) == name)
        return next(found)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()


def _parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if rest[0] != "Z":
            found[int(stat.parent.name)] = int(rest[1])
    return found


class Cluster:
    """A head at 127.0.0.2, and the nodes that are started with it."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *, cpus: int = 1) -> None:
        self.folder = folder
        self.settings = settings
        self.nodes: list[Node] = []
        self.cpus = cpus
        self.address = f"{HOST.format(2)}:{free_port(HOST.format(2))}"
        port = self.address.rpartition(":")[2]
        self.head = self._start(2, "--head", "--port", port, "--include-dashboard=false")

    def node(self, last: int, *, code: Path | None = None) -> Node:
        """Start a node at 127.0.0.`last`, which finds its Cadre in `code` if that is given."""
        return self._start(last, "--address", self.address, code=code)

    def _start(self, last: int, *words: str, code: Path | None = None) -> Node:
        host = HOST.format(last)
        places = [*([str(code)] if code else []), str(ROOT / "src"), str(ROOT)]
        head = words[0] == "--head"
        with (self.folder / f"{host}.txt").open("wb") as said:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "ray.scripts.scripts", "start", "--block", *words),
                    *("--node-ip-address", host, "--num-cpus", str(self.cpus)),
                    *("--object-store-memory", "100000000"),
                    *(("--temp-dir", str(self.folder / "r")) if head else ()),
                ],
                env={
                    **{name: value for name, value in os.environ.items() if "RAY_" not in name},
                    **self.settings,
                    "PYTHONPATH": os.pathsep.join(places),
                },
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        node = Node(host, process)
        self.nodes.append(node)
        return node

    def wait(self, node: Node) -> None:
        """Until `node` has started."""
        end = time.monotonic() + START
        said = self.folder / f"{node.host}.txt"
        while "Ray runtime started" not in said.read_text(errors="replace"):
            assert node.process.poll() is None, said.read_text(errors="replace")
            assert time.monotonic() < end, said.read_text(errors="replace")
            time.sleep(0.1)

    def end(self) -> None:
        """No process of it lives on."""
        for node in reversed(self.nodes):
            node.kill()


def free_port(host: str) -> int:
    with socket.socket() as one:
        one.bind((host, 0))
        port: int = one.getsockname()[1]
        return port
