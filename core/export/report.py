"""A run as one HTML page that opens without a network: choices, curves that can be zoomed, and the code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import isfinite
from typing import Any

from core.data.raw import DataUnavailable
from core.differing import field_of, value_text
from core.experiment import FIELDS, Experiment
from core.export.script import enclosed_in, script
from core.frame import Frame
from core.message import N_, Translate

_STYLE = """\
body { font-family: system-ui, "Noto Sans KR", sans-serif; }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; } td, th { padding: 0.2rem 1rem 0.2rem 0; text-align: left; }
pre { overflow-x: auto; padding: 1rem; background: #f5f6f7; }
figure { margin: 1rem 0; } figcaption { display: flex; gap: 0.5rem; justify-content: flex-end; }
button { font: inherit; padding: 0.2rem 0.8rem; cursor: pointer; }
@page { size: A4; margin: 15mm; }
@media print {
  button, .modebar-container { display: none !important; }
  figure, tr { break-inside: avoid; } pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8pt; }
}"""
# A page of A4 is narrower than a screen: figures are drawn anew in its width (in CSS pixels).
_SCRIPT = """\
const figures = () => [...document.querySelectorAll(".plotly-graph-div")];
const save = (button) => {
  const figure = button.closest("figure").querySelector(".plotly-graph-div");
  const [{ format }, filename] = [button.dataset, figure.layout.title.text];
  Plotly.downloadImage(figure, { format, filename, width: 900, height: 450 });
};
const widen = (width) => figures().forEach((figure) => Plotly.relayout(figure, { width }));
addEventListener("beforeprint", () => widen(670));
addEventListener("afterprint", () => widen(null));"""
# Nothing is fetched, and nothing can be.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:"
)
_TRAINING, _VALIDATION = "#33475b", "#c2377f"
_HEIGHT = 360


def report(
    experiment: Experiment,
    frames: Sequence[Frame],
    translate: Translate = str,
    lang: str = "en",
    *,
    title: str = "",
    about: str = "",
    table: str | None = None,
) -> str:
    """The page, as HTML text of about 5 MB: most of it is the program that draws the curves.

    Arguments:
        frames: of the run, the oldest first; one at least.
        translate, lang: from English to the language of the reader, and its code.
        title: of the run: its name, or what it trains, in a line.
        about: what else there is to say in a line, such as when it began.
        table: what the reader calls the table of one's own that is trained on, if that is known.

    Raises:
        ValueError: there are no frames.
    """
    from plotly.offline import get_plotlyjs

    if not frames:
        raise ValueError("expected one frame at least, received none")

    of_lab, choices, none, code, pdf = (
        escape(translate(text))
        for text in (
            N_("A run of Gradient Lab"),
            N_("Choices that differ from the defaults"),
            N_("None."),
            N_("Code"),
            N_("Print, or save as PDF"),
        )
    )
    title, about = escape(title) or of_lab, " · ".join(filter(None, (of_lab if title else "", escape(about))))
    drawn = "\n".join(_as_html(figure) for figure in _figures(experiment, frames, translate))
    return f"""<!DOCTYPE html>
