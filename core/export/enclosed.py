"""The choices within every file that is saved of an experiment: opened here again, it brings them back."""

from __future__ import annotations

import json
import zipfile
from html import unescape
from io import BytesIO
from typing import Any

from core.experiment import Experiment
from core.message import Invalid, Message

NAME = "gradient_lab"
"""Under which a notebook's metadata and a model's archive keep the choices."""

MAX_LENGTH = 20_000
"""Characters of choices that are read: a thousand points of one's own take 5000."""

_MEMBER = f"{NAME}.json"
_LINE, _WIDTH = "#: ", 100
_BEGIN = f"{_LINE}{NAME} "
_FRAGILE = {ord(sign): f"\\u{ord(sign):04x}" for sign in " &<>"}
"""What editors take away at the end of a line, and HTML would write otherwise."""
_NONE = Message(
    "This file does not say which choices it was made with. Choose a program, notebook, report, model or "
    "choices that were saved here."
)


def choices(experiment: Experiment) -> dict[str, str]:
    """What is written into a file: the choices that differ from the defaults, as in an address."""
    return experiment.changes()


def comment_of(experiment: Experiment) -> str:
    """The choices as comment lines of a program, as JSON in which no blank can get lost."""
    text = json.dumps(choices(experiment), separators=(",", ":")).translate(_FRAGILE)
    whole = _BEGIN.removeprefix(_LINE) + text
    return "\n".join(_LINE + whole[at : at + _WIDTH] for at in range(0, len(whole), _WIDTH))


def enclose(model: bytes, experiment: Experiment) -> bytes:
    """A ``.keras`` file with the choices in its archive; Keras passes over what it does not know."""
    archive = BytesIO(model)
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr(_MEMBER, json.dumps(choices(experiment)))
    return archive.getvalue()


def enclosed(data: bytes) -> str:
    """The choices of a file as JSON text, or what the file says where it is JSON of its own.

    Nothing in the file is run, and nothing of it is read but the choices.

    Arguments:
        data: a program, notebook, report or model that was saved here, or choices or a network as JSON.

    Raises:
        Invalid: it is none of these.
    """
    if zipfile.is_zipfile(BytesIO(data)):
        return _in_archive(data)
    text = data.decode("utf-8-sig", "replace")
    if _BEGIN in text:
        return _in_comment(text)
    if text.lstrip().startswith("{"):
        return _in_json(text)
    raise Invalid(_NONE)


def _in_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(_MEMBER) as member:
            return member.read(4 * MAX_LENGTH).decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Invalid(_NONE) from error


def _in_comment(text: str) -> str:
    lines = text[text.index(_BEGIN) :][: 6 * MAX_LENGTH].splitlines()
    found = [lines[0].removeprefix(_BEGIN)]
    for line in lines[1:]:
        if not line.startswith(_LINE):
            break
        found.append(line.removeprefix(_LINE))
    return unescape("".join(part.strip() for part in found))  # a report is HTML


def _in_json(text: str) -> str:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return text  # whoever reads it says what is wrong with it
    inner = _of_notebook(values) if "cells" in values else values.get("experiment", values)
    return text if inner is values else json.dumps(inner)


def _of_notebook(values: dict[str, Any]) -> Any:
    metadata = values.get("metadata")
    if not isinstance(metadata, dict) or NAME not in metadata:
        raise Invalid(_NONE)
    return metadata[NAME]
