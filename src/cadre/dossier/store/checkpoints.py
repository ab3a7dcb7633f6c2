"""Checkpoints: the last change, signed and kept outside the store, so that no chain is rewritten.

Whoever may write to a database may also seal all its changes anew. A checkpoint says which seal a
change had on a day, and the last line of the record of releases; kept where that person can't
write, it tells.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from cadre.dossier.store.address import Address
from cadre.dossier.store.changes import Changeset
from cadre.dossier.store.faults import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The files that belong to a store and lie outside it.

    Attributes:
        checkpoints: The checkpoints, one JSON object a line.
        key: The key that signs them, in PEM.
        public: Its public part, which tells whether a signature is sound.
    """

    checkpoints: Path
    key: Path

    @property
    def public(self) -> Path:
        """Where the public part lies: beside the key."""
        return self.key.with_suffix(".pub")


class Released(NamedTuple):
    """The end of the record of releases.

    Attributes:
        line: The number of its last line; 0 when there is none.
        seal: What that is sealed with.
    """

    line: int
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a line says.

    Attributes:
        line: Its number, from 1.
        seq: The change.
        at: Its time.
        hash: Its seal.
        signature: The signature of all that it says, in base64.
        released: The last line of the record of releases by then; None where an older Cadre
            signed the change alone.
    """

    line: int
    seq: int
    at: str
    hash: str
    signature: str
    released: Released | None

    @property
    def signed(self) -> bytes:
        """What is signed."""
        return _signed(self.seq, self.at, self.hash, self.released)


def _signed(seq: int, at: str, seal: str, released: Released | None) -> bytes:
    return json.dumps([seq, at, seal, *(released or ())], separators=(",", ":")).encode()


def beside(address: Address, checkpoints: Path | None, key: Path | None) -> Beside | None:
    """Where the checkpoints and the key of a store lie; None for a server's, when none are given.

    Those of a SQLite file lie beside it unless they are given.
    """
    if address.file is None:
        if checkpoints is None or key is None:
            return None
        return Beside(checkpoints=checkpoints, key=key)
    name = address.file.name
    return Beside(
        checkpoints=checkpoints or address.file.with_name(f"{name}.checkpoints.jsonl"),
        key=key or address.file.with_name(f"{name}.key"),
    )


def make_key(files: Beside) -> None:
    """Make a key and its public part; a key that is there stays.

    Raises:
        StoreError: They can't be written, or another key's public part is in the way.
    """
    if files.key.exists():
        return
    if files.public == files.key or files.public.exists():
        raise StoreError(
            str(files.key),
            f"has its public part at {files.public.name}, where something else lies",
            "a key whose name, with the ending .pub, is free",
            "Name another by `--key`, or put back the key that belongs to it.",
        )
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        # Made with these rights, not given them later: nobody else reads it in between.
        handle = os.open(files.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(secret)
        files.public.write_bytes(public)
    except OSError as error:
        raise _unwritable(files.key, error) from error


def sign(files: Beside, last: Changeset, released: Released) -> None:
    """Sign a change and the record of releases, and append that to the checkpoints.

    Raises:
        StoreError: There is no key, it can't be used, or the checkpoints can't be written.
    """
    said = _signed(last.seq, last.at, last.hash, released)
    line: dict[str, object] = {"seq": last.seq, "at": last.at, "hash": last.hash}
    line |= {"released": released.line, "released_seal": released.seal}
    line["signature"] = base64.b64encode(_key(files.key).sign(said)).decode()
    try:
        with files.checkpoints.open("a+b") as stream:
            # A line that was cut off, as when the disk was full, would spoil this one, too.
            whole = not stream.tell() or _last_byte(stream) == b"\n"
            stream.write((b"" if whole else b"\n") + json.dumps(line).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise _unwritable(files.checkpoints, error) from error


def _last_byte(stream: BinaryIO) -> bytes:
    stream.seek(-1, os.SEEK_END)
    return stream.read(1)


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        str(path),
        f"can't be written: {error.strerror}",
        "a file in a folder that may be written to",
        "Check its rights, or name another by `--key` or `--checkpoints`.",
    )


def _key(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path)
    return key


def _no_key(path: Path) -> StoreError:
    return StoreError(
        str(path),
        "is no key that can be read",
        "an Ed25519 key in PEM without a password, as `cadre store init` makes it",
        "Name the key by `--key` or CADRE_KEY.",
    )


def public_key(path: Path) -> Ed25519PublicKey:
    """The key that tells whether a signature is sound.

    Raises:
        StoreError: There is none that can be read.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path)
    return key


def is_sound(one: Checkpoint, key: Ed25519PublicKey) -> bool:
    """Whether a checkpoint was signed with the key."""
    try:
        key.verify(base64.b64decode(one.signature, validate=True), one.signed)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def read(path: Path) -> Iterator[Checkpoint | int]:
    """The checkpoints in a file; of a line that can't be read, its number.

    Raises:
        StoreError: The file can't be read.
    """
    try:
        texts = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise StoreError(
            str(path),
            f"can't be read: {error.strerror}",
            "the store's checkpoints",
            "Name them by `--checkpoints`.",
        ) from error
    for number, text in enumerate(texts, start=1):
        try:
            plain = json.loads(text)
            yield Checkpoint(
                line=number,
                seq=int(plain["seq"]),
                at=str(plain["at"]),
                hash=str(plain["hash"]),
                signature=str(plain["signature"]),
                released=_released(plain),
            )
        except (ArithmeticError, ValueError, KeyError, TypeError, RecursionError):
            yield number


def _released(plain: Mapping[str, Any]) -> Released | None:
    if "released" not in plain:
        return None
    return Released(int(plain["released"]), str(plain["released_seal"]))
