"""No file and no room imports itself by a way round, and docs/architecture.md draws the rooms as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms import ROOT, Graph, circles, drawn, file_graph, files, room_graph, room_of


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Which module imports which."""
    return file_graph()


def test_no_file_is_in_a_circle(graph: Graph) -> None:
    assert circles(graph) == []


@pytest.mark.usefixtures("graph")
def test_no_room_is_in_a_circle() -> None:
    assert circles(room_graph()) == []


@pytest.mark.usefixtures("graph")
def test_the_architecture_page_draws_the_rooms_as_they_are() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert f"```text\n{drawn()}\n```" in page, "write it anew: python -m tests.rooms"


def test_every_file_was_read(graph: Graph) -> None:
    assert graph.keys() == files().keys()
    assert (
        "core.experiment" in graph["core.bundle"] and "core.bundle" in graph["core.engine.training.trainer"]
    )
    assert sum(map(len, graph.values())) > len(graph)


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("core/message.py", "core/message.py"),
        ("core/__init__.py", "core"),
        ("core/data/sources/images.py", "core/data"),
        ("core/live/runs.py", "core/live"),
        ("core/live/sessions/channel.py", "core/live/sessions"),
        ("ui/form/state.py", "ui"),
        ("app.py", "app"),
    ],
)
def test_rooms_are_folders_of_one_idea(path: str, room: str) -> None:
    assert room_of(ROOT / Path(path)) == room


def test_circles_are_seen() -> None:
    graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"d2"}, "d2": frozenset()}
    assert circles({node: frozenset(others) for node, others in graph.items()}) == [["a", "b", "c"]]
