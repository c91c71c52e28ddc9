"""A page's setting between session and address: what is opened, what stays, what is taken."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui.address import Arrival
from ui.setting import Opened


def page() -> None:
    """A page whose setting is one word."""
    import streamlit as st

    from core.message import Message
    from ui.setting import PageSetting

    kept = PageSetting(
        key="word",
        read=lambda texts: (
            texts.get("word", "?"),
            [Message("no {name}", name=n) for n in texts if n != "word"],
        ),
        write=lambda word: {} if word == "start" else {"word": word},
        start=lambda: "start",
    )
    kept.follow(st.session_state.pop("arrived", None))
    said = kept.said(st.session_state.pop("said", None))
    if said is not None:
        kept.take(said["word"])
    kept.keep()


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page).run()


def after(app: AppTest, **given: Any) -> Opened[str]:
    """The setting after a run into which `given` came: ``arrived``, and what controls ``said``, a word of the
    opening that they show."""
    if isinstance(word := given.get("said"), str):
        given["said"] = {"word": word, "opened": app.session_state["word"].number}
    for name, value in given.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    found: Opened[str] = app.session_state["word"]
    return found


def test_it_begins_at_the_start_and_needs_no_address(app: AppTest) -> None:
    assert app.session_state["word"] == Opened("start")
    assert app.query_params == {}


def test_a_link_opens_what_it_says_and_tells_what_it_cannot(app: AppTest) -> None:
    found = after(app, arrived=Arrival({"word": "one", "ghost": "1"}, None, first=True))
    assert (found.setting, found.number) == ("one", 1)
    assert [str(message) for message in found.ignored] == ["no ghost"]
    assert app.query_params == {"word": "one"}


def test_what_the_controls_say_is_no_new_opening(app: AppTest) -> None:
    after(app, arrived=Arrival({"word": "one"}, None, first=True))
    found = after(app, said="two")
    assert found == Opened("two", (), 1)
    assert app.query_params == {"word": "two"}


def test_complaints_go_with_the_next_change(app: AppTest) -> None:
    after(app, arrived=Arrival({"word": "one", "ghost": "1"}, None, first=True))
    assert after(app, said="one").ignored, "nothing has changed"
    assert after(app, said="two").ignored == ()


@pytest.mark.parametrize(
    ("arrived", "setting"),
    [
        (None, "two"),
        (Arrival({}, None, first=True), "two"),  # from another page
        (Arrival({}, None, first=False), "start"),  # back to where the page began
        (Arrival({"word": "one"}, None, first=False), "one"),
    ],
)
def test_back_goes_back_and_another_page_changes_nothing(
    app: AppTest, arrived: Arrival | None, setting: str
) -> None:
    after(app, said="two")
    assert after(app, arrived=arrived).setting == setting


def test_what_is_said_of_an_earlier_opening_does_not_undo_the_present_one(app: AppTest) -> None:
    after(app, arrived=Arrival({"word": "one"}, None, first=True))
    back = Arrival({}, None, first=False)
    found = after(app, arrived=back, said={"word": "one", "opened": 1})  # in one rerun
    assert (found.setting, found.number) == ("start", 2)
    assert after(app, said={"word": "one", "opened": 1}).setting == "start", "or in the next"
    assert after(app, said={"word": "one"}).setting == "start", "nobody knows of what"
    assert app.query_params == {}
    assert after(app, said="two").setting == "two"
