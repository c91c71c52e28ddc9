"""Entries of a menu are told apart by their text."""

from __future__ import annotations

from ui.distinct import distinct


def test_no_two_are_called_the_same() -> None:
    names = {1: "a", 2: "a", 3: "a (2)", 4: "b", 5: "a"}
    label = distinct(list(names), names.__getitem__)
    assert [label(at) for at in names] == ["a", "a (2)", "a (2) (2)", "b", "a (3)"]
