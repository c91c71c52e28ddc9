"""What a map, or experiments side by side, are called on the page where they are trained."""

from __future__ import annotations

from core.claims import decay
from core.claims.normalization import CLAIMS
from core.claims.stopping import Stopped
from core.experiment import Experiment
from core.lessons.blocks import Run
from core.lessons.shelf import shelf
from core.live.records.grid import Grid
from core.live.records.series import Series
from ui.language import SOURCE, _, language
from ui.regularization.setting import VIEWS


def name_of(trained: Grid | Series) -> str:
    """The page and the view, in the reader's language."""
    if isinstance(trained, Grid):
        return _("the map of the Initialization page")
    variants = trained.variants
    if variants == decay.experiments():
        return _on(_("Regularization"), VIEWS["decay"])
    if variants[1:] == Stopped().experiments()[1:]:  # the run that goes on is the same for all arguments
        return _on(_("Regularization"), VIEWS["stopping"])
    for claim in CLAIMS.values():
        if claim.trains(variants):
            return _on(_("Normalization"), claim.label)
    return _of_lesson(variants) or _("another comparison")


def _of_lesson(variants: tuple[Experiment, ...]) -> str | None:
    for lesson in shelf().listed((language(), SOURCE)):
        for run in lesson.blocks(Run):
            if tuple(lesson.trials[name].experiment for name in run.experiments) == variants:
                page = _("Learn")
                return f"{lesson.title} ({page})"
    return None


def _on(page: str, view: str) -> str:
    return f"{_(view)} ({page})"
