"""Exhaustive sets of which some cases are tried, and all of them on request (see CONTRIBUTING.md)."""

from __future__ import annotations

import os


def wanted(name: str) -> bool:
    """Whether all cases of `name` are asked for: by ``name=all``, or by ``SAMPLES=all`` as of every set."""
    return "all" in (os.environ.get(name), os.environ.get("SAMPLES"))
