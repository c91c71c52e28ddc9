"""The page's setting: where it is kept, and what else opens it."""

from __future__ import annotations

from core.experiment import Experiment
from core.message import Message
from ui.playground import options
from ui.playground.link import read_fragment
from ui.playground.setting import Setting, from_address, to_address
from ui.setting import Opened, PageSetting

PAGE = PageSetting(key="playground:setting", read=from_address, write=to_address, start=Setting)


def open_link(fragment: str) -> None:
    """Open what a link of TensorFlow Playground says, see `ui.playground.link`."""
    texts, hide, found, ignored = read_fragment(fragment)
    PAGE.open(Setting(Experiment.lenient(texts)[0], options.START | found, hide), ignored)


def notes(opened: Opened[Setting], most: int) -> list[Message]:
    """What the address asked for in vain: at most `most` sentences, and how many more there are."""
    shown, left = list(opened.ignored[:most]), len(opened.ignored) - most
    return [*shown, Message("And {count} more.", count=left)] if left > 0 else shown
