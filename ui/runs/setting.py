"""What the page "Runs" shows, as it stands in an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.choices.fields import Number, shown, unknown
from core.message import N_, Invalid, Message
from core.run_curves import DISTRIBUTED, OF_LAYER, OF_RUN, OVER
from ui import address
from ui.runs import sweep_setting
from ui.runs.sweep_setting import SweepSetting
from ui.setting import PageSetting

LISTED, COMPARED, SEEDS, SWEEP = "listed", "compare", "seeds", "sweep"
VIEWS = {LISTED: N_("Table"), COMPARED: N_("Compare"), SEEDS: N_("Over seeds"), SWEEP: N_("Sweep")}
"""Keys and names of the views."""

CURVES, LAYERS, DISTRIBUTIONS, CHOICES = "curves", "layers", "distributions", "choices"
SHOWN = {
    CURVES: N_("Curves"),
    LAYERS: N_("Every layer"),
    DISTRIBUTIONS: N_("Distributions"),
    CHOICES: N_("Choices and results"),
}
"""Keys and names of what is compared."""

MEASURES = ("val_metric", "val_loss")
"""What runs are compared by; see `core.frame.Frame`."""

MOST_COMPARED = 20
"""Runs that are drawn over each other."""
SMOOTHEST = 0.99

SMOOTH = Number(
    key="smooth",
    label=N_("Smoothing"),
    help=N_("How much the numbers before count: 0 draws them as they are. As in TensorBoard."),
    default=0.0,
    low=0.0,
    high=SMOOTHEST,
)

MOST_LAYERS = 24
"""Layers that are drawn beside, or over, each other."""

_STEPS = re.compile(r"(\d{1,12})-(\d{1,12})?", re.ASCII)
_LONGEST = 64
"""Letters of an id. What is none is kept as it is, so that the page says that there is no such run."""
_OPTIONS: dict[str, Iterable[str]] = {
    "view": VIEWS,
    "measure": MEASURES,
    "show": SHOWN,
    "histogram": DISTRIBUTED,
    "number": (*OF_RUN, *OF_LAYER),
    "over": OVER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsSetting:
    """What the page shows.

    Arguments:
        view: one of `VIEWS`.
        tag: of the runs that are listed; "" for all.
        group: what runs are grouped by: "tag", or the path of a choice; "" for nothing.
        one, other: ids of the runs that are compared; "" for the newest ones.
        measure: one of `MEASURES`.
        runs: ids of the runs that are drawn over each other, `MOST_COMPARED` at most.
        number: what is drawn, of `OF_RUN` or `OF_LAYER`.
        layer: whose, by its name; "" for the first.
        over: one of `OVER`.
        smooth: weight of the smoothing, 0 to `SMOOTHEST`.
        log: whether the upright axis is logarithmic.
        sweep: what the view "Sweep" varies, beginning from the run `one`.
        show: what of them is compared, one of `SHOWN`.
        first, last: steps that are shown; None: to the end.
        layers: names of the layers that are shown, `MOST_LAYERS` at most; none for a choice of the page's.
        histogram: whose distribution, one of `DISTRIBUTED`.
        step: at which distributions are shown; None: at the end.
        opened: id of the recorded run whose pictures stand below the table; "" for none.
    """

    view: str = LISTED
    tag: str = ""
    group: str = ""
    one: str = ""
    other: str = ""
    measure: str = MEASURES[0]
    runs: tuple[str, ...] = ()
    number: str = "val_loss"
    layer: str = ""
    over: str = "epoch"
    smooth: float = 0.0
    log: bool = False
    sweep: SweepSetting = field(default_factory=SweepSetting)
    show: str = CURVES
    first: int = 0
    last: int | None = None
    layers: tuple[str, ...] = ()
    histogram: str = "activations"
    step: int | None = None
    opened: str = ""


def from_address(texts: Mapping[str, str]) -> tuple[RunsSetting, Iterable[Message]]:
    """What the texts of an address say; what is no setting of this page is told, and left out."""
    start, errors = RunsSetting(), []
    found = {key: texts.get(key, getattr(start, key)) for key in _OPTIONS}
    for key, options in _OPTIONS.items():
        if found[key] not in options:
            errors.append(address.about(key, unknown(found[key], dict.fromkeys(options))))
            found[key] = getattr(start, key)
    runs = {key: texts.get(key, "")[:_LONGEST] for key in ("one", "other", "opened")}
    named = [text for text in texts.get("runs", "").split(",") if text]
    if len(named) > MOST_COMPARED:
        limit = Message(
            "Expected at most {limit} runs, received {got}. The first ones are shown.",
            limit=MOST_COMPARED,
            got=len(named),
        )
        errors.append(address.about("runs", limit))
    smooth = texts.get("smooth", "0")
    try:
        weight = SMOOTH.parse(smooth)
    except Invalid as error:
        errors.append(address.about("smooth", error.message))
        weight = 0.0
    sweep, wrong = sweep_setting.from_address(texts)
    errors += wrong
    first, last = _steps(texts.get("steps", ""), errors)
    compared = tuple(dict.fromkeys(named))[:MOST_COMPARED]
    more = {
        "runs": compared,
        "sweep": sweep,
        "smooth": weight,
        "first": first,
        "last": last,
        "step": int(step) if re.fullmatch(r"[0-9]{1,12}", step := texts.get("step", "")) else None,
        "layers": tuple(dict.fromkeys(filter(None, texts.get("layers", "").split(","))))[:MOST_LAYERS],
        "log": texts.get("log") == "1",
        **{key: texts.get(key, "") for key in ("layer", "tag", "group")},
    }
    return RunsSetting(**found, **runs, **more), errors  # type: ignore[arg-type]


def _steps(text: str, errors: list[Message]) -> tuple[int, int | None]:
    """A range of steps; all where it is none."""
    found = _STEPS.fullmatch(text)
    if found is None or (found[2] and int(found[2]) < int(found[1])):
        if text:
            wrong = Message(
                "Expected a range of steps as in 100-500 or 100-, received {got}.", got=shown(text)
            )
            errors.append(address.about("steps", wrong))
        return 0, None
    return int(found[1]), int(found[2]) if found[2] else None


def to_address(setting: RunsSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes the setting again."""
    start = RunsSetting()
    of_page = ("view", "opened", "tag", "group", "one", "other", "measure")
    keys = (*of_page, "show", "histogram", "number", "layer", "over")
    found = {key: text for key in keys if (text := getattr(setting, key)) != getattr(start, key)}
    found |= {"runs": ",".join(setting.runs)} if setting.runs else {}
    found |= {"layers": ",".join(setting.layers)} if setting.layers else {}
    found |= {"step": str(setting.step)} if setting.step is not None else {}
    if setting.first or setting.last is not None:
        found["steps"] = f"{setting.first}-{'' if setting.last is None else setting.last}"
    found |= {"smooth": SMOOTH.write(setting.smooth)} if setting.smooth else {}
    found |= {"log": "1"} if setting.log else {}
    return found | sweep_setting.to_address(setting.sweep)


PAGE = PageSetting(key="runs", read=from_address, write=to_address, start=RunsSetting)
