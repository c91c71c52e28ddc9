"""docs/playground.md names what the page has."""

from __future__ import annotations

import re

import pytest

from core.data.features import FEATURES
from core.live.protocol.speeds import SPEEDS
from core.live.sessions.drawable import MOST_LAYERS, MOST_UNITS
from tests.conftest import ROOT
from ui.playground.hiding import HIDEABLE
from ui.playground.link import read_fragment
from ui.playground.options import OPTIONS
from ui.playground.setting import from_address

PAGE = (ROOT / "docs" / "playground.md").read_text("utf-8")


@pytest.mark.parametrize(
    "names", [HIDEABLE, OPTIONS, FEATURES, SPEEDS], ids=["hide", "option", "feature", "speed"]
)
def test_every_name_of_an_address_is_told(names: dict[str, object]) -> None:
    assert [name for name in names if not re.search(rf"`{name}[`=]", PAGE)] == []


def test_every_issue_is_told() -> None:
    asked = {1, 3, 7, 20, 23, 25, 38, 39, 41, 50, 54, 63, 68, 72, 87, 102, 111, 116, 126, 147, 168, 198, 208}
    assert {int(number) for number in re.findall(r"#(\d+)", PAGE)} == asked


def test_the_limits_are_those_of_the_page() -> None:
    assert f"{MOST_LAYERS} hidden layers of {MOST_UNITS} units" in PAGE


def test_the_examples_open_without_a_word() -> None:
    addresses = re.findall(r"/playground\?(\S+?)[\s\"]", PAGE)
    assert len(addresses) == 2
    for address in addresses:
        query = dict(pair.split("=") for pair in address.replace("embed=true&", "").split("&"))
        assert from_address(query)[1] == []
    links = re.findall(r"/playground#(\S+)", PAGE)
    assert len(links) == 1
    assert read_fragment(links[0])[3] == []
