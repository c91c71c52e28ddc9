"""Distributions of layers of several runs at one step, over each other."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.message import plain_number
from core.run_curves import DISTRIBUTED
from core.statistics.densities import Density
from core.statistics.thinning import evenly
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, plain
from ui.runs.compared import KEY, Compared, change, layer_title, layers_menu, layers_of, log_switch, menu
from ui.runs.distributions_picture import Laid, of_densities
from ui.runs.setting import RunsSetting
from ui.services import runs

_MOST_STEPS = 500
"""Of the slider."""


def draw(setting: RunsSetting, found: Sequence[Compared]) -> None:
    """The controls, the distributions, and what of them lies outside the picture."""
    layers = layers_of(found)
    if not layers:
        st.caption(_("No run here has a frame yet."))
        return
    shown = [layer for layer in setting.layers if layer in layers] or layers[:1]
    what, of_layers, log = st.columns((3, 5, 1.2), vertical_alignment="bottom")
    options = {key: _(label) for key, label in DISTRIBUTED.items()}
    menu(what, "histogram", _("Distribution"), options, setting.histogram)
    layers_menu(of_layers, layers, shown)
    log_switch(log, setting)
    steps = {each.record.id: runs().frame_steps(each.record.id) for each in found}
    step = _step_slider(setting, sorted({step for each in steps.values() for step in each.values()}))
    laid = [one for each in found for one in _laid(setting, each, steps[each.record.id], step, shown)]
    if len(found) == 1:  # then colours are left for the layers
        shades = colours().categories
        laid = [one._replace(colour=shades[at % len(shades)], dash=0) for at, one in enumerate(laid)]
    if not laid:
        st.caption(_("No run here has a frame yet."))
        return
    figure = of_densities(laid, what=_(DISTRIBUTED[setting.histogram]), density=_("Density"), log=setting.log)
    st.plotly_chart(figure, key=f"{KEY}:distributions", config=CONFIG)
    _outside(laid)


def _step_slider(setting: RunsSetting, steps: Sequence[int]) -> int:
    """The step that is looked at: one at which a frame is stored."""
    if not steps:
        return 0
    offered = evenly(steps, _MOST_STEPS)
    wanted = offered[-1] if setting.step is None else setting.step
    step = min(offered, key=lambda each: abs(each - wanted))
    if len(offered) == 1:
        return step
    key = f"{KEY}:step"
    st.session_state[key] = step

    def choose() -> None:
        chosen = st.session_state[key]
        change(step=None if chosen == offered[-1] else chosen)

    st.select_slider(
        _("Step"),
        offered,
        key=key,
        on_change=choose,
        help=_("Of each run its stored frame nearest to this step is shown."),
    )
    return step


def _laid(
    setting: RunsSetting, run: Compared, steps: dict[int, int], wanted: int, layers: Sequence[str]
) -> list[Laid]:
    """The distributions of a run's layers in the frame nearest to a step."""
    layout = run.record.layout
    if not steps or layout is None:
        return []
    seq = min(steps, key=lambda each: abs(steps[each] - wanted))
    frame = runs().packed_frame(run.record.id, seq)
    if frame is None:
        return []
    by_name = {layer.name: layer for layer in frame.unpack(layout).layers}
    at_step = "" if steps[seq] == wanted else f" · {_('Step')} {steps[seq]}"
    return [
        Laid(
            f"{run.name} · {layer_title(layer)}{at_step}",
            run.colour,
            at,
            Density.of(getattr(by_name[layer], setting.histogram)),
        )
        for at, layer in enumerate(layers)
        if layer in by_name
    ]


def _outside(laid: Sequence[Laid]) -> None:
    """Nothing is dropped: what no bin holds is said."""
    said = _("{name}: outside the bins lie {under}% below, {over}% above, {nonfinite}% not finite.")
    for one in laid:
        if one.density.outside:
            parts = ("under", "over", "nonfinite")
            shares = {part: plain_number(100 * getattr(one.density, part), 3) for part in parts}
            st.caption(plain(said.format(name=one.name, **shares)))
