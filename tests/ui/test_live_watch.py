"""The part of Runs that says how a program is watched, and the runs that it sends."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from core.live.records.run import hash_of
from core.store.recorded import read_beginning
from core.store.watch_tokens import GOOD_SECONDS, WatchTokens
from tests.fixtures.recordings import frame, header
from tests.ui.test_pages import OWNER, app
from ui import services, watch_token

__all__ = ["OWNER", "app"]

pytestmark = pytest.mark.engine
_LINES = re.compile(r'from gradient_lab import Watch\nwatch = Watch\("(.*)", token="(.*)"\)\nmodel.fit\(.*\)')


def lines(page: AppTest) -> tuple[str, str]:
    """Address and token in the lines to copy."""
    found = _LINES.fullmatch(page.code[0].value)
    assert found is not None
    return found[1], found[2]


def test_a_token_is_made_and_made_anew(app: AppTest) -> None:
    app.run()
    app.switch_page("runs.py").run()
    assert lines(app) == ("http://localhost:8501", "…")
    app.button(key="runs:token").click().run()
    _, token = lines(app)
    owner_hash = watch_token.owner_hash_of(watch_token.signed_name(token))
    assert owner_hash == hash_of(OWNER)
    app.button(key="runs:token").click().run()
    assert lines(app)[1] != token and not app.exception
    with pytest.raises(watch_token.UnknownToken):
        watch_token.owner_hash_of(watch_token.signed_name(token))


def test_a_run_that_is_sent_is_opened_and_can_be_stopped(app: AppTest) -> None:
    app.run()
    app.switch_page("runs.py").run()
    fits, owner_hash = services.runs().far_fits, hash_of(OWNER)
    run = fits.begin(read_beginning(header(model={"name": "net", "class": "Sequential"})), owner_hash)
    fits.add(run, owner_hash, frame(1))
    app.run()
    assert not app.exception and app.query_params["opened"] == run
    app.button(key="recorded:stop").click().run()
    assert services.runs().record(run).status.value == "stopped"
    assert not [button for button in app.button if button.key == "recorded:stop"]
    app.button(key="recorded:close").click().run()
    assert "opened" not in app.query_params and not app.exception, "once is enough"


def test_a_run_that_is_read_stays_and_a_new_one_is_offered(app: AppTest) -> None:
    app.run()
    app.switch_page("runs.py").run()
    fits, owner_hash = services.runs().far_fits, hash_of(OWNER)
    read = fits.begin(read_beginning(header(name="first")), owner_hash)
    fits.add(read, owner_hash, frame(1))
    app.run()
    fits.end(read, owner_hash)
    new = fits.begin(read_beginning(header(name="second")), owner_hash)
    fits.add(new, owner_hash, frame(1))
    app.run()
    assert not app.exception and app.query_params["opened"] == read
    assert any("second" in text.value for text in app.markdown)
    app.button(key=f"runs:sent:{new}").click().run()
    assert not app.exception and app.query_params["opened"] == new
    assert not [button for button in app.button if str(button.key).startswith("runs:sent:")]


def test_a_token_lasts_a_year(app: AppTest) -> None:
    now = 1e9
    tokens = WatchTokens(services.store().engine, lambda: now)
    name = tokens.renew("ann")
    assert (tokens.owner_of(name), tokens.name_of("ann")) == ("ann", name)
    now += GOOD_SECONDS
    assert tokens.owner_of(name) is None is tokens.name_of("ann")
    tokens.renew("ben")
    now -= GOOD_SECONDS
    assert tokens.owner_of(name) is None, "it is gone"


def test_a_database_that_does_not_answer_is_told(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def connect(self) -> None:
            raise OperationalError("", {}, Exception("locked"))

    app.run()
    app.switch_page("runs.py").run()
    monkeypatch.setattr(services, "watch_tokens", lambda: WatchTokens(Broken()))  # type: ignore[arg-type]
    app.button(key="runs:token").click().run()
    assert not app.exception and "does not answer" in app.error[0].value
