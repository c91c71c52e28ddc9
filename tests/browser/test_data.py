"""The page "Data" as people use it: files as they have them, pictures, and nobody else's tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab import PATIENCE, Lab

pytestmark = pytest.mark.browser

KOREAN = "키,몸무게,성별,합격\n" + "".join(
    f"{150 + at % 37}.5,{45 + at % 31},{'남여'[at % 2]},{'예' if at % 3 else '아니오'}\n" for at in range(60)
)
UNEVEN = "x,y\n1,2\n3\n5,6\n7,8\n"
HOSTILE = "<img src=x onerror=alert(1)>"
EVIL = f"{HOSTILE},[b](javascript:alert(2)),y\n" + "".join(
    f"{at},{HOSTILE if at % 2 else '=1+1'},{at % 3}\n" for at in range(30)
)


def upload(lab: Lab, name: str, data: bytes) -> None:
    lab.settle()
    lab.page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}, timeout=PATIENCE
    )


def menu(lab: Lab, key: str) -> Locator:
    return lab.page.locator(f".st-key-data-{key}").get_by_role("combobox").first


def shows(lab: Lab, text: str) -> None:
    expect(lab.page.get_by_text(text).locator("visible=true").first).to_be_visible(timeout=PATIENCE)


def view(lab: Lab, name: str) -> None:
    lab.settle()
    said = re.compile(rf"^{re.escape(name)}( \(\d+\))?$")  # Warnings says how many there are
    lab.page.locator(".st-key-data-view").get_by_role("radio", name=said).click(timeout=PATIENCE)
    lab.settle()


def drawn(lab: Lab, part: str) -> Locator:
    found = lab.page.locator(f".js-plotly-plot {part}")
    expect(found.first).to_be_visible(timeout=PATIENCE)
    return found


@pytest.fixture
def at_data(visitor: Callable[..., Lab]) -> Callable[..., Lab]:
    def arrive(address: str = "", **screen: object) -> Lab:
        lab = visitor(**screen)
        lab.open(f"/data{address}")
        lab.page.locator("[data-testid=stFileUploader]").wait_for(timeout=PATIENCE)
        return lab

    return arrive


def test_a_file_that_the_browser_refuses_says_so_in_ones_language(
    at_data: Callable[..., Lab], tmp_path: Path
) -> None:
    """Streamlit's own words are English, and seen by those alone who point at the file."""
    lab = at_data(locale="ko-KR")
    expect(lab.page.get_by_role("button", name="파일 올리기")).to_be_visible(timeout=PATIENCE)
    refused = lab.page.get_by_text("마지막 파일은 받지 못했습니다")
    expect(refused).to_be_hidden()
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(54 * 10**6)
    lab.page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(large, timeout=PATIENCE)
    expect(refused).to_be_visible(timeout=PATIENCE)
    expect(refused).to_contain_text("최대 50MB")
    upload(lab, "uneven.csv", UNEVEN.encode())
    shows(lab, "uneven.csv")
    expect(lab.page.get_by_role("alert").filter(has_text="uneven.csv")).to_be_visible(timeout=PATIENCE)
    expect(refused).to_be_hidden(timeout=PATIENCE)  # it is about the file before
    lab.page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(large, timeout=PATIENCE)
    expect(refused).to_be_visible(timeout=PATIENCE)
    expect(lab.page.get_by_role("alert").filter(has_text="uneven.csv")).to_be_hidden(timeout=PATIENCE)
    lab.page.get_by_role("button", name="Remove large.csv").first.click()
    lab.page.get_by_role("button", name="Remove large.csv").click()
    expect(refused).to_be_hidden(timeout=PATIENCE)


def test_a_korean_table_is_read_changed_looked_at_and_deleted(at_data: Callable[..., Lab]) -> None:
    lab = at_data(locale="ko-KR")
    upload(lab, "건강.csv", KOREAN.encode("cp949"))
    shows(lab, "60행 4열")
    lab.page.wait_for_url(re.compile(r"table=[0-9a-f]{64}(&|$)"), timeout=PATIENCE)  # its hash alone
    table = lab.page.url.partition("table=")[2][:64]
    lab.page.get_by_text("어떻게 읽었나요").click()
    shows(lab, "cp949")
    heading = lab.page.locator("[class*=heading_line] input")
    heading.fill("0")
    heading.press("Enter")
    shows(lab, "61행 4열")
    lab.page.wait_for_url(re.compile(rf"table=(?!{table})"), timeout=PATIENCE)
    lab.settle()
    lab.page.get_by_role("button", name="모두 자동으로 찾기").click(timeout=PATIENCE)
    shows(lab, "60행 4열")
    view(lab, "분포")
    drawn(lab, ".bars")
    expect(lab.page.locator(".js-plotly-plot")).to_have_count(4, timeout=PATIENCE)
    view(lab, "클래스 균형")
    shows(lab, "엔트로피")
    drawn(lab, ".bars")
    view(lab, "상관관계")
    drawn(lab, ".heatmaplayer")
    view(lab, "주성분(PCA)")
    drawn(lab, ".scatterlayer")
    lab.picture("data-own-ko")
    lab.page.get_by_role("button", name="이 표 삭제").click(timeout=PATIENCE)
    shows(lab, "삭제함: 건강.csv")
    lab.settle()
    expect(menu(lab, "source")).not_to_have_value(re.compile("건강"), timeout=PATIENCE)
    lab.page.get_by_role("button", name="되돌리기").click(timeout=PATIENCE)
    shows(lab, "60행 4열")


