"""The page "Playground" as Streamlit runs it: address, choices, embedding."""

from __future__ import annotations

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from core.experiment import DEFAULT, FIELDS
from ui.owner import COOKIE, signed
from ui.playground.setting import START, Setting
from ui.setting import Opened


def at_page(app: AppTest, **query: str) -> AppTest:
    """The page, opened with that address."""
    app.run()
    app.query_params.clear()
    app.query_params |= query
    return app.switch_page("playground.py").run()


def opened(app: AppTest) -> Opened[Setting]:
    found: Opened[Setting] = app.session_state["playground:setting"]
    return found


def test_it_begins_as_the_original_and_needs_no_address(app: AppTest) -> None:
    at_page(app)
    assert not app.exception
    assert app.query_params == {}
    assert opened(app).setting.experiment == START


def test_a_link_opens_what_it_says_and_what_is_wrong_is_told(app: AppTest) -> None:
    at_page(
        app, dataset="xor", layers="9x2", activation="nonsense", hide="noise,ghost", speed="slow", run="gone"
    )
    assert not app.exception
    assert app.query_params == {"dataset": "xor", "layers": "9x2", "hide": "noise", "speed": "slow"}
    told = "\n".join(caption.value for caption in app.caption)
    assert "nonsense" in told
    assert "ghost" in told
    assert len(app.caption) == 2


def test_the_page_keeps_its_choices_and_leaves_the_form_alone(app: AppTest) -> None:
    at_page(app, layers="9x2")
    app.query_params.clear()
    app.switch_page("train.py").run()
    assert app.text_input(key="f:layers").value == FIELDS["layers"].write(DEFAULT.layers)
    app.query_params.clear()
    app.switch_page("playground.py").run()
    assert app.query_params == {"layers": "9x2"}
    assert opened(app).number == 0


def test_an_address_that_is_gone_to_is_a_new_opening(app: AppTest) -> None:
    at_page(app, layers="9x2")
    app.switch_page("guide.py").run()
    app.query_params.clear()
    app.query_params |= {"dataset": "xor"}
    app.switch_page("playground.py").run()
    assert opened(app).number == 1
    assert app.query_params == {"dataset": "xor"}


def test_many_wrong_names_do_not_push_the_picture_away(app: AppTest) -> None:
    at_page(app, **{f"nonsense{number}": "1" for number in range(30)})
    assert len(app.caption) == 5
    assert "26 more" in app.caption[4].value.replace("\\", "")


def test_embedded_there_is_nothing_but_the_component(app: AppTest) -> None:
    at_page(app)
    assert [title.value for title in app.markdown] == ["##### Playground"]
    app.context["is_embedded"] = True
    app.run()
    assert not app.exception
    assert [*app.markdown, *app.caption, *app.title, *app.button, *app.segmented_control] == []


def test_the_script_gets_a_secret_only_where_there_is_no_cookie(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "cookies", {COOKIE: signed("c" * 43)})
    at_page(app)
    assert "owner" not in app.session_state
    monkeypatch.setattr(ContextProxy, "cookies", {})
    app.run()
    assert len(app.session_state["owner"]) == 43


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_page_opens_in_both_languages(app: AppTest, lang: str) -> None:
    app.query_params["lang"] = lang
    app.run()
    app.switch_page("playground.py").run()
    assert not app.exception
    assert app.query_params == {"lang": lang}
