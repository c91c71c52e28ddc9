"""What the page shows, as it stands in an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.choices.fields import unknown
from core.claims.normalization import CLAIMS, DATA, DEPTHS, NORMS, PLACES, Compared
from core.message import N_, Message
from ui import address
from ui.setting import PageSetting

AVERAGED = "averaged"
VIEWS: dict[str, str] = {
    AVERAGED: N_("What is averaged"),
    **{key: claim.label for key, claim in CLAIMS.items()},
}
"""Keys and names of the views."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalizationSetting:
    """What the page shows.

    Arguments:
        view: one of `VIEWS`.
        compared: what the claims are tested with.
    """

    view: str = AVERAGED
    compared: Compared = field(default_factory=Compared)


def from_address(texts: Mapping[str, str]) -> tuple[NormalizationSetting, Iterable[Message]]:
    """What the texts of an address say; what is no setting of this page is told, and left out."""
    start, errors = NormalizationSetting(), []

    def one_of(key: str, options: Sequence[str], usual: str) -> str:
        text = texts.get(key, usual)
        if text in options:
            return text
        errors.append(address.about(key, unknown(text, dict.fromkeys(options))))
        return usual

    depths = [str(depth) for depth in DEPTHS]
    compared = Compared(
        normalization=one_of("normalization", NORMS, start.compared.normalization),
        place=one_of("place", PLACES, start.compared.place),
        dataset=one_of("dataset", DATA, start.compared.dataset),
        depth=int(one_of("depth", depths, str(start.compared.depth))),
    )
    return NormalizationSetting(view=one_of("view", tuple(VIEWS), start.view), compared=compared), errors


def to_address(setting: NormalizationSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes the setting again."""
    start, compared = NormalizationSetting(), setting.compared
    texts = {} if setting.view == start.view else {"view": setting.view}
    for key in ("normalization", "place", "dataset", "depth"):
        if getattr(compared, key) != getattr(start.compared, key):
            texts[key] = str(getattr(compared, key))
    return texts


PAGE = PageSetting(key="normalization", read=from_address, write=to_address, start=NormalizationSetting)
