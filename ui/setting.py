"""What a page shows, on its way between the address, the session, the browser and the page.

Every page has a *setting*: its choices and how it shows them. `PageSetting` keeps it, the same way for all: a
link opens what it says, Back goes back, coming from another page changes nothing, and what the page's own
controls say is taken without their being drawn anew. Choices that differ from where a page begins stand in
the address as texts by path (`differences`); they are read as far as they are right (`read_experiment`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

import streamlit as st

from core.choices.former import renewed
from core.choices.registry import Menu
from core.differing import completed
from core.experiment import FIELDS, MAX_CHOICES, Experiment, named
from core.message import Message
from ui import address

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened(Generic[T]):
    """A setting, and where it is from.

    Arguments:
        setting: what the page shows.
        ignored: what an address asked for in vain.
        number: of this opening; it changes when the setting comes from anywhere but the page's own controls,
            which know it already.
    """

    setting: T
    ignored: tuple[Message, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetting(Generic[T]):
    """The setting of one page.

    Arguments:
        key: of the session.
        read: the setting that the texts of an address make, and what of them cannot be used.
        write: the texts of an address that make the same again.
        start: what the page shows where neither session nor address say anything.
        watching: whether the page shows a run.
    """

    key: str
    read: Callable[[Mapping[str, str]], tuple[T, Iterable[Message]]]
    write: Callable[[T], Mapping[str, str]]
    start: Callable[[], T]
    watching: bool = False

    def now(self) -> Opened[T]:
        """The session's setting; `start` at first."""
        if self.key not in st.session_state:
            st.session_state[self.key] = Opened(self.start())
        kept: Opened[T] = st.session_state[self.key]
        return kept

    def follow(self, arrived: address.Arrival | None) -> Opened[T]:
        """The session's setting; from the address when it was opened, or gone back to."""
        if arrived is None or arrived.empty:
            return self.now()
        if not arrived.texts:
            return self.open(self.start())
        setting, ignored = self.read(arrived.texts)
        return self.open(setting, ignored)

    def open(self, setting: T, ignored: Iterable[Message] = ()) -> Opened[T]:
        """Put another setting in its place, which the controls of the page do not know."""
        before: Opened[T] | None = st.session_state.get(self.key)
        opened = Opened(setting, tuple(ignored), before.number + 1 if before else 0)
        st.session_state[self.key] = opened
        return opened

    def said(self, told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """What the controls of the page say since they came to rest; None: nothing that counts.

        They say with it, as ``"opened"``, the number of the opening that they show: where another one has
        taken its place meanwhile, as Back does, what they say of the former would undo it.
        """
        return told if told is not None and told.get("opened") == self.now().number else None

    def take(self, setting: T) -> Opened[T]:
        """Keep what the controls of the page say; once they change, what was asked in vain has been told."""
        before = self.now()
        told = before.ignored if setting == before.setting else ()
        st.session_state[self.key] = replace(before, setting=setting, ignored=told)
        return self.now()

    def keep(self) -> None:
        """Bring the address up to date."""
        address.keep(self.write(self.now().setting), watching=self.watching)


def read_experiment(base: Experiment, texts: Mapping[str, str]) -> tuple[Experiment, dict[str, Message]]:
    """The choices that `texts` make, the others as in `base`, and what is wrong, by path."""
    wanted, ignored = renewed(texts)
    if len(wanted) > MAX_CHOICES:
        return base, Experiment.lenient(wanted)[1]
    while True:
        experiment, errors = Experiment.lenient(completed(base, wanted))
        # What `base` itself says may not fit the choices: then that is left to the lab, and needs no words.
        asked = {named(path) for path in wanted} & errors.keys()
        if not asked:
            return experiment, ignored
        ignored |= {path: errors[path] for path in errors if path in asked}
        wanted = {path: text for path, text in wanted.items() if named(path) not in asked}


def differences(base: Experiment, experiment: Experiment) -> dict[str, str]:
    """The fewest texts from which `completed` makes those of `experiment`."""
    before = base.flat()
    short: dict[str, str] = {}
    for path, text in experiment.flat().items():
        key, _dot, parameter = path.partition(".")
        usual = before.get(path)
        if parameter and getattr(experiment, key).name != getattr(base, key).name:
            entry = cast(Menu, FIELDS[key]).registry[getattr(experiment, key).name]
            item = next(item for item in entry.parameters if item.key == parameter)
            usual = item.write(item.default)
        if text != usual:
            short[path] = text
    return short
