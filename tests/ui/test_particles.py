"""Korean particles agree with what is filled in, in Python as in the browser."""

from __future__ import annotations

import json
import re

import pytest

from core.message import Message
from tests.conftest import ROOT
from ui.language import translator
from ui.particles import Agreeing, agreeing

CASES = json.loads((ROOT / "tests" / "fixtures" / "particles.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "values", "said"), CASES)
def test_it_agrees(text: str, values: dict[str, str], said: str) -> None:
    assert agreeing(text).format(**values) == said


def test_a_text_without_a_choice_is_the_very_same() -> None:
    text = "손실(loss)이 커졌습니다: {value}."
    assert agreeing(text) is text


def test_messages_in_korean_agree_and_english_ones_are_left_alone() -> None:
    message = Message("There is no choice named {name}.", name="foo")
    assert message.render(translator("ko")) == "foo라는 설정은 없습니다."
    assert not isinstance(translator("en")("Loss"), Agreeing)


def test_every_choice_in_the_catalogue_stands_behind_a_gap() -> None:
    """Elsewhere it can be made by whoever translates."""
    path = ROOT / "locales" / "ko" / "LC_MESSAGES" / "gradient_lab.po"
    text = re.sub(r'"\n"', "", path.read_text("utf-8"))
    marks = re.findall(r"(.{0,4})(?:이\(가\)|을\(를\)|은\(는\)|와\(과\)|\(이\)라|\(으\)로)", text)
    assert marks
    assert [before for before in marks if not re.search(r"\}[’”\"')]?( %)?$", before)] == []
