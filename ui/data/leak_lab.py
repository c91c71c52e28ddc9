"""The leak lab: the same table trained twice for each seed, honestly and with a leak, while one looks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from core.leaks.kinds import LEAKS
from core.leaks.measured import CHANCE
from core.live.protocol.questions import Asked
from core.message import Invalid, Message
from core.significance.interval import Interval, interval
from core.tables import Table
from core.tables.profiling import is_classes
from core.tables.said import listed
from ui.charts import CONFIG
from ui.data.leak_picture import of_pairs
from ui.data.setting import DataSetting
from ui.data.theme import colours
from ui.language import _, plain, say
from ui.services import measurements
from ui.watching import asker, owner

SEEDS = (5, 10, 20, 40)
LOOK_SECONDS = 0.7
_KEPT, _MOST_KEPT = "data:leaks", 12
_PERFECT = 0.999
Key = tuple[str, str, str]


@dataclass(slots=True)
class Measurement:
    """What was asked, and what came of it so far.

    Arguments:
        body: the question.
        asked: under way, or answered.
        parts: of the answer; another thread adds to them.
    """

    body: Mapping[str, Any]
    asked: Asked
    parts: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        return self.asked.answer.done()

    @property
    def trouble(self) -> Message | None:
        """Why nothing, or nothing more, came."""
        done = self.asked.answer
        if not done.done() or done.cancelled() or (error := done.exception()) is None:
            return None
        return (
            error.message if isinstance(error, Invalid) else Message("It could not be measured. Try again.")
        )

    @property
    def about(self) -> Mapping[str, Any] | None:
        """What is measured."""
        return self.parts[0] if self.parts else None

    @property
    def pairs(self) -> Sequence[Mapping[str, Any]]:
        """AUC of both ways for each seed, those alone that have both."""
        return [pair for pair in self.parts[1:] if pair["honest"] is not None and pair["leaking"] is not None]


def leak_lab(table: Table, setting: DataSetting, target: str | None) -> None:
    """Draw it."""
    st.markdown(
        _(
            "Whatever is fitted before the split has seen the rows that are to judge. Here the same table is "
            "trained twice, once as it should be and once with a leak. **Shuffle the labels** to see it "
            "best: then there is nothing to learn, and whoever does better than chance (an AUC of 0.5) "
            "cheats."
        )
    )
    if target is None:
        st.info(_("Choose a target first."))
        return
    if not is_classes(table, target):
        st.caption(
            plain(
                say(
                    Message(
                        "{target} is a number: predicted is whether it is above its median.", target=target
                    )
                )
            )
        )
    leak = st.segmented_control(
        _("Leak"),
        list(LEAKS),
        format_func=lambda key: _(LEAKS[key].label),
        default="smote",
        required=True,
        key="data:leak",
        label_visibility="collapsed",
    )
    st.caption(_(LEAKS[leak].help))
    kept: dict[Key, Measurement] = st.session_state.setdefault(_KEPT, {})
    key = (setting.source, target, leak)
    found = kept.get(key)
    going = found is not None and not found.over
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        seeds = st.selectbox(_("Seeds"), SEEDS, index=1, key="data:leak:seeds", width=110)
        pressed = {
            True: st.button(
                _("Shuffle the labels and train"),
                key="data:leak:shuffled",
                icon=":material/shuffle:",
                type="primary",
                disabled=going,
            ),
            False: st.button(
                _("Train with the true labels"),
                key="data:leak:true",
                icon=":material/play_arrow:",
                disabled=going,
            ),
        }
        for shuffled in (each for each, press in pressed.items() if press):
            _ask(kept, key, seeds=seeds, shuffled=shuffled)
            st.rerun()
        if going and st.button(_("Stop"), key="data:leak:stop", icon=":material/stop:"):
            assert found is not None
            found.asked.cancel()
            st.rerun()
    if found is not None:
        st.fragment(partial(_board, found, going), run_every=LOOK_SECONDS if going else None)()


def _ask(kept: dict[Key, Measurement], key: Key, *, seeds: int, shuffled: bool) -> None:
    """Ask the engine; what this visitor had asked before is given up."""
    for other in kept.values():
        if not other.over:
            other.asked.cancel()
    source, target, leak = key
    body = {
        "source": source,
        "target": target,
        "leak": leak,
        "seeds": seeds,
        "shuffled": shuffled,
        "first": secrets.randbelow(10**6),  # others than at the press before
    }
    parts: list[Mapping[str, Any]] = []
    try:
        asked = measurements().ask("leaks", body, owner(), parts.append, address=asker())
    except Invalid as error:
        asked = Asked()
        asked.answer.set_exception(error)
    kept.pop(key, None)
    kept[key] = Measurement(body, asked, parts)
    for oldest in list(kept)[:-_MOST_KEPT]:
        del kept[oldest]


def _board(found: Measurement, going: bool) -> None:
    """Points so far, and what they say."""
    if going and found.over:
        st.rerun()
    pairs, seeds = found.pairs, found.body["seeds"]
    if found.trouble is not None:
        st.warning(plain(say(found.trouble)), icon=":material/error:")
    if going:
        st.progress(
            len(pairs) / seeds,
            text=_("Seed {done} of {seeds}").format(done=len(pairs), seeds=seeds)
            if pairs
            else _("Reading the table, compiling the network, training with the first seed …"),
        )
    if not pairs:
        return
    if len(pairs) > 1:
        for line in _said(found):
            st.markdown(line)
    st.plotly_chart(of_pairs(pairs, colours(), _), key="data:leak:picture", config=CONFIG)
    if found.about is not None:
        st.caption(plain(" ".join(say(message) for message in _about(found.about, found.body))))


def _said(found: Measurement) -> list[str]:
    """What the points show, in words."""
    ways = {way: interval([pair[way] for pair in found.pairs]) for way in ("honest", "leaking")}
    gain = interval([pair["leaking"] - pair["honest"] for pair in found.pairs])
    honest, leaking = (
        _("**Honest**: mean {mean}, 95% interval {interval}."),
        _("**Leaking**: mean {mean}, 95% interval {interval}."),
    )
    lines = [
        f"{honest.format(**_numbers(ways['honest']))} {_verdict(ways['honest'], found)}",
        f"{leaking.format(**_numbers(ways['leaking']))} {_verdict(ways['leaking'], found)}",
    ]
    difference = _("**The leak adds** {mean}, 95% interval {interval}.").format(**_numbers(gain, signed=True))
    return [*lines, f"{difference} {_conclusion(gain, found)}"]


def _verdict(found: Interval, measured: Measurement) -> str:
    if not measured.body["shuffled"]:
        return ""
    if found.holds(CHANCE):
        return _("Chance (0.5) lies within: nothing was learned, as it should be.")
    if found.mean > CHANCE:
        return _("Above chance, though there is nothing to learn: what judges was known already.")
    return _("Below chance: that happens to one interval of forty.")


def _conclusion(gain: Interval, measured: Measurement) -> str:
    if gain.holds(0.0):
        if all(pair[way] >= _PERFECT for pair in measured.pairs for way in ("honest", "leaking")):
            return _("Both are perfect, so a leak has nothing to add. Shuffle the labels to see it.")
        if measured.body["leak"] == "scaling":
            return _(
                "Too little to be seen, honestly: two numbers a column from some hundred rows hardly change "
                "when a third of the rows is left out, and they hold no label. Fit the scaling on the "
                "training part all the same: it costs nothing, and with few rows, outliers or time order it "
                "does matter."
            )
        return _("Too little to be seen with so many seeds. Try more, or another table.")
    if measured.body["shuffled"]:
        return _("All of it is the leak.")
    return _("So much better the result looks than it is.")


def _numbers(found: Interval, *, signed: bool = False) -> dict[str, str]:
    form = "+.3f" if signed else ".3f"
    low, high = format(found.low, form), format(found.high, form)
    return {"mean": format(found.mean, form), "interval": _("{low} to {high}").format(low=low, high=high)}


def _about(about: Mapping[str, Any], body: Mapping[str, Any]) -> list[Message]:
    """Which rows and columns these were."""
    positive = about["positive"]
    value = positive if isinstance(positive, str) else Message.from_json(positive)
    said = [
        Message(
            "{rows} of {of} rows, {columns} columns; predicted is whether {target} is {value}. 30% of the "
            "rows judge. Each seed has its own split, weights and order of rows; both ways have the same. "
            "The network has two layers of 32, 40 epochs.",
            rows=about["rows"],
            of=about["of"],
            columns=about["columns"],
            target=body["target"],
            value=value,
        )
    ]
    if about["left_out"]:
        said.append(
            Message(
                "Not learned from, since each says the target by itself (see Warnings): {columns}.",
                columns=listed(tuple(about["left_out"])),
            )
        )
    if body["leak"] == "target_encoding":
        if about["category"] is None:
            said.append(
                Message(
                    "The table has no category with many values: one is made up at random, three rows to a "
                    "value. There is nothing in it that could be learned."
                )
            )
        else:
            said.append(Message("The category that is encoded is {column}.", column=about["category"]))
    if body["leak"] == "smote" and about["taken_away"]:
        said.append(
            Message(
                "{count} of these rows, all of the rarer class, are left out, so that it has a fifth at "
                "most.",
                count=about["taken_away"],
            )
        )
    return said
