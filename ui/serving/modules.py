"""The JavaScript modules of ``ui/js``, and what each imports, read from its import statements."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

FOLDERS = ("shared", "train", "playground", "initialization", "explore", "learn")
"""What pages are made of; the rest of ``ui/js`` is for those who write it."""

_ROOT = Path(__file__).parent.parent / "js"


@cache
def modules() -> Mapping[str, str]:
    """Text of every module, by its path in ``ui/js``, as ``shared/format.js``."""
    paths = [path for folder in FOLDERS for path in sorted((_ROOT / folder).rglob("*.js"))]
    return {path.relative_to(_ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def imported(name: str, text: str) -> list[str]:
    """Names of the modules that the module `name` imports or exports again, in the order of its text.

    Raises:
        ImportError: see `path_of`.
    """
    return [path_of(path, name) for path in _quoted(text)]


def _quoted(text: str) -> Iterator[str]:
    """What the import statements of a module, and those that export again, have in quotes."""
    within = False
    for line in text.splitlines():
        within |= line.startswith(("import", "export"))
        before, quote, after = line.partition('"')
        if within and before.rstrip().endswith(("from", "import")) and quote:
            yield after.partition('"')[0]
        # A statement goes on in the next line only where it lists names in braces.
        within &= not quote and ";" not in line and "(" not in line


def path_of(path: str, name: str) -> str:
    """Name of the module that the module `name` imports as `path`.

    Raises:
        ImportError: it is no relative path.
    """
    if not re.match(r"\.\.?/", path):
        raise ImportError(f"Expected relative paths to be imported in {name}, received {path!r}.")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


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
