"""The JavaScript modules of ``ui/js``, and what each imports, read from its import statements.

Browsers get the modules as they are. The import graph tells which a page needs, so that they come at once
instead of in waves, one for each level of imports.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDERS = ("shared", "train", "playground", "initialization")
"""What browsers may ask for; the rest of ``ui/js`` is for those who write it."""

_ROOT = Path(__file__).parent.parent / "js"
_IMPORT = re.compile(r'^(?:import\s*|(?:import|export)\s[\w*$\s,{}]*?\bfrom\s*)"([^"]+)"', re.MULTILINE)


@cache
def modules() -> Mapping[str, str]:
    """Text of every module, by its path in ``ui/js``, as ``shared/format.js``."""
    paths = [path for folder in FOLDERS for path in sorted((_ROOT / folder).rglob("*.js"))]
    return {path.relative_to(_ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def imported(name: str, text: str) -> list[str]:
    """Names of the modules that the module `name` imports or exports again, in the order of its text.

    Raises:
        ImportError: a module from elsewhere, or by another name than its relative path.
    """
    found = _IMPORT.findall(text)
    if strange := [path for path in found if not re.match(r"\.\.?/", path)]:
        raise ImportError(f"Expected relative paths to be imported in {name}, received {strange[0]!r}.")
    return [posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in found]


def in_order(entry: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The modules that `entry` needs, itself included, each behind those that it imports.

    Raises:
        ImportError: one is not there, or modules import each other in a circle.
    """
    done: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ImportError(f"Expected no circle of imports, received {' -> '.join((*path, name))}.")
        if name not in texts:
            raise ImportError(f"Expected a module of {FOLDERS}, received {name} in {path[-1:]}.")
        if name not in done:
            for other in imported(name, texts[name]):
                visit(other, (*path, name))
            done[name] = None

    visit(entry, ())
    return tuple(done)


@cache
def needed(entry: str) -> tuple[str, ...]:
    """The modules of ``ui/js`` that a page's `entry` needs, see `in_order`."""
    return in_order(entry, modules())