<html lang="{escape(lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{_STYLE}</style>
<script>{get_plotlyjs()}</script>
<script>{_SCRIPT}</script>
</head>
<body>
<h1>{title}</h1>
<p>{about}</p>
<p><button type="button" onclick="print()">{pdf}</button></p>
{_table(_last(experiment, frames[-1], translate))}
<h2>{choices}</h2>
{_table(_changes(experiment, translate, table)) or none}
{drawn}
<h2>{code}</h2>
<pre>{escape(_code(experiment, translate))}</pre>
</body>
</html>
"""


def _code(experiment: Experiment, translate: Translate) -> str:
    try:
        return script(experiment, translate)
    except DataUnavailable as error:
        return f"{error.message.render(translate)}\n\n{enclosed_in(experiment, translate)}"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows]
    return f"<table>{''.join(lines)}</table>" if lines else ""


def _last(experiment: Experiment, frame: Frame, translate: Translate) -> list[tuple[str, str]]:
    """The numbers at the end."""
    metric, share = _metric(experiment), bool(experiment.class_names)
    numbers = {
        N_("Epochs"): (frame.epoch, ".4g"),
        N_("Training loss"): (frame.loss, ".4g"),
        N_("Validation loss"): (frame.val_loss, ".4g"),
        metric: (frame.val_metric, ".1%" if share else ".4g"),
    }
    return [(translate(name), _number(value, spelt, translate)) for name, (value, spelt) in numbers.items()]


def _number(value: float | None, spelt: str, translate: Translate) -> str:
    if value is None:
        return "–"
    return f"{value:{spelt}}" if isfinite(value) else translate(N_("not finite"))


def _changes(experiment: Experiment, translate: Translate, table: str | None) -> list[tuple[str, str]]:
    return [
        (
            " › ".join(translate(label) for label in _labels(experiment, path)),
            table
            if table and path == "dataset.table"
            else value_text(path, text, (experiment,), translate)[:200],
        )
        for path, text in experiment.changes().items()
    ]


def _labels(experiment: Experiment, path: str) -> list[str]:
    """The label of a choice, and that of the parameter that its path names."""
    key, _, parameter = path.partition(".")
    of_parameter = [field_of(path, (experiment,)).label] if parameter else []
    return [FIELDS[key].label, *of_parameter]


def _metric(experiment: Experiment) -> str:
    return N_("Validation accuracy") if experiment.class_names else N_("Validation error")


def _figures(experiment: Experiment, frames: Sequence[Frame], translate: Translate) -> list[Any]:
    epochs = [frame.epoch for frame in frames]
    losses = _figure(translate, N_("Loss"), N_("Loss"))
    metric = N_("Accuracy") if experiment.class_names else N_("Mean absolute error")
    metrics = _figure(translate, metric, metric)
    if experiment.class_names:
        metrics.update_yaxes(tickformat=".0%")
    of_run = (
        (losses, [frame.loss for frame in frames], [frame.val_loss for frame in frames]),
        (metrics, [frame.metric for frame in frames], [frame.val_metric for frame in frames]),
    )
    for figure, training, validation in of_run:
        for name, colour, values in (
            (N_("Training"), _TRAINING, training),
            (N_("Validation"), _VALIDATION, validation),
        ):
            figure.add_scatter(x=epochs, y=values, name=translate(name), mode="lines", line={"color": colour})
    figures, layer_name = [losses, metrics], translate(N_("Layer"))
    for title, axis, number in (
        (N_("Gradients of each layer"), N_("Size of dL/dz"), "preactivation_gradient_std"),
        (N_("Activations of each layer"), N_("Standard deviation"), "activation_std"),
    ):
        figure = _figure(translate, title, axis)
        for at, layer in enumerate(frames[-1].layers):
            share = at / max(len(frames[-1].layers) - 1, 1)
            figure.add_scatter(
                x=epochs,
                y=[float(getattr(frame.layers[at], number)) or None for frame in frames],
                name=translate(N_("Output layer")) if layer.name == "out" else f"{layer_name} {layer.name}",
                mode="lines",
                line={"color": f"hsl({260 - 220 * share:.0f}, 60%, 45%)"},
            )
        figure.update_yaxes(type="log", exponentformat="power")
        figures.append(figure)
    return figures


def _as_html(figure: Any) -> str:
    """The figure, with buttons that save it."""
    drawn = figure.to_html(full_html=False, include_plotlyjs=False, config={"displaylogo": False})
    buttons = "".join(
        f'<button type="button" data-format="{kind}" onclick="save(this)">{kind.upper()}</button>'
        for kind in ("png", "svg")
    )
    return f"<figure>{drawn}<figcaption>{buttons}</figcaption></figure>"


def _figure(translate: Translate, title: str, axis: str) -> Any:
    from plotly import graph_objects as go

    return go.Figure(
        layout={
            "title": translate(title),
            "height": _HEIGHT,
            "template": "plotly_white",
            "xaxis": {"title": translate(N_("Epoch"))},
            "yaxis": {"title": translate(axis)},
        }
    )
