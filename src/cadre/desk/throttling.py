"""Failed log-ins: how many are borne, by name and by address, before one has to wait."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from cadre.desk.accounts_file import AccountsFile
from cadre.errors import CadreError

WINDOW = 15 * 60.0
"""Seconds for which a failed log-in counts."""
OF_BOTH, OF_NAME, OF_ADDRESS = 10, 100, 50
"""Failed log-ins within the window that are borne: for a name from one address, for a name from all
addresses (more, so that nobody is easily locked out by others), and from an address for all names.
"""
MOST = 50_000
"""Attempts that are kept at most; the oldest go first."""


class TooManyAttemptsError(CadreError):
    """A log-in that isn't tried, because too many failed before.

    Attributes:
        wait: Seconds until the next one is tried.
    """

    def __init__(self, wait: float) -> None:
        self.wait = max(1, ceil(wait))
        minutes = ceil(self.wait / 60)
        super().__init__(
            "log-in",
            "isn't tried, since too many failed",
            f"{OF_BOTH} failed ones in {WINDOW / 60:.0f} minutes",
            f"Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again.",
        )


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts attempts to log in. Names and addresses are kept as keyed hashes only.

    People type passwords into the field for the name, so no name that was tried is written down.

    Attributes:
        file: Where they are counted.
    """

    file: AccountsFile

    def begin(self, name: str, address: str, now: float) -> int:
        """Count an attempt before it is tried, so that many at once can't slip through.

        Returns:
            Its number, for `forgive`.

        Raises:
            TooManyAttemptsError: Too many failed. This one isn't counted.
        """
        with self.file.writing() as connection:
            key = connection.execute("SELECT key FROM secret").fetchone()[0]
            who = hmac.digest(key, name.encode("utf-8", "backslashreplace"), "sha256")
            place = hmac.digest(key, _place(address).encode(), "sha256")
            connection.execute("DELETE FROM attempt WHERE at <= ?", (now - WINDOW,))
            wait = 0.0
            for most, where, given in (
                (OF_BOTH, "name = ? AND address = ?", (who, place)),
                (OF_NAME, "name = ?", (who,)),
                (OF_ADDRESS, "address = ?", (place,)),
            ):
                # The attempt that has to leave the window before another one is tried.
                found = connection.execute(
                    f"SELECT at FROM attempt WHERE {where} ORDER BY at DESC LIMIT 1 OFFSET ?",  # noqa: S608 - of the three above
                    (*given, most - 1),
                ).fetchone()
                wait = max(wait, found[0] + WINDOW - now if found else 0.0)
            if wait > 0:
                raise TooManyAttemptsError(wait)
            made = connection.execute(
                "INSERT INTO attempt (at, name, address) VALUES (?, ?, ?)", (now, who, place)
            ).lastrowid
            connection.execute(
                "DELETE FROM attempt WHERE id <= (SELECT max(id) - ? FROM attempt)", (MOST,)
            )
        return made or 0

    def forgive(self, attempt: int) -> None:
        """Forget an attempt that succeeded, and all that failed for the same name.

        What failed from its address for other names stays counted.
        """
        with self.file.writing() as connection:
            connection.execute(
                "DELETE FROM attempt WHERE name = (SELECT name FROM attempt WHERE id = ?)",
                (attempt,),
            )


def _place(address: str) -> str:
    """What counts as one address: of IPv6 the network that one subscriber is given."""
    try:
        known = ip_address(address)
    except ValueError:
        return address[:100]
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((known, 64), strict=False))
    return str(known)
