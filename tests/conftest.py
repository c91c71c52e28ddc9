"""What tests share: real data, a browser, and the lab started as a user starts it."""

from __future__ import annotations

import gc
import os
import shutil
import sys

os.environ.setdefault("GRADIENT_LAB_SECRET", "the same for all servers of the tests")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read when TensorFlow is imported

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.serving import Server, Servers

pytest_plugins = ["tests.levels", "tests.sharing"]

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
FAILED = pytest.StashKey[bool]()
"""Of a test: whether a part of it has failed."""
FEATURES_OFF = (
    # Pages of the address bar, which no test sees: two thirds of what it costs to open a window.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # Those that Playwright turns off: its list (chromiumSwitches.ts) is replaced by this one.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
)

EXAMPLES = int(os.environ.get("EXAMPLES", "50"))
"""Random examples of a property of which a test says no number."""
# A busy machine is no failure. In CI the same examples come every time.
settings.register_profile("lab", deadline=None, derandomize="CI" in os.environ, max_examples=EXAMPLES)
settings.load_profile("lab")


@pytest.fixture(autouse=True)
def stores_write_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits half a second for entries to gather; servers of their own keep their interval."""
    if "core.store.store" in sys.modules:
        monkeypatch.setattr("core.store.store.FLUSH_SECONDS", 0.02)


@pytest.fixture
def compiled_if_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks to play with compile nothing by themselves: it would go on beside the tests that come next."""
    monkeypatch.setattr("core.engine.editing.compilation.Compilation.follow", lambda self, network: None)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; it is not part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, the system's own; each test opens its own context in it."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("chromium is not on PATH: install it (Debian: apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Starts apps: ``server()`` the lab, ``server("path/of/app.py")`` another; see `tests.serving`."""
    servers = Servers(ROOT, tmp_path_factory.mktemp("servers"))
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def url(server: Servers) -> str:
    """Address of the one lab of all tests of a process that leave it as it was."""
    return server().url


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The pages as Streamlit runs them, with a store of their own."""
    from streamlit.runtime.context import ContextProxy
    from streamlit.testing.v1 import AppTest

    from ui import services

    monkeypatch.setenv("GRADIENT_LAB_STORE", f"sqlite:///{tmp_path / 'runs.sqlite'}")
    monkeypatch.setattr(ContextProxy, "cookies", {})  # AppTest has none that can be read
    services.close()
    pages = AppTest.from_file(str(ROOT / "pages" / "router.py"), default_timeout=30)
    pages.session_state["begun"] = True  # nobody waits for a first page here: all of it is drawn
    yield pages
    services.close()


def pytest_collection_finish() -> None:
    # TensorFlow's objects are there to stay, as in the app: collections that visit them cost seconds in all.
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    if report.failed:
        for running in Server.all_running:
            report.sections.append((f"log of {running.app} at {running.url}", running.log_tail()))
    return report
