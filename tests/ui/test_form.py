"""The form as a person uses it: what is typed, what is told, what stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.choices.fields import Number
from core.choices.registry import Menu
from core.choices.typed.text import ContentHash
from core.experiment import DEFAULT, FIELDS
from core.presets import PRESETS
from ui.form.choices import Choices
from ui.form.steps import draggable, steps, with_value


def page() -> None:
    """The sidebar of the training page, without the services behind it."""
    import streamlit as st

    from ui import address, form
    from ui.language import choose_language, language_switch

    choose_language()
    address.enter("")
    form.follow()
    if change := st.session_state.pop("mend", None):
        form.mend(change)
        st.rerun()
    form.tell_mended()
    with st.sidebar:
        language_switch()
        form.draw()
    if st.session_state.pop("cut short", False):
        st.stop()
    drawn = form.experiment().changes()
    form.keep()
    st.session_state["drawn"] = drawn
    st.session_state["pressed"] = form.train_pressed()


PERCENT = {"stopping": "target", "stopping.monitor": "val_metric", "stopping.value": "95"}


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=20)


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption).replace("\\", "")


def pages_of_every_entry() -> list[dict[str, str]]:
    """Entries of many menus to a page, by menu: every entry stands in one of the pages."""
    pages: list[dict[str, str]] = []
    for menu, field in FIELDS.items():
        for entry in field.registry if isinstance(field, Menu) else ():
            needed = {menu: entry, **data_of(menu, entry)}
            fits = (
                page
                for page in pages
                if menu not in page
                and page.get("dataset") == needed.get("dataset", page.get("dataset"))
                # Other fields stand with data in the plane alone.
                and ("dataset" in needed or "dataset" not in page)
            )
            if (page := next(fits, None)) is None:
                pages.append(page := {})
            page |= needed
    return pages


def data_of(menu: str, entry: str) -> dict[str, str]:
    """The data set that an entry is shown with alone."""
    field = FIELDS[menu]
    assert isinstance(field, Menu)
    if getattr(field.registry[entry], "by_column", False):
        return {"dataset": "table"}  # nothing else has columns to choose by
    return {"dataset": "digits"} if field.pictures else {}


def sampled(cases: Iterable[Any], *, every: int) -> list[Any]:
    """All `cases`, but only one of `every` in the fast part of the tests."""
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)), marks=[pytest.mark.slow] * (at % every > 0)
        )
        for at, case in enumerate(cases)
    ]


def test_opens_with_the_defaults_and_can_train(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert app.session_state["drawn"] == {}
    assert not app.button(key="train").disabled
    assert not app.query_params
    app.button(key="train").click().run()
    assert app.session_state["pressed"]


@pytest.mark.parametrize(("texts", "told"), [({}, "off"), ({"validation_freq": "5"}, "5")])
def test_headers_of_groups_leave_out_defaults_that_do_nothing(
    app: AppTest, texts: dict[str, str], told: str
) -> None:
    for path, text in texts.items():
        app.query_params[path] = text
    app.run()
    found = {each.label.split("**")[1]: each.label.partition("small[")[2] for each in app.expander}
    assert (found["Compile and fit"], found["Regularization"]) == (f"{told}]]", "off]]")
    assert found["Seeds"] == "0 · 0 · 0]]"


def test_a_press_outlives_a_run_of_the_page_that_is_cut_short(app: AppTest) -> None:
    """As where a component's message comes while the page is drawn."""
    app.run()
    app.session_state["cut short"] = True
    app.button(key="train").click().run()
    assert not app.session_state["pressed"]  # of the run before: this one did not come so far
    app.run()
    assert app.session_state["pressed"]
    app.run()
    assert not app.session_state["pressed"]  # it counts once


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Changed: Early stopping = Early stopping, L2 penalty = 0.01. Press Train to try it."),
        ("ko", "바꾼 설정: 조기 종료 = 조기 종료, L2"),
    ],
)
def test_what_a_remedy_changes_is_said_once(app: AppTest, lang: str, told: str) -> None:
    app.query_params["lang"] = lang
    app.run()
    app.session_state["mend"] = {"stopping": "early", "l2": "0.01", "layer_l2": "", "no_such": "1"}
    app.run()
    assert not app.exception
    (toast,) = app.toast
    assert told in toast.value.replace("\\", "")
    assert app.session_state["drawn"]["stopping"] == "early"
    assert not app.run().toast


