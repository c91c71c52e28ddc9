"""Tables that are fetched: where their files are looked for, broken files, and machines without a network."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.bundle import prepare
from core.data.raw import DataUnavailable
from core.data.sources import fetched_tables, keras_datasets
from core.data.sources.availability import availability
from core.data.sources.fetched_tables import FETCHED
from core.data.sources.reach import Reach
from core.dataset_table import table_of
from core.experiment import Experiment

NOWHERE = "http://127.0.0.1:9/"
UCI = (
    '18.0   8   307.0      130.0      3504.      12.0   70  1\t"chevrolet chevelle malibu"\n'
    '25.0   4   98.00      ?          2046.      19.0   71  1\t"ford pinto"\n'
    '24.0   4   113.0      95.00      2372.      15.0   70  3\t"toyota corona mark ii"\n'
    '26.0   4   97.00      46.00      1835.      20.5   70  2\t"volkswagen 1131 deluxe sedan"\n'
)
CSV = "mpg,cylinders,displacement,horsepower,weight,acceleration,model_year,origin,name\n" + "".join(
    f"{20 + at},4,100.0,{'' if at == 2 else 90},2000,15.0,7{at},{('usa', 'japan', 'europe')[at % 3]},car\n"
    for at in range(6)
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files, on a machine that has none, and where nothing answers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("GRADIENT_LAB_DATA", str(tmp_path / "own"))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(fetched_tables, "_reaches", {key: Reach(NOWHERE) for key in FETCHED})
    table_of.cache_clear()
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def houses(path: Path, rows: int = 30, **changes: np.ndarray) -> None:
    random = np.random.default_rng(0)
    x = random.uniform(1, 40, (rows, 8))
    x[:, 0] = -120
    np.savez(path, **{"x": x, "y": random.uniform(1e4, 5e5, rows), **changes})


def test_cars_as_uci_has_them(folder: Path) -> None:
    (folder / "auto-mpg.data").write_text(UCI)
    x, y = fetched_tables.read("auto_mpg", folder / "auto-mpg.data")
    assert y.tolist() == [18, 24, 26]  # what is missing is left out
    assert x[0].tolist() == [8, 307, 130, 3504, 12, 70, 1, 0, 0]
    assert x[:, 6:].tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_cars_of_a_csv_file_are_trained_on_and_looked_at(folder: Path) -> None:
    (folder / "mpg.csv").write_text(CSV)
    bundle = prepare(Experiment(dataset={"name": "auto_mpg", "samples": 20}, data_seed=901))
    assert len(bundle.x_train) + len(bundle.x_val) == 5 and not bundle.class_names
    assert bundle.raw_names == FETCHED["auto_mpg"].columns
    table = table_of("auto_mpg")
    assert [column.name for column in table.columns] == [*FETCHED["auto_mpg"].columns, "target"]


def test_houses_as_keras_keeps_them(folder: Path) -> None:
    datasets = folder.parent / "keras" / "datasets"
    datasets.mkdir(parents=True)
    houses(datasets / "california_housing.npz")
    assert availability("california_housing").state == "here"
    bundle = prepare(Experiment(dataset={"name": "california_housing", "samples": 20}, data_seed=902))
    assert bundle.x_train.shape == (16, 8) and bundle.raw_names[0] == "longitude"


@pytest.mark.parametrize(
    ("key", "name", "content"),
    [
        ("auto_mpg", "auto-mpg.data", b"18.0 8 307.0\n"),
        ("auto_mpg", "auto-mpg.data", b""),
        ("auto_mpg", "auto-mpg.data", b"\xff\xfe\x00"),
        ("auto_mpg", "mpg.csv", b"a,b\n1,2\n"),
        ("auto_mpg", "mpg.csv", CSV.replace("usa", "mars").encode()),
        ("california_housing", "california_housing.npz", b"PK nothing"),
        ("california_housing", "california_housing.npz", b"\x80\x04 a pickle"),
    ],
)
def test_a_broken_file_is_told_with_its_place(folder: Path, key: str, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(DataUnavailable, match=rf"{name} cannot be used\. Expected the data set"):
        prepare(Experiment(dataset=key, data_seed=903))


def test_without_a_network_it_is_told_where_to_put_the_file() -> None:
    for key, table in FETCHED.items():
        with pytest.raises(DataUnavailable, match=rf"put {table.files[0]} from http.* GRADIENT_LAB_DATA"):
            prepare(Experiment(dataset=key, data_seed=904))
        assert availability(key).state == "missing"


def test_it_is_fetched_once_into_the_folder_of_keras(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here without a network: what Keras would download is made."""
    asked: list[tuple[str, str]] = []

    def get_file(name: str, origin: str) -> None:
        asked.append((name, origin))
        place = folder.parent / "keras" / "datasets"
        place.mkdir(parents=True)
        (place / name).write_text(UCI)

    monkeypatch.setitem(sys.modules, "keras", SimpleNamespace(utils=SimpleNamespace(get_file=get_file)))
    monkeypatch.setattr(fetched_tables, "_reaches", {"auto_mpg": SimpleNamespace(now=lambda: True)})
    for _ in range(2):
        x, _y = fetched_tables._all("auto_mpg")
        assert x.shape == (3, 9)
    assert asked == [("auto-mpg.data", FETCHED["auto_mpg"].origin)]
    with pytest.raises(keras_datasets.DownloadFailed):
        keras_datasets.fetch_file("auto-mpg.data", "twice")  # the folder is there


def test_real_cars(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIENT_LAB_DATA", str(shared_data))
    bundle = prepare(Experiment(dataset="auto_mpg", data_seed=905))
    assert len(bundle.x_train) + len(bundle.x_val) == 392
