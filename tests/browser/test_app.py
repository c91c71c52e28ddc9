"""The lab as a person uses it: choose, train, watch, pause, come back. Screenshots are kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.lab import EVERY_SCREEN, LOCALES, PATIENCE, PROJECTOR, Lab

pytestmark = pytest.mark.browser


def watch_learning(lab: Lab) -> None:
    """The loss falls and the histograms move."""
    lab.await_panel("+it.step > 0")
    before = lab.canvases()
    loss = lab.number("loss")  # read after the pictures: what falls below it is drawn later than they were
    assert len(before) >= 2
    lab.await_panel(f"+it.loss < {0.8 * loss}")
    after = lab.canvases()
    assert len(after) == len(before)
    assert all(old != new for old, new in zip(before, after, strict=True))


def pause_and_come_back(lab: Lab) -> None:
    """Pause holds the run still, a reload attaches to it again, resume goes on."""
    lab.press("pause")
    lab.await_panel("it.status === 'paused'")
    step = lab.number("step")
    address = lab.page.url
    lab.page.reload()
    lab.await_panel(f"it.status === 'paused' && +it.step === {step}")
    assert lab.page.url == address
    lab.press("resume")
    lab.await_panel(f"it.status !== 'paused' && +it.step > {step}")


@pytest.mark.parametrize("locale", LOCALES if EVERY_SCREEN else ["ko-KR"])
def test_digits_with_changed_choices(visitor: Callable[..., Lab], locale: str) -> None:
    words = {"en-US": ("Train", "Training loss"), "ko-KR": ("훈련", "훈련 손실")}[locale]
    lab = visitor(locale=locale)
    lab.open("/?dataset=digits&layers=64x3&epochs=5000&learning_rate=0.0005")
    lab.unfold("initialization")
    lab.choose("initializer", "He normal" if locale == "en-US" else "He 정규")
    lab.unfold("network")
    lab.choose("activation", "ReLU")
    lab.page.locator(".st-key-train").get_by_text(words[0], exact=True).wait_for(timeout=PATIENCE)
    lab.picture(f"start-{locale}")
    lab.train()
    lab.page.locator(".panel").get_by_text(words[1], exact=True).first.wait_for()
    watch_learning(lab)
    lab.picture(f"digits-overview-{locale}")
    pause_and_come_back(lab)
    for view in ("distributions", "over_time", "data"):
        lab.view(view)
        lab.picture(f"digits-{view}-{locale}")
    lab.press("stop")
    lab.await_panel("it.status === 'stopped'")


@pytest.mark.parametrize("locale", LOCALES if EVERY_SCREEN else ["en-US"])
def test_spiral_with_changed_choices(visitor: Callable[..., Lab], locale: str) -> None:
    lab = visitor(locale=locale, dark=locale == "en-US", size=PROJECTOR)
    lab.open("/?epochs=100000")
    lab.unfold("optimizer")
    lab.type("learning_rate", "0.005")
    lab.train()
    watch_learning(lab)
    lab.picture(f"spiral-overview-{locale}")
    pause_and_come_back(lab)
    for view in ("distributions", "over_time", "data"):
        lab.view(view)
        lab.picture(f"spiral-{view}-{locale}")
    lab.press("stop")
    lab.await_panel("it.status === 'stopped'")


@pytest.mark.alone
def test_eight_updates_a_second_and_never_an_empty_chart(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open("/?epochs=1000000")
    lab.train()
    lab.await_panel("+it.updates >= 20")  # compiled, warm, charts loaded
    seconds, updates = lab.page.evaluate("performance.now()") / 1000, lab.number("updates")
    lab.page.wait_for_timeout(5000)
    passed = lab.page.evaluate("performance.now()") / 1000 - seconds
    assert (lab.number("updates") - updates) / passed >= 8
    assert lab.panel("blank") == "0"
    lab.press("stop")


def test_only_the_owner_steers(visitor: Callable[..., Lab]) -> None:
    owner, guest = visitor(), visitor(locale="ko-KR")
    owner.open("/?epochs=100000")
    owner.train()
    run = owner.page.url
    path = run.removeprefix(owner.url)
    guest.open(path)
    guest.await_panel("+it.updates >= 2")
    steering = guest.page.locator(".panel button[data-verb]:not([data-verb^=past_])")
    assert steering.count() == 0, "whoever watches may look back, and steers nothing"
    guest.page.locator(".panel").get_by_text("보기 전용").wait_for()
    guest.picture("guest-ko-KR")
    answer = guest.page.evaluate(
        """async (url) => {
            const id = new URL(location.href).searchParams.get("run");
            const answer = await fetch(`${url}/lab/runs/${id}/commands`, {
                method: "POST",
                headers: { "Content-Type": "application/json", "X-Gradient-Lab": "1" },
                body: JSON.stringify({ verb: "stop" }),
            });
            return answer.status;
        }""",
        guest.url,
    )
    assert answer == 403
    step = owner.number("step")
    owner.await_panel(f"it.status === 'running' && +it.step > {step}")
    owner.press("pause")
    owner.await_panel("it.status === 'paused'")
    guest.await_panel("it.status === 'paused'")
    step = owner.number("step")
    owner.press("step_batch")
    owner.await_panel(f"+it.step === {step + 1}")
    owner.press("stop")


def test_a_run_survives_other_pages_and_can_start_again(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open("/?epochs=100000")
    lab.train()
    lab.await_panel("it.step")
    first, step = lab.page.url, lab.number("step")
    for name in ("Runs", "Guide"):
        lab.page.get_by_role("link", name=name).click()
        lab.page.get_by_role("heading", name=name).first.wait_for(timeout=PATIENCE)
        lab.picture(f"{name.lower()}-en-US")
    lab.page.get_by_role("link", name="Train").click()
    lab.await_panel(f"it.status === 'running' && +it.step > {step}")
    lab.press("again_new")
    lab.page.wait_for_function(
        f"location.href !== {first!r} && location.search.includes('run=')", timeout=PATIENCE
    )
    lab.await_panel("it.status === 'running' && +it.updates >= 1")


def test_back_from_a_run_is_one_step(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open("/?layers=4-3&epochs=3")
    lab.train()
    lab.await_panel("it.status === 'finished'")
    run = lab.page.url.split("run=")[1].split("&")[0]
    lab.open("/runs")
    lab.tick_run(0)
    lab.page.get_by_role("link", name="Spiral · 4-3").click()
    lab.await_panel("it.status === 'finished'")
    lab.settle()
    lab.page.wait_for_url(re.compile(rf"run={run}&.*layers=4-3"), timeout=PATIENCE)
    lab.page.go_back()
    lab.page.get_by_role("heading", name="Runs").first.wait_for(timeout=PATIENCE)


def test_a_diverging_run_says_what_happened_and_its_remedy_is_tried_beside_it(
    visitor: Callable[..., Lab],
) -> None:
    lab = visitor(locale="ko-KR")
    lab.open("/?dataset=hills&scaling=none&activation=relu&optimizer=sgd&learning_rate=100&epochs=100")
    lab.train()
    lab.await_panel("it.status === 'diverged'")
    lab.page.locator(".panel .note").get_by_text("발산했습니다").wait_for()
    lab.picture("diverged-ko-KR")
    lab.page.locator(".panel .note .remedy").click()
    lab.page.wait_for_url(re.compile(r"learning_rate=0\.1(&|$)"), timeout=PATIENCE)
    lab.await_panel("it.status === 'finished'")
    told = lab.page.locator(".st-key-advice")
    told.get_by_text("사라진 문제: 발산").wait_for(timeout=PATIENCE)
    assert len(lab.runs) == 2
    lab.picture("advice-ko-KR")
    told.get_by_role("link").last.click()
    lab.page.wait_for_url(re.compile("view=compare"), timeout=PATIENCE)
    assert all(run in lab.page.url for run in lab.runs)


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_a_broken_address_opens_with_the_valid_part(visitor: Callable[..., Lab], locale: str) -> None:
    lab = visitor(locale=locale)
    lab.open(
        "/?layers=8-9999&learning_rate=abc&dataset=moons&nonsense=<b>x</b>&optimizer.momentum=7&run=nothing"
    )
    lab.page.locator(".st-key-g-network").get_by_text("9999").wait_for(timeout=PATIENCE)
    lab.page.locator(".st-key-g-optimizer").get_by_text("abc").first.wait_for()
    assert (
        lab.page.locator(".st-key-g-data summary")
        .inner_text()
        .count("Moons" if locale == "en-US" else "반달")
    )
    assert lab.page.locator("b", has_text="x").count() == 0
    lab.page.locator(".panel canvas:visible").first.wait_for(timeout=PATIENCE)
    lab.picture(f"broken-address-{locale}")


def test_play_goes_on_with_a_run_that_was_stopped(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open("/?layers=4-3&epochs=100000")
    lab.train()
    lab.await_panel("it.status === 'running' && it.step > 0")
    lab.press("stop")
    lab.await_panel("it.status === 'stopped'")
    step = lab.number("step")
    lab.press("resume")
    lab.await_panel(f"it.status === 'running' && it.step > {step}")
    lab.press("stop")
