"""The hash of an order: the same order of the same dossier has the same, whoever orders it."""

from __future__ import annotations

import json
from hashlib import sha256

from cadre import __version__
from cadre.desk.job_orders import JobOrder
from cadre.desk.plain import to_plain
from cadre.desk.stamps import stamp


def order_key(order: JobOrder) -> str:
    """The hash of an order and of what its dossier states.

    Args:
        order: The order, with all that it asks spelled out.

    Raises:
        CadreError: There is no such store or change.
    """
    plain = to_plain(order) | {"where": stamp(order.where), "version": __version__}
    return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
