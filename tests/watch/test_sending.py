"""Sending a run to a lab: whatever that lab does, training stays as it is and waits for nothing."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from core.store.recorded import read_beginning, read_frames
from gradient_lab import Watch, sending
from gradient_lab.connection import Refused
from gradient_lab.sending import Sending
from tests.fixtures.recordings import LAYOUT, frame
from tests.watch.fake_lab import FakeLab
from tests.watch.test_watch import data, sequential, state, trained

TOKEN = "some-token.of_the-lab"
RUN, END = "/lab/watch/r", "/lab/watch/r/end"


@pytest.fixture
def lab() -> Iterator[FakeLab]:
    opened = FakeLab()
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(sending, "GATHER_SECONDS", 0.01)


@pytest.fixture(autouse=True)
def _watching_ends() -> Iterator[None]:
    yield
    for thread in threading.enumerate():
        if thread.name == "gradient-lab-watch":
            thread.join(5.0)
            assert not thread.is_alive()


def every_step(lab: FakeLab, **options: Any) -> Watch:
    return Watch(lab.url, token=TOKEN, frames_per_second=100, **options)


def begun(url: str) -> Sending:
    found = Sending(url, TOKEN)
    found.begin({"layout": LAYOUT})
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def steps_of(body: bytes) -> list[int]:
    header = Sending("http://lab", TOKEN)
    header.begin({"layout": LAYOUT})
    assert header._header is not None
    return [each.step for each in read_frames(body, read_beginning(header._header).layout)]


def test_a_run_is_sent_as_a_file_would_hold_it_and_training_is_the_same_to_the_bit(lab: FakeLab) -> None:
    watch = every_step(lab)
    with_it, without = state(trained(sequential, watch)), state(trained(sequential))
    assert watch.stopped is None and lab.tokens == {TOKEN}
    for one, other in zip(with_it, without, strict=True):
        np.testing.assert_array_equal(one, other)
    assert lab.paths[0] == "/lab/watch" and lab.paths[-1] == END
    beginning = read_beginning(lab.asked[0][1])
    assert beginning.about["model"]["class"] == "Sequential"
    frames = read_frames(lab.bodies(RUN), beginning.layout)
    assert frames[0].step == 1 and frames[-1].step == 6
    assert not np.isnan(frames[-1].number("val_loss"))


def test_another_fit_goes_on_in_the_same_run(lab: FakeLab) -> None:
    watch = every_step(lab)
    model = trained(sequential, watch)
    model.fit(*data(), batch_size=16, verbose=0, callbacks=[watch])
    assert lab.paths.count("/lab/watch") == 1 and lab.paths.count(END) == 2
    frames = read_frames(lab.bodies(RUN), read_beginning(lab.asked[0][1]).layout)
    assert frames[-1].step == 9


def test_a_lab_that_is_away_costs_training_a_moment_and_a_line_in_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(sending, "END_SECONDS", 0.2)
    with caplog.at_level(logging.WARNING, "gradient_lab"):
        watch = Watch(f"http://127.0.0.1:{free_port()}", token=TOKEN)
        without, with_it = state(trained(sequential)), state(trained(sequential, watch))
    assert watch.stopped is None
    assert [entry.message for entry in caplog.records if "cannot send" in entry.message]
    for one, other in zip(with_it, without, strict=True):
        np.testing.assert_array_equal(one, other)


def test_when_a_lab_comes_back_all_that_waits_is_sent() -> None:
    port = free_port()
    sends = begun(f"http://127.0.0.1:{port}")
    for step in (1, 2, 3):
        sends.add(frame(step))
    time.sleep(0.2)  # it has tried, and nobody was there
    lab = FakeLab(port)
    sends.add(frame(4))
    sends.end()
    lab.close()
    assert steps_of(lab.bodies(RUN)) == [1, 2, 3, 4] and lab.paths[-1] == END


def test_what_has_no_answer_is_sent_again(lab: FakeLab) -> None:
    sends, bad = begun(lab.url), [(500, b"<h1>sorry</h1>"), (429, {"error": "Too many"}), (200, b"what?")]
    lab.answer = lambda path: bad.pop() if path == RUN and bad else None
    sends.add(frame(1))
    sends.end()
    assert steps_of(lab.asked[-2][1]) == [1] and lab.paths.count(RUN) == 4


def test_a_lab_that_has_forgotten_the_run_gets_another_one(lab: FakeLab) -> None:
    sends, lost = begun(lab.url), [(404, {"error": "no such run"})]
    lab.answer = lambda path: lost.pop() if path == RUN and lost else None
    sends.add(frame(1))
    sends.end()
    assert lab.paths == ["/lab/watch", RUN, "/lab/watch", RUN, END]
    lab.answer = lambda path: (404, {"error": "never"}) if path == RUN else None
    sends.add(frame(2))
    with pytest.raises(Refused, match="never"):
        sends.end()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {"error": "Expected the token that the page Runs shows"}), "page Runs"),
        ((413, {"error": "Send fewer frames"}), "fewer"),
        ((302, b""), "leads to"),
        ((404, b"<h1>Not found</h1>"), "no lab"),
        ((403, b"no"), "403"),
    ],
    ids=str,
)
def test_a_lab_that_refuses_is_asked_no_more(lab: FakeLab, answer: tuple[int, Any], said: str) -> None:
    lab.answer = lambda path: answer
    sends = begun(lab.url)
    sends.add(frame(1))
    with pytest.raises(Refused, match=said):
        sends.end()
    with pytest.raises(Refused, match=said):
        sends.add(frame(2))
    assert len(lab.asked) == 1, "it is asked no more"


def test_a_refusal_ends_the_watching_and_not_the_training(lab: FakeLab) -> None:
    lab.answer = lambda path: (401, {"error": "Copy the token once more"})
    watch = every_step(lab)
    trained(sequential, watch)
    assert watch.stopped is not None and "once more" in watch.stopped


def test_a_slow_lab_gets_fewer_frames_the_newest_among_them(
    lab: FakeLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_FRAMES", 10)
    go = threading.Event()
    lab.answer = lambda path: go.wait(10) and None  # type: ignore[func-returns-value]
    sends = begun(lab.url)
    began = time.monotonic()
    for step in range(1, 101):
        sends.add(frame(step))
    assert time.monotonic() - began < 1.0
    go.set()
    sends.end()
    sent = steps_of(lab.bodies(RUN))
    assert len(sent) < 40 and sent[-1] == 100 and sent == sorted({*sent})


def test_the_end_waits_for_a_lab_that_hangs_no_longer_than_a_moment(
    lab: FakeLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "END_SECONDS", 0.3)
    go = threading.Event()
    lab.answer = lambda path: go.wait(10) and None  # type: ignore[func-returns-value]
    sends = begun(lab.url)
    sends.add(frame(1))
    began = time.monotonic()
    sends.end()
    assert 0.2 < time.monotonic() - began < 2.0
    go.set()
    lab.wait(lambda: END in lab.paths)
    assert steps_of(lab.bodies(RUN)) == [1], "what was not sent by then still is"


def test_a_quiet_program_says_that_it_is_there_and_one_that_is_broken_off_no_more(
    lab: FakeLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "ALIVE_SECONDS", 0.05)
    monkeypatch.setattr(sending, "SILENT_SECONDS", 0.6)
    sends = begun(lab.url)
    sends.add(frame(1))
    lab.wait(lambda: sum(body == b"" for path, body in lab.asked if path == RUN) >= 3)
    thread = sends._thread
    assert thread is not None
    thread.join(5.0)
    assert END not in lab.paths


@pytest.mark.parametrize(
    ("target", "token"),
    [
        ("http://localhost:8501", None),
        ("http://localhost:8501", "a\nb"),
        ("http://", TOKEN),
        ("http://me:secret@lab", TOKEN),
        ("http://lab:99999", TOKEN),
        ("ftp://lab", TOKEN),
        ("run.glab", TOKEN),
        ("localhost:8501", None),
    ],
)
def test_what_cannot_be_used_is_told_before_training(
    target: str, token: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRADIENT_LAB_TOKEN", raising=False)
    with pytest.raises(ValueError, match=r"Expected|Port"):
        Watch(target, token=token)


def test_the_token_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIENT_LAB_TOKEN", TOKEN)
    assert Watch("https://lab.example/sub/").stopped is None
