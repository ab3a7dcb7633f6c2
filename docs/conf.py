"""How Sphinx builds the manual."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).parents[1]))

import cadre

project = "Cadre"
author = "the Cadre authors"
copyright = "2026, the Cadre authors"  # noqa: A001 - Sphinx's name for it
version = release = cadre.__version__

extensions = ["myst_parser", "manual"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"Cadre {release}"
html_copy_source = False
html_show_sourcelink = False