def test_nobody_else_sees_it(at_data: Callable[..., Lab]) -> None:
    lab = at_data()
    upload(lab, "mine.csv", b"secret,word\n1,swordfish\n2,b\n3,c\n")
    shows(lab, "3 rows, 2 columns")
    lab.settle()
    address = lab.page.url.removeprefix(f"{lab.url}/data")
    lab.open(f"/data{address}")
    shows(lab, "3 rows, 2 columns")
    other = at_data(address)
    shows(other, "or somebody else's")
    assert "mine.csv" not in other.page.content() and "swordfish" not in other.page.content()
    other.offers(menu(other, "source"), "Iris")
    assert other.page.get_by_role("option", name="mine.csv").count() == 0


def test_it_is_trained_on_by_its_owner_alone(at_data: Callable[..., Lab]) -> None:
    lab = at_data()
    rows = "".join(f"{at % 7},{at % 5},{2 * (at % 7) - at % 5}.5\n" for at in range(80))
    upload(lab, "sum.csv", f"a,b,y\n{rows}".encode())
    shows(lab, "80 rows, 3 columns")
    lab.settle()
    lab.page.get_by_role("link", name="Train on it").click(timeout=PATIENCE)
    lab.page.wait_for_url(re.compile(r"dataset\.table=[0-9a-f]{64}"), timeout=PATIENCE)
    choices = lab.page.url.partition("?")[2]
    lab.train()
    lab.await_panel("+it.updates > 0")
    other = at_data()
    other.open(f"/?{choices}")
    shows(other, "or somebody else's")
    expect(other.page.locator(".st-key-train button")).to_be_disabled(timeout=PATIENCE)


def test_what_cannot_be_read_is_said_beside_the_file_and_can_be_read_otherwise(
    at_data: Callable[..., Lab],
) -> None:
    lab = at_data()
    upload(lab, "uneven.csv", UNEVEN.encode())
    shows(lab, "line 3, column 2 (“y”): Expected 2 values")
    shows(lab, "150 rows, 5 columns")
    lab.pick(lab.page.locator("[class*=ragged]").get_by_role("combobox"), "skip those lines")
    shows(lab, "3 rows, 2 columns")


def test_names_and_cells_of_a_hostile_table_are_texts(at_data: Callable[..., Lab]) -> None:
    lab = at_data()
    alerts: list[str] = []
    lab.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    upload(lab, f"{HOSTILE}.csv", EVIL.encode())
    shows(lab, "30 rows, 3 columns")
    view(lab, "Rows")
    with lab.page.expect_download(timeout=PATIENCE) as saved:
        lab.page.get_by_role("button", name="Save all rows as CSV").click(timeout=PATIENCE)
    assert b",'=1+1," in saved.value.path().read_bytes()
    for name, part in (
        ("Rows", ""),
        ("Distributions", ".bars"),
        ("Correlations", ".heatmaplayer"),
        ("Class balance", ".bars"),
        ("Principal components", ".scatterlayer"),
        ("Split", ".heatmaplayer"),
        ("Preparation", ".bars"),
        ("Warnings", ""),
    ):
        view(lab, name)
        if part:
            drawn(lab, part)
        assert lab.page.locator("img[src=x], a[href^=javascript]").count() == 0, name
    assert alerts == []


@pytest.mark.parametrize(
    ("name", "screen"),
    {
        "data-phone": {"size": (390, 844), "locale": "ko-KR", "dark": True},
        "data-laptop": {"size": (1366, 768)},
        "data-projector": {"size": (1920, 1080), "dark": True},
    }.items(),
)
def test_the_page_fits_every_screen(
    at_data: Callable[..., Lab], name: str, screen: dict[str, object]
) -> None:
    lab = at_data("?view=distributions", **screen)
    drawn(lab, ".bars")
    expect(lab.page.locator(".js-plotly-plot")).to_have_count(5, timeout=PATIENCE)
    wide = lab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth")
    assert wide <= 0
    lab.picture(name)


def test_what_training_will_do_is_drawn_and_leaks_are_measured(at_data: Callable[..., Lab]) -> None:
    """On a set of the lab: which rows go where, which are added, and what SMOTE before the split flatters."""
    lab = at_data("?table=breast_cancer&view=split&split=k_fold&balance=smote", locale="en-US")
    shows(lab, "Each line is one fold")
    drawn(lab, ".hm")
    stripes = lab.page.evaluate(
        "() => document.querySelector('.js-plotly-plot').calcdata[0][0].z.map(line => line.length)"
    )
    assert len(stripes) == 5 and set(stripes) == {569}, "a line for each fold, a stripe for each row"
    view(lab, "Balancing")
    shows(lab, "rows were added")
    drawn(lab, ".scatterlayer .point")
    view(lab, "Leak lab")
    lab.pick(menu(lab, "leak-seeds"), "5")
    lab.page.get_by_role("button", name="Shuffle the labels and train").click()
    shows(lab, "The leak adds")
    expect(lab.page.get_by_role("button", name="Stop")).to_be_hidden(timeout=PATIENCE)
    expect(drawn(lab, ".scatterlayer .point")).to_have_count(
        12, timeout=PATIENCE
    )  # five seeds twice, two means
