"""Which files and rooms (folders of one idea) of the project import which, read from the source.

``python -m tests.rooms`` prints the graph that docs/architecture.md shows.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("core", "ui", "pages")
TOP = {"app", *LAYERS}
DEEP = ("core/engine", "core/live")
"""Folders whose folders are rooms of their own."""

Graph = Mapping[str, frozenset[str]]


def files() -> dict[str, Path]:
    """Every module's file, by the module's name."""
    found = [ROOT / "app.py", *(path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py")))]
    return {_name(path.relative_to(ROOT)): path for path in found}


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@functools.cache
def file_graph() -> Graph:
    """Which module imports which, at its top or inside a function; for types alone does not count.

    Read once, which takes a second.
    """
    known = files()
    return {
        name: frozenset(other for other in _imported(path, known) if other != name)
        for name, path in known.items()
    }


def _imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
            yield from [next(prefix for prefix in prefixes if prefix in known)] if parts[0] in TOP else []


def room_of(path: Path) -> str:
    """The room of a file: its folder of one idea; files in `core` itself are each a room of their own."""
    parts = path.relative_to(ROOT).parts
    if len(parts) == 1 or parts[0] != "core":
        return parts[0].removesuffix(".py")
    if len(parts) == 2:
        return "core" if parts[1] == "__init__.py" else "/".join(parts)
    folder = "/".join(parts[:2])
    return "/".join(parts[:3]) if folder in DEEP and len(parts) > 3 else folder


def room_graph() -> Graph:
    """Which room imports which."""
    known = files()
    found: dict[str, set[str]] = {}
    for name, others in file_graph().items():
        room = room_of(known[name])
        found.setdefault(room, set()).update(room_of(known[other]) for other in others)
    return {room: frozenset(others - {room}) for room, others in found.items()}


def circles(graph: Graph) -> list[list[str]]:
    """Groups of nodes that lead back to each other (Tarjan 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        number[node] = lowest[node] = len(number)
        path.append(node)
        for other in sorted(graph.get(node, frozenset())):
            if other not in number:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in path:
                lowest[node] = min(lowest[node], number[other])
        if lowest[node] == number[node]:
            at = path.index(node)
            if len(path) - at > 1:
                found.append(sorted(path[at:]))
            del path[at:]

    for node in sorted(graph):
        if node not in number:
            visit(node)
    return found


def drawn() -> str:
    """The graph of rooms as text, a line each, whoever is built upon below whoever builds on it.

    Rooms that another one on the same line imports anyway are left out.
    """
    graph = room_graph()
    height: dict[str, int] = {}

    def high(room: str) -> int:
        if room not in height:
            height[room] = 1 + max(map(high, graph[room]), default=0)
        return height[room]

    def reached(room: str) -> set[str]:
        return set(graph[room]).union(*(reached(other) for other in graph[room]))

    lines = []
    for room in sorted(graph, key=lambda room: (-high(room), room)):
        near = graph[room] - set().union(*(reached(other) for other in graph[room]))
        lines.append(f"{room} -> {', '.join(sorted(near))}" if near else room)
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(drawn() + "\n")
