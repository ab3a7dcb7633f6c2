"""The pictures of the manual's page on options against futures, drawn from a kept answer.

The answer is made anew by

    cadre explore examples/nmi --as-of 2021-03-01 --json > docs/data/explore-nmi.json

and the pictures of it by `python -m docs._ext.options_pictures`.
"""

from __future__ import annotations

import json
from pathlib import Path

from cadre.brief.explored import Explored
from cadre.brief.explored_pictures import pictures
from cadre.brief.render import picture_file
from cadre.desk.plain import from_plain

ROOT = Path(__file__).parents[2]
ANSWER = ROOT / "docs" / "data" / "explore-nmi.json"
IMAGES = ROOT / "docs" / "images"


def answer() -> Explored:
    """The exploration that the manual shows."""
    return from_plain(json.loads(ANSWER.read_text(encoding="utf-8")), Explored)


def drawn() -> dict[str, str]:
    """The text of each picture, by the name of its file."""
    return {
        f"explore-{one.id}.svg": picture_file(one.spec, one.title, one.description)
        for one in pictures(answer())
    }


def main() -> None:
    """Write the pictures."""
    for name, text in drawn().items():
        (IMAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
