"""What is drawn beside a run until it is over, and what stays said while a table follows its runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord, UnknownRun
from core.message import Message
from tests.store.stored import a_record
from ui import until_over
from ui.runs import deleting


class Runs:
    """Knows one run, or none."""

    now: RunRecord | None = None

    def record(self, run: str) -> RunRecord:
        if self.now is None:
            raise UnknownRun(run)
        return self.now


def page() -> None:
    import streamlit as st

    from ui.until_over import until_over

    known = st.session_state["known"]
    st.session_state["known"] = st.session_state["next"]
    until_over(known, lambda now: st.caption(f"{known.status.value} then {now.status.value}"))


@pytest.mark.parametrize(
    ("known", "now", "drawn"),
    [
        (RunStatus.RUNNING, RunStatus.RUNNING, ["running then running"]),
        (RunStatus.RUNNING, RunStatus.FINISHED, ["finished then finished"]),  # the page has run anew
        (RunStatus.FINISHED, RunStatus.FINISHED, ["finished then finished"]),
        (RunStatus.FINISHED, None, []),
    ],
)
def test_a_run_is_followed_until_it_is_over(
    known: RunStatus, now: RunStatus | None, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Runs()
    kept.now = None if now is None else replace(a_record(), status=now)
    monkeypatch.setattr(until_over, "runs", lambda: kept)
    app = AppTest.from_function(page)
    app.session_state["known"] = replace(a_record(), status=known)
    app.session_state["next"] = kept.now
    app.run()
    assert not app.exception
    assert [each.value for each in app.caption] == drawn


def test_what_went_wrong_is_said_for_a_while_however_often_the_table_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def below() -> None:
        from ui.runs import deleting

        deleting.undo()

    now = [100.0]
    monkeypatch.setattr("ui.runs.deleting.time.monotonic", lambda: now[0])
    app = AppTest.from_function(below).run()
    assert not app.warning
    app.session_state["runs:said"] = (100.0 + deleting.SAID_SECONDS, [Message("It trains")])
    for _ in range(3):
        assert [each.value for each in app.run().warning] == ["It trains"]
        now[0] += deleting.SAID_SECONDS / 3
    assert not app.run().warning