def test_every_field_of_the_experiment_has_a_control_with_label_and_help(app: AppTest) -> None:
    seen = set()
    for dataset, task in (("spiral", "binary"), ("diabetes", "regression"), ("digits", "multiclass")):
        app.query_params["dataset"] = dataset
        app.run()
        shown = {
            key: field
            for key, field in FIELDS.items()
            if (field.tasks is None or task in field.tasks)
            and (dataset == "spiral" or not field.plane)
            and (dataset == "digits" or not field.pictures)
        }
        for key, field in shown.items():
            control = app.get_by_key(f"f:{key}")
            assert control.label == field.label
            assert control.help
        drawn = {key for key in FIELDS if f"f:{key}" in app.session_state}
        assert drawn == set(shown)
        seen |= drawn
        app = AppTest.from_function(page, default_timeout=20)
    assert seen == set(FIELDS)


@pytest.mark.parametrize("page", sampled(pages_of_every_entry(), every=3))
def test_every_entry_renders_with_exactly_its_parameters(app: AppTest, page: dict[str, str]) -> None:
    app.query_params |= page
    app.run()
    assert not app.exception
    for menu, entry in page.items():
        field = FIELDS[menu]
        assert isinstance(field, Menu)
        drawn = {key for key in app.session_state.to_dict() if key.startswith(f"f:{menu}.")}
        typed = [
            parameter
            for parameter in field.registry[entry].parameters
            if not (parameter.elsewhere or isinstance(parameter, ContentHash))
        ]
        assert drawn == {f"f:{menu}.{parameter.key}" for parameter in typed}, (menu, entry)
        for parameter in typed:
            assert app.get_by_key(f"f:{menu}.{parameter.key}").label == parameter.label


def test_every_entry_stands_in_a_page() -> None:
    shown = {pair for page in pages_of_every_entry() for pair in page.items()}
    assert shown == {
        (key, entry) for key, field in FIELDS.items() if isinstance(field, Menu) for entry in field.registry
    }


def test_a_parameter_stands_in_its_own_group(app: AppTest) -> None:
    app.run()
    assert app.expander(key="g:regularization").text_input(key="f:optimizer.weight_decay").value == "0"


@pytest.mark.parametrize("typed", ["1000", "abc", "", "-1", "nan", "1e999", "[x](http://y) :red[z]"])
def test_a_wrong_number_is_told_beside_its_field_and_nothing_else_changes(app: AppTest, typed: str) -> None:
    app.run()
    app.selectbox(key="f:dataset").select("digits").run()
    app.text_input(key="f:learning_rate").set_value(typed).run()
    assert not app.exception
    assert app.text_input(key="f:learning_rate").value == typed
    group = app.expander(key="g:optimizer")
    told = group.caption[0].value.replace("\\", "")
    assert "Expected a number from 0.000001 to 100" in told
    assert typed in told
    assert app.button(key="train").disabled
    assert "Learning rate" in captions(app)
    assert app.selectbox(key="f:dataset").value == "digits"
    app.text_input(key="f:learning_rate").set_value("0.5").run()
    assert not app.button(key="train").disabled
    assert app.session_state["drawn"] == {"dataset": "digits", "learning_rate": "0.5"}


def test_what_people_typed_is_not_read_as_markdown(app: AppTest) -> None:
    app.run()
    app.text_input(key="f:layers").set_value("[x](http://y)").run()
    assert "\\[x\\]\\(http" in app.expander(key="g:network").caption[0].value


