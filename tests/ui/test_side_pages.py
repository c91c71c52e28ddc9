"""The pages of normalization and regularization: every view is drawn, and stands in the address."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.claims import decay
from core.claims.normalization import CLAIMS, Compared
from core.claims.stopping import Stopped
from core.live.records.series import Series
from tests.ui.test_pages import OWNER, app
from ui import services
from ui.comparison_names import name_of
from ui.normalization import setting as normalization
from ui.normalization.grids import averaged
from ui.regularization import setting as regularization
from ui.setting import Opened

__all__ = ["app"]


@pytest.mark.parametrize(
    "setting",
    [
        normalization.NormalizationSetting(),
        normalization.NormalizationSetting(
            view="vanishing", compared=Compared(normalization="rms", place="after", dataset="iris", depth=10)
        ),
    ],
)
def test_a_setting_of_normalization_comes_back_from_its_address(
    setting: normalization.NormalizationSetting,
) -> None:
    assert normalization.from_address(normalization.to_address(setting)) == (setting, [])


@pytest.mark.parametrize(
    "setting",
    [
        regularization.RegularizationSetting(),
        regularization.RegularizationSetting(
            view="stopping", stopped=Stopped(patience=0, start_from_epoch=5, baseline=0.2)
        ),
    ],
)
def test_a_setting_of_regularization_comes_back_from_its_address(
    setting: regularization.RegularizationSetting,
) -> None:
    assert regularization.from_address(regularization.to_address(setting)) == (setting, [])


def test_what_is_unknown_in_an_address_is_told() -> None:
    assert len(list(normalization.from_address({"view": "x", "depth": "7", "place": "after"})[1])) == 2
    assert len(list(regularization.from_address({"baseline": "7", "view": "decay"})[1])) == 1


def test_the_grids_show_what_each_averages_over() -> None:
    sizes = {key: len(averaged(key)) for key in ("batch", "layer", "rms", "group", "instance")}
    assert sizes == {"batch": 6, "layer": 8, "rms": 8, "group": 4, "instance": 1}
    assert averaged("group", groups=1) == averaged("layer") and averaged("group", groups=8) == averaged(
        "instance"
    )


@pytest.mark.engine
def test_every_view_of_normalization_is_drawn(app: AppTest) -> None:
    app.switch_page("normalization.py").run()
    assert not app.exception
    for view in CLAIMS:
        app.session_state["normalization"] = Opened(normalization.NormalizationSetting(view=view))
        app.run()
        assert not app.exception and app.button(key=f"normalization:{view}:train")


@pytest.mark.engine
def test_a_claim_takes_the_place_of_the_one_that_trains_at_one_press(app: AppTest) -> None:
    app.switch_page("normalization.py").run()
    for view in ("learning_rates", "vanishing"):
        app.session_state["normalization"] = Opened(normalization.NormalizationSetting(view=view))
        app.run()
        button = app.button(key=f"normalization:{view}:train")
        assert any("Nothing is trained yet" in info.value for info in app.info)
        button.click().run()
        training = services.runs().sweeps.under_way(OWNER)
        assert not app.exception and training is not None and name_of(training.grid) == NAMES[view]
        assert any("Training. Pictures come" in info.value for info in app.info)
    assert button.label == "Stop the other and train this"
    assert len(services.runs().sweeps.series_of(OWNER)) == 2


NAMES = {
    "learning_rates": "Learning rates (Normalization)",
    "vanishing": "Vanishing gradients (Normalization)",
}


def test_what_trains_has_a_name() -> None:
    compared = Compared(normalization="group", place="after", dataset="iris", depth=3)
    named = {view: name_of(Series.read(CLAIMS[view].experiments(compared))) for view in NAMES}
    assert named == NAMES
    assert name_of(Series.read(decay.experiments())) == "Weight decay and L2 (Regularization)"
    assert name_of(Series.read(Stopped(patience=3).experiments())) == "Early stopping (Regularization)"


@pytest.mark.engine
def test_every_view_of_regularization_is_drawn(app: AppTest) -> None:
    app.switch_page("regularization.py").run()
    assert not app.exception and app.button(key="regularization:decay:train")
    for view in ("smoothing", "stopping"):
        app.session_state["regularization"] = Opened(regularization.RegularizationSetting(view=view))
        app.run()
        assert not app.exception
