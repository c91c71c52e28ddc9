"""What is known of a run of somebody's own program, besides its frames: it has no `Experiment`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core.message import Invalid, Message

LONGEST = 80
"""Characters of a name."""
MOST_LAYERS = 200
"""Layers of the model that are named, the first ones."""


_STACKED = {"Dense", "Dropout", "Activation", "Flatten", "InputLayer", "ReLU", "Rescaling", "Normalization"}
"""Classes of layers that stand one behind another."""


class NoChoices(Invalid):
    """Something that needs the choices of a run is asked of one that has none."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "This run was recorded by a program of its own: the lab has its frames, and neither its data "
                "nor its choices. So it can be looked at and compared here, and not trained again. Train it "
                "in that program."
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignLayer:
    """A layer of its model.

    Arguments:
        name: as the program calls it.
        kind: its class.
    """

    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A run that `gradient_lab.Watch` recorded, or sends.

    All texts are somebody's own: shown as they are, never run.

    Arguments:
        name: of the file, without its ending; of a run that is sent that of its model or its program.
        model: name of the model.
        kind: its class.
        parameters: how many it has; 0 where that is not known.
        layers: of the model, first to last.
        optimizer: its class; "" where that is not known.
        loss: its name, likewise.
        keras: version of Keras.
        backend: what Keras computed with.
        epochs: how many there were to be, 1 or more.
        measures: names of the further numbers that its frames have.
        cut: whether the file ended within a frame.
        sent: whether its program sends it, or did, and no file was opened.
    """

    name: str
    model: str = ""
    kind: str = ""
    parameters: int = 0
    layers: tuple[ForeignLayer, ...] = ()
    optimizer: str = ""
    loss: str = ""
    keras: str = ""
    backend: str = ""
    epochs: int = 1
    measures: tuple[str, ...] = ()
    cut: bool = False
    sent: bool = False

    @classmethod
    def of(cls, about: Mapping[str, Any], *, file: str, reached: float, cut: bool, **more: Any) -> Foreign:
        """What a file's header says (`core.store.recorded.Recorded.about`); what it does not say is left out.

        Arguments:
            file: its name; "" of a run that is sent.
            reached: epochs that its last frame has.
            cut: whether it ends within a frame.
            more: what else is known.
        """
        model, versions = _mapping(about.get("model")), _mapping(about.get("versions"))
        listed = model.get("layers")
        layers = listed[:MOST_LAYERS] if isinstance(listed, list) else []
        asked = about.get("epochs")
        return cls(
            name=line(file.removesuffix(".glab"))
            or line(about.get("name"))
            or line(model.get("name"))
            or "glab",
            model=line(model.get("name")),
            kind=line(model.get("class")),
            parameters=_count(model.get("parameters")),
            layers=tuple(_layer(_mapping(layer)) for layer in layers),
            optimizer=line(_mapping(about.get("optimizer")).get("class")),
            loss=line(about.get("loss")),
            keras=line(versions.get("keras")),
            backend=line(versions.get("backend")),
            epochs=max(1, math.ceil(reached), _count(asked)),
            cut=cut,
            **more,
        )

    def reaching(self, epochs: float, measures: Iterable[str] = ()) -> Foreign:
        """It after a frame that has reached so many epochs and has those further numbers."""
        named = tuple(dict.fromkeys((*self.measures, *measures)))
        return replace(self, epochs=max(self.epochs, math.ceil(epochs)), measures=named)

    @property
    def title(self) -> str:
        """It in a line: its name, its model, its optimizer and its loss."""
        model = f"{self.model} ({self.kind})" if self.model and self.kind else self.model or self.kind
        name = "" if self.name == self.model else self.name
        return " · ".join(part for part in (name, model, self.optimizer, self.loss) if part)

    @property
    def stack(self) -> bool:
        """Whether the model is a plain stack of Dense layers, as far as its program said."""
        return self.kind == "Sequential" and all(layer.kind in _STACKED for layer in self.layers)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, body: Any) -> Foreign:
        """Read what `to_json` wrote; what a later version added is left out.

        Raises:
            ValueError: it is none.
        """
        try:
            known = {field.name: body[field.name] for field in fields(cls) if field.name in body}
            known["layers"] = tuple(_layer(layer) for layer in known.get("layers", ()))
            known["measures"] = tuple(map(str, known.get("measures", ())))
            found = cls(**known)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"Expected what is known of a recorded run, received {body!r:.80}.") from error
        numbers = (found.parameters, found.epochs)
        texts = (found.name, found.model, found.kind, found.optimizer, found.loss, found.keras, found.backend)
        if not all(type(each) is int for each in numbers) or not all(isinstance(each, str) for each in texts):
            raise ValueError(f"Expected what is known of a recorded run, received {body!r:.80}.")
        return found


def line(value: Any) -> str:
    """A text of somebody's own in one short line, without characters that cannot be seen; "" for others."""
    if not isinstance(value, str):
        return ""
    seen = "".join(each if each.isprintable() else " " for each in value[: 10 * LONGEST])
    text = " ".join(seen.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _layer(layer: Mapping[str, Any]) -> ForeignLayer:
    return ForeignLayer(name=line(layer.get("name")), kind=line(layer.get("kind") or layer.get("class")))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: Any) -> int:
    return value if type(value) is int and 0 <= value < 2**53 else 0