def test_choices_that_exclude_each_other_are_told_beside_the_field(app: AppTest) -> None:
    app.run()
    app.selectbox(key="f:loss").select("binary_crossentropy").run()
    app.selectbox(key="f:dataset").select("digits").run()
    assert "does not fit" in app.expander(key="g:optimizer").caption[0].value
    assert app.button(key="train").disabled
    assert app.selectbox(key="f:loss").value == "binary_crossentropy"


def test_slider_and_typed_field_follow_each_other(app: AppTest) -> None:
    app.run()
    app.text_input(key="f:learning_rate").set_value("0.01234").run()
    assert app.select_slider(key="s:learning_rate").value == 0.01234
    app.select_slider(key="s:learning_rate").set_value(0.03).run()
    assert app.text_input(key="f:learning_rate").value == "0.03"
    app.text_input(key="f:learning_rate").set_value("wrong").run()
    assert app.select_slider(key="s:learning_rate").value == 0.03


def test_depth_and_units_write_the_layers(app: AppTest) -> None:
    app.run()
    app.text_input(key="f:layers").set_value("16-4").run()
    app.select_slider(key="n:layers").set_value(4).run()
    assert app.text_input(key="f:layers").value == "16-4x3"
    app.select_slider(key="u:layers").set_value(8).run()
    assert app.text_input(key="f:layers").value == "8x4"
    app.select_slider(key="n:layers").set_value(0).run()
    assert app.session_state["drawn"] == {"layers": "0"}
    app.text_input(key="f:layers").set_value("37x21").run()
    assert (app.select_slider(key="n:layers").value, app.select_slider(key="u:layers").value) == (21, 37)


def test_another_data_set_brings_its_own_parameters(app: AppTest) -> None:
    app.run()
    app.text_input(key="f:dataset.noise").set_value("12.5").run()
    app.selectbox(key="f:dataset").select("wine").run()
    assert app.text_input(key="f:dataset.samples").value == "178"
    assert app.text_input(key="f:dataset.noise").value == "12.5"
    app.selectbox(key="f:optimizer").select("sgd").run()
    assert "f:optimizer.beta_1" not in app.session_state
    assert app.text_input(key="f:optimizer.momentum").value == "0"


def test_features_stand_with_data_in_the_plane_only(app: AppTest) -> None:
    app.query_params["features"] = "x2 x1_squared"
    app.run()
    pills = app.get_by_key("f:features")
    assert list(pills.value) == ["x2", "x1_squared"]
    pills.set_value(["x1x2", "x1"]).run()
    assert app.session_state["drawn"] == {"features": "x1,x1x2"}
    app.get_by_key("f:features").set_value([]).run()
    assert "Expected at least one of: x1, x2" in captions(app)
    assert app.button(key="train").disabled
    app.selectbox(key="f:dataset").select("iris").run()
    with pytest.raises(KeyError):
        app.get_by_key("f:features")


def test_points_are_pasted_as_lines_and_kept_as_text(app: AppTest) -> None:
    app.query_params["dataset"] = "points"
    app.run()
    assert "0 points" in captions(app)
    app.text_area(key="f:dataset.points").set_value("x1;x2;class\n1,5; -2; a\n-6; 6; b").run()
    assert not app.exception
    assert app.session_state["drawn"] == {"dataset": "points", "dataset.points": "n_VV0AA__1"}
    assert app.text_area(key="f:dataset.points").value == "1.499, -2.000, 0\n-6.000, 6.000, 1"
    assert "2 points" in captions(app)
    app.text_area(key="f:dataset.points").set_value("1, 2, 0\n1, 7, 0").run()
    assert "in line 2" in captions(app)
    assert app.text_area(key="f:dataset.points").value == "1, 2, 0\n1, 7, 0"
    assert app.button(key="train").disabled


