"""What crosses the line, as JSON values and back: jobs, commands, greetings, errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.protocol.job import Job, Kind, Together
from core.live.protocol.trainer import Greeting
from core.message import Invalid, Message
from core.store.codec import layout_from_json, layout_to_json


def job_to_json(job: Job) -> dict[str, Any]:
    """A job without its state, which goes as data."""
    return {
        "session": job.session,
        "experiment": job.experiment.flat(),
        "learning_rate": job.learning_rate,
        "kind": job.kind.value,
        "speed": job.speed,
        "paused": job.paused,
        "seconds": job.seconds,
        "shown_step": job.shown_step,
        "owner": job.owner,
        "diagnosed": job.diagnosed,
        "each_epoch": job.each_epoch,
        "by_epochs": job.by_epochs,
        "together": None if job.together is None else asdict(job.together),
    }


def job_from_json(body: Mapping[str, Any], state: bytes | memoryview | None) -> Job:
    """Read what `job_to_json` gave."""
    together = body["together"]
    return Job(
        **{
            **body,
            "experiment": experiment_of(body["experiment"]),
            "kind": Kind(body["kind"]),
            "together": None if together is None else Together(**together),
            "state": state,
        }
    )


def experiment_of(texts: Mapping[str, str]) -> Experiment:
    """Read what `Experiment.flat` gave."""
    experiment, errors = Experiment.lenient(texts)
    if errors:
        raise ValueError(f"expected an experiment of this version, received {errors}")
    return experiment


def command_to_json(command: Command) -> dict[str, Any]:
    """A command."""
    return {"verb": command.verb.value, "value": command.value}


def command_from_json(body: Mapping[str, Any]) -> Command:
    """Read what `command_to_json` gave."""
    return Command(Verb(body["verb"]), body["value"])


def greeting_to_json(greeting: Greeting) -> dict[str, Any]:
    """A greeting."""
    return {
        "number": greeting.number,
        "experiment": greeting.experiment.flat(),
        "layout": layout_to_json(greeting.layout),
        "history": greeting.history,
    }


def greeting_from_json(body: Mapping[str, Any]) -> Greeting:
    """Read what `greeting_to_json` gave."""
    layout = layout_from_json(body["layout"])
    assert layout is not None
    history = tuple(tuple(row) for row in body["history"])
    return Greeting(body["number"], experiment_of(body["experiment"]), layout, history)


def error_to_json(error: BaseException) -> dict[str, Any]:
    """Why something could not be done; what nobody foresaw only as text."""
    if isinstance(error, Invalid):
        return {"invalid": error.message.to_json()}
    return {"failed": f"{type(error).__name__}: {error}", "os": isinstance(error, OSError)}


def error_from_json(body: Mapping[str, Any]) -> Exception:
    """Read what `error_to_json` gave."""
    if "invalid" in body:
        return Invalid(Message.from_json(body["invalid"]))
    return (OSError if body["os"] else RuntimeError)(body["failed"])
