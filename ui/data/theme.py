"""The theme's colours for charts that Plotly draws here, light or dark as the page is."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

_FIRST_CLASS = 2
"""Before it stand the colours of training and validation, see `.streamlit/config.toml`."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as ``#rrggbb``.

    Arguments:
        categories: of the theme, in its order.
        diverging: from low to high.
        sequential: from first to last.
        background, muted: of the page, and of what stands back.
    """

    categories: tuple[str, ...]
    diverging: tuple[str, ...]
    sequential: tuple[str, ...]
    background: str
    muted: str

    def groups(self, count: int) -> list[str]:
        """So many colours to tell apart: the pair of the lab's classes, where two are enough."""
        if count == 1:
            return [self.diverging[-1]]
        if count == 2:
            return [self.diverging[0], self.diverging[-1]]
        chosen = self.categories[_FIRST_CLASS:]
        return [chosen[at % len(chosen)] for at in range(count)]

    def scale(self, colours: tuple[str, ...]) -> list[list[object]]:
        """`colours` as Plotly takes a colour scale."""
        last = len(colours) - 1
        return [[at / last, colour] for at, colour in enumerate(colours)]


def colours() -> Colours:
    """Those of the page as it is shown."""
    kind = "dark" if st.context.theme.type == "dark" else "light"

    def option(name: str) -> object:
        return st.get_option(f"theme.{kind}.{name}")

    def listed(name: str) -> tuple[str, ...]:
        found = option(name)
        return tuple(map(str, found)) if isinstance(found, list) else ()

    return Colours(
        listed("chartCategoricalColors"),
        listed("chartDivergingColors"),
        listed("chartSequentialColors"),
        str(option("backgroundColor")),
        str(option("borderColor")),
    )
