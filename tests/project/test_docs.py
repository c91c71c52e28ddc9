"""What the documentation says, against what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from core.document import document
from core.live.sessions.limits import VARIABLES
from tests.choices.test_registry_entries import REGISTRIES
from tests.conftest import ROOT
from tests.project.test_layers import sources, tops

PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/coverage.md",
    "docs/lessons.md",
    "docs/performance.md",
    "docs/playground.md",
    "docs/security.md",
    "docs/watch.md",
    "SECURITY.md",
    "locales/README.md",
]
TEST_COMMAND = "pip install -r requirements-dev.txt && pytest"
BROUGHT_ALONG = {"pydantic_core": "pydantic"}
"""Modules of packages that another one pins exactly."""


def text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def names(line: str) -> str:
    """The name of the package in a line of requirements, as package indexes compare it."""
    return re.split(r"[=<>;\[ ]", line)[0].lower().replace("_", "-")


def test_choices_page_is_what_the_registries_say() -> None:
    assert text("docs/choices.md") == document(), "run: python -m core.document > docs/choices.md"


@pytest.mark.parametrize("name", REGISTRIES)
def test_every_entry_is_on_the_choices_page(name: str) -> None:
    page = text("docs/choices.md")
    for entry in REGISTRIES[name].values():
        for key in (entry.key, *(parameter.key for parameter in entry.parameters)):
            assert f"| `{key}` |" in page


@pytest.mark.slow
def test_readme_example_runs() -> None:
    block = re.search(r"<!-- tested -->\n```python\n(.*?)```", text("README.md"), re.DOTALL)
    assert block is not None
    result = subprocess.run(
        [sys.executable, "-c", block[1]], cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("epoch 0.0: loss ")
    assert result.stdout.splitlines()[-1].startswith("epoch 20.0: loss ")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    content = text(page)
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ")).lower().replace(" ", "-")
        for line in content.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", content):
        if target.startswith("#"):
            assert target[1:] in headings
        elif not target.startswith(("http://", "https://")):
            assert (ROOT / page).parent.joinpath(target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", PAGES)
def test_paths_in_backticks_exist(page: str) -> None:
    for path in re.findall(r"`((?:core|ui|pages|tests|docs|locales|\.ci)/[\w/.]+)`", text(page)):
        assert (ROOT / path).exists(), path


def test_every_environment_variable_is_in_the_readme() -> None:
    used = {name for path in sources() for name in re.findall(r"GRADIENT_LAB_[A-Z_]+", text(path))}
    assert used == set(re.findall(r"GRADIENT_LAB_[A-Z_]+", text("README.md"))) != set()


def test_every_limit_and_who_is_reached_is_said() -> None:
    security = text("docs/security.md")
    assert {*VARIABLES} <= {*re.findall(r"GRADIENT_LAB_[A-Z_]+", security)}
    for page in (security, text("README.md")):
        assert "streamlit run app.py --server.address localhost" in page, "the flag for this machine only"
    assert "security.md" in text("SECURITY.md")


def test_ci_runs_the_command_of_the_readme() -> None:
    assert TEST_COMMAND in text("README.md")
    assert TEST_COMMAND in text(".ci/run")


def test_readme_names_the_python_versions() -> None:
    supported = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"]
    low, high = (int(minor) for minor in re.fullmatch(r">=3\.(\d+),<3\.(\d+)", supported).groups())  # type: ignore[union-attr]
    in_readme = re.search(r"Python ((?:3\.\d+(?:, | or )?)+)", text("README.md"))
    assert in_readme is not None
    assert re.findall(r"3\.(\d+)", in_readme[1]) == [str(minor) for minor in range(low, high)]


def test_every_import_is_pinned() -> None:
    pinned = {names(line) for line in text("requirements.txt").splitlines() if not line.startswith("#")}
    own = {"app", "pages", "ui", "core"}
    imported = set().union(*(tops(text(path), path) for path in sources())) - own - sys.stdlib_module_names
    distributions = packages_distributions()
    for module in imported:
        package = BROUGHT_ALONG.get(module) or distributions[module][0]
        assert names(package) in pinned, f"{module} is imported, and {package} is not in requirements.txt"


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-dev.txt"])
def test_versions_are_exact(path: str) -> None:
    lines = [line for line in text(path).splitlines() if line and not line.startswith(("#", "-r "))]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
