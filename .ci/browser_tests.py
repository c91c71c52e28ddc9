"""Fails when a browser test was skipped or none ran, by pytest's JUnit file (see tests/levels.py)."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def main(junit: Path) -> str | None:
    """What is wrong, or None."""
    if not junit.exists():
        return f"pytest left no report at {junit}"
    cases = [case for case in ElementTree.parse(junit).iter("testcase") if _is_browser(case)]
    skipped = [f"{_name(case)}: {node.get('message')}" for case in cases for node in case.iter("skipped")]
    if skipped:
        return "browser tests were skipped:\n" + "\n".join(skipped)
    return None if cases else "no browser test ran"


def _is_browser(case: ElementTree.Element) -> bool:
    # A module that is skipped as a whole has no class and no tests whose markers could be asked for.
    whole = not case.get("classname") and "browser" in (case.get("name") or "")
    return whole or any(node.get("name") == "browser" for node in case.iter("property"))


def _name(case: ElementTree.Element) -> str:
    return f"{case.get('classname')}.{case.get('name')}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