def test_a_broken_address_opens_as_far_as_it_is_right(app: AppTest) -> None:
    app.query_params |= {"dataset": "digits", "learning_rate": "fast", "nonsense": "<script>", "lang": "en"}
    app.run()
    assert not app.exception
    assert app.session_state["drawn"] == {"dataset": "digits"}
    assert "Ignored." in app.expander(key="g:optimizer").caption[0].value
    assert "There is no choice named nonsense" in captions(app)
    assert not app.button(key="train").disabled
    app.select_slider(key="s:learning_rate").set_value(0.1).run()
    assert not app.expander(key="g:optimizer").caption


def test_what_an_address_asks_for_in_vain_is_named_under_train(app: AppTest) -> None:
    app.query_params |= {"learning_rate": "zz"}
    app.run()
    assert any("not used: Learning rate." in caption.value for caption in app.caption)
    app.text_input(key="f:learning_rate").set_value("0.1").run()
    assert not any("not used" in caption.value for caption in app.caption)


def test_the_address_follows_the_choices(app: AppTest) -> None:
    app.run()
    app.selectbox(key="f:dataset").select("xor").run()
    app.selectbox(key="f:normalization").set_value("batch").run()
    assert app.query_params == {"dataset": "xor", "normalization": "batch"}


@pytest.mark.parametrize(
    ("text", "told"), [("{", "Expected JSON"), ("[]", "Expected an object"), ('{"layers": "x"}', "Ignored.")]
)
def test_pasted_json_is_judged_like_an_address(app: AppTest, text: str, told: str) -> None:
    app.run()
    app.text_area(key="json:text").set_value(text)
    app.button(key="json:use").click().run()
    assert not app.exception
    assert told in captions(app)
    assert app.session_state["drawn"] == {}


def test_good_json_fills_the_form_and_the_form_writes_it(app: AppTest) -> None:
    app.run()
    app.text_area(key="json:text").set_value(
        '{"layers": [4, 4], "optimizer": {"name": "sgd", "momentum": 0.5}}'
    )
    app.button(key="json:use").click().run()
    assert app.session_state["drawn"] == {"layers": "4x2", "optimizer": "sgd", "optimizer.momentum": "0.5"}
    assert json.loads(app.code[0].value)["optimizer"]["momentum"] == 0.5


@pytest.mark.parametrize("key", sampled(PRESETS, every=5))
def test_a_preset_fills_the_form(app: AppTest, key: str) -> None:
    app.run()
    app.selectbox(key="example").select(key).run()
    assert app.session_state["drawn"] == PRESETS[key].experiment().changes()
    assert PRESETS[key].help in captions(app)
    app.text_input(key="f:weight_seed").set_value("7").run()
    assert app.selectbox(key="example").value is None


def test_the_language_switch_keeps_the_choices(app: AppTest) -> None:
    app.run()
    app.text_input(key="f:learning_rate").set_value("0.3").run()
    app.get_by_key("lang:switch").set_value("ko").run()
    assert not app.exception
    assert app.text_input(key="f:learning_rate").value == "0.3"
    assert app.query_params == {"lang": "ko", "learning_rate": "0.3"}


@pytest.mark.parametrize(
    ("locale", "asked", "expected"),
    [
        ("ko-KR", None, "ko"),
        ("de-DE", None, "en"),
        (None, None, "en"),
        ("ko", "en", "en"),
        ("en", "xx", "en"),
    ],
)
def test_the_language_comes_from_the_address_then_the_browser(
    app: AppTest, locale: str | None, asked: str | None, expected: str
) -> None:
    app.context = {"locale": locale}
    if asked:
        app.query_params["lang"] = asked
    app.run()
    assert app.session_state["lang"] == expected


def test_a_random_seed_is_a_legal_one(app: AppTest) -> None:
    app.run()
    app.button(key="d:weight_seed").click().run()
    assert app.session_state["drawn"].keys() <= {"weight_seed"}
    assert not app.button(key="train").disabled


def numbers() -> Iterator[Number]:
    for field in FIELDS.values():
        parameters = (
            (item for entry in field.registry.values() for item in entry.parameters)
            if isinstance(field, Menu)
            else [field]
        )
        yield from (item for item in parameters if isinstance(item, Number) and draggable(item))


