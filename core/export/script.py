"""An experiment as a program in plain Keras and scikit-learn, which repeats its run."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.data.raw import RawData
from core.data.sources.fetched_tables import FETCHED
from core.data.sources.images import IMAGES
from core.experiment import Experiment
from core.export.code import Section, comment
from core.export.compile_code import compile_section
from core.export.data_code import data_section
from core.export.enclosed import comment_of
from core.export.fit_code import fit_section
from core.export.network_code import network_section
from core.export.preparation_code import preparation_section
from core.export.result_code import result_section
from core.export.split_code import split_section
from core.message import Message, Translate
from core.model.plan import plan_of

_PACKAGES = {
    "imblearn": "imbalanced-learn",
    "keras": "tensorflow",
    "pandas": "pandas pyarrow",
    "sklearn": "scikit-learn",
}
"""What brings a module that is imported."""

TITLE = Message("An experiment of Gradient Lab in plain Keras.")
_OPENS = Message("Opened in Gradient Lab, this file brings these choices back.")


def script(experiment: Experiment, translate: Translate = str) -> str:
    """A program that trains `experiment` as the lab does: text that needs nothing of this project.

    In a fresh process its `history.history` has the losses of the run, to rounding in single precision.

    Arguments:
        translate: from English to the language of the comments.

    Raises:
        DataUnavailable: the data are a table of one's own, which is not here.

    Example:
        >>> Path("spiral.py").write_text(script(Experiment(dataset="spiral", epochs=50)), encoding="utf-8")
    """
    sections = sections_of(experiment)
    head = f"{comment(TITLE, translate)}\n# pip install {packages_of(sections)}"
    parts = [head, "\n".join(imports_of(sections))]
    for section in sections:
        code = section.code(translate)
        # A comment or a function at its beginning has a comment of its own.
        apart = "\n\n" if code.startswith(("#", "def ", "class ", "@")) else "\n"
        parts.append(f"{comment(section.text, translate)}{apart}{code}")
    return "\n\n".join([*parts, enclosed_in(experiment, translate)]) + "\n"


def enclosed_in(experiment: Experiment, translate: Translate) -> str:
    """The choices as comments, with what they are for."""
    return f"{comment(_OPENS, translate)}\n{comment_of(experiment)}"


def packages_of(sections: Sequence[Section]) -> str:
    """What has to be installed for the program."""
    modules = {line.split()[1].split(".")[0] for line in imports_of(sections) if line}
    return " ".join(sorted(package for module, package in _PACKAGES.items() if module in modules))


def imports_of(sections: Sequence[Section]) -> list[str]:
    """Lines that import what the sections use: first, apart from the others, what comes with Python."""
    code = "\n".join(section.code(str) for section in sections)
    whole: set[str] = set()
    names: dict[str, set[str]] = {}
    for line in set().union(*(section.imports for section in sections)):
        kind, module, *others = line.replace(",", " ").split()
        if kind == "import":
            whole |= {line} if f"{line.rsplit(maxsplit=1)[-1]}." in code else set()
        else:
            used = {name for name in others[1:] if re.search(rf"\b{name}\b", code)}
            names.setdefault(module, set()).update(used)
    whole |= {f"from {module} import {', '.join(sorted(found))}" for module, found in names.items() if found}
    standard = sorted(line for line in whole if line.split()[1] in {"functools", "math"})
    others = sorted(whole - set(standard), key=lambda line: (line.split()[1], line.startswith("from")))
    return [*standard, *([""] if standard else []), *others]


def sections_of(experiment: Experiment) -> list[Section]:
    """The parts of the program, in order.

    Raises:
        DataUnavailable: see `script`.
    """
    raw = _known_rows(experiment)
    count = len(raw.y) if raw is not None else int(experiment.dataset["samples"])
    plan = plan_of(experiment, inputs=max(experiment.inputs, 1), rows=max(count, 1), val_rows=max(count, 1))
    return [
        data_section(experiment),
        split_section(experiment, raw, count),
        preparation_section(experiment),
        network_section(experiment, plan),
        compile_section(experiment, plan),
        fit_section(experiment, plan),
        result_section(experiment, plan),
    ]


def _known_rows(experiment: Experiment) -> RawData | None:
    """The rows where they are at hand; None where they would have to be fetched."""
    if experiment.dataset.name in {*IMAGES, *FETCHED}:
        return None
    return experiment.dataset_entry.load(experiment.dataset, experiment.data_seed)
