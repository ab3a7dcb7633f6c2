"""The record of what left a dossier, wherever that lies."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cadre.dossier.store.address import is_address
from cadre.dossier.wherever import Where, record_in
from cadre.mission.sources import Audience
from cadre.release.audit import Release, record, sealed


def record_release(
    where: Where, audience: Audience, shown: tuple[str, object], *, made_from: str, withheld: int
) -> None:
    """Record that something was shown to somebody, in the dossier's folder or in its store.

    Args:
        where: Where the dossier lies.
        audience: To whom.
        shown: What: the command, and its answer.
        made_from: What the answer was made from.
        withheld: How many parts were withheld.

    Raises:
        CadreError: It can't be recorded, so that it may not be shown.
    """
    what, answer = shown
    release = Release(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        reader=str(audience.id),
        what=what,
        digest=sha256(repr(answer).encode()).hexdigest(),
        made_from=made_from,
        withheld=withheld,
    )
    if is_address(where):
        record_in(where, lambda before: sealed(release, before))
    else:
        record(Path(where) / ".cadre" / "releases.jsonl", release)