@pytest.mark.parametrize(
    "field",
    {(item.key, item.low, item.high): item for item in numbers()}.values(),
    ids=lambda field: field.key,
)
def test_a_slider_stops_at_legal_values_marks_and_ends(field: Number) -> None:
    stops = steps(field)
    assert list(stops) == sorted(set(stops))
    assert {field.low, field.high, field.default, *field.marks} <= set(stops)
    assert all(field.parse(field.write(stop)) == stop for stop in stops)
    assert min(20, (field.high - field.low + 1) if field.integer else 20) <= len(stops) <= 600


def test_a_value_between_the_stops_is_shown_as_it_is() -> None:
    assert with_value((1, 2, 3), 2.5) == (1, 2, 2.5, 3)
    assert with_value((1, 2, 3), 2) == (1, 2, 3)


def test_a_changed_parameter_survives_only_where_it_is_legal() -> None:
    choices = Choices()
    choices.set("dataset.samples", "600")
    choices.set("dataset", "moons")
    assert choices.texts["dataset.samples"] == "600"
    choices.set("dataset", "iris")
    assert choices.texts["dataset.samples"] == "150"
    assert choices.check()[1] == {}
    assert Choices().check() == (DEFAULT, {})


@pytest.mark.parametrize("by_link", [False, True])
def test_percent_of_an_accuracy_become_a_share_by_one_press(app: AppTest, by_link: bool) -> None:
    app.query_params |= PERCENT if by_link else PERCENT | {"stopping.value": "0.5"}
    app.run()
    if not by_link:
        assert "m:stopping.value" not in {button.key for button in app.button}
        app.text_input(key="f:stopping.value").set_value("95").run()
    assert "expected 0.95, received 95" in captions(app)
    button = app.button(key="m:stopping.value")
    assert button.label.replace("\\", "") == "Target value 0.95"
    button.click().run()
    assert app.session_state["drawn"] == PERCENT | {"stopping.value": "0.95"}
    assert "expected 0.95" not in captions(app)
    assert "m:stopping.value" not in {button.key for button in app.button}


def test_controls_have_as_default_what_they_show(app: AppTest) -> None:
    """A browser that a cut run has sent nothing draws them at their defaults, and tells these as chosen."""
    app.query_params |= {
        "dataset": "gauss",
        "dataset.noise": "30",
        "features": "x1,x1x2",
        "stratify": "0",
        "layers": "5-4",
        "activation": "relu",
        "learning_rate": "0.5",
        "metrics": "auc",
        "stopping": "target",
        "stopping.monitor": "val_metric",
    }
    for _ in ("the first run sets their state", "the second does not"):
        app.run()
        assert not app.exception
    menus = [each for each in app.selectbox if each.key.startswith("f:")]
    assert {each.key for each in menus} >= {"f:dataset", "f:activation", "f:stopping.monitor"}
    for menu in (*menus, app.selectbox(key="example")):
        shown = None if menu.value is None else menu.options[menu.proto.default]
        assert (menu.proto.HasField("default"), shown) == (menu.value is not None, chosen_option(menu))
    for typed in (each for each in app.text_input if each.key.startswith("f:")):
        assert typed.proto.default == typed.value, typed.key
    assert app.text_input(key="f:layers").proto.default == "5-4"
    for switch in app.toggle:
        assert switch.proto.default == switch.value, switch.key
    assert app.toggle(key="f:stratify").value is False
    for slider in app.select_slider:
        (at,) = slider.proto.default
        assert slider.options[int(at)] == slider.format_func(slider.value), slider.key
    for pills in (each for each in app.button_group if each.key.startswith("f:")):
        assert [pills.proto.options[at].content for at in pills.proto.default] == [
            pills.format_func(one) for one in pills.value
        ], pills.key
    assert app.button_group(key="f:features").proto.default == [0, 4]


def chosen_option(menu: Any) -> str | None:
    return None if menu.value is None else str(menu.format_func(menu.value))
