"""Image sets: where their files are looked for, broken files, and machines without a network."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.bundle import prepare
from core.data.catalogue import DATASETS
from core.data.raw import DataUnavailable, RawData
from core.data.sources import images, keras_datasets, reach
from core.data.sources.images import availability
from core.data.sources.reach import Reach
from core.experiment import Experiment
from tests.conftest import ROOT

REAL = ROOT.parent / "shared" / "data"
NOWHERE = "http://127.0.0.1:9/"


def arrays(rows: int = 150) -> dict[str, Any]:
    """The four arrays of a small set; the first pixel of an image is its number, the second its label."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (rows, 28, 28), dtype=np.uint8)
    y = rng.permutation(np.arange(rows) % 10).astype(np.uint8)
    x[:, 0, 0], x[:, 0, 1] = np.arange(rows), y
    train = rows * 4 // 5
    return {"x_train": x[:train], "y_train": y[:train], "x_test": x[train:], "y_test": y[train:]}


@pytest.fixture(autouse=True)
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No files anywhere, and nothing that answers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("GRADIENT_LAB_DATA", raising=False)
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(images, "_reach", Reach(NOWHERE))


def put(path: Path, **changes: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in {**arrays(), **changes}.items() if value is not None}
    np.savez_compressed(path, **kept)
    return path


def put_idx(folder: Path) -> None:
    folder.mkdir(parents=True)
    for part, name in (("train", "train"), ("test", "t10k")):
        x, y = arrays()[f"x_{part}"], arrays()[f"y_{part}"]
        (folder / f"{name}-images-idx3-ubyte.gz").write_bytes(gzip.compress(bytes(16) + x.tobytes()))
        (folder / f"{name}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(bytes(8) + y.tobytes()))


def load(key: str = "mnist", samples: int = 100, seed: int = 0, noise: float = 0) -> RawData:
    return DATASETS[key].load(DATASETS.pick(key, samples=samples, noise=noise), seed)


# --- files


@pytest.mark.parametrize("place", ["variable", "data", "keras"])
@pytest.mark.parametrize("key", ["mnist", "fashion_mnist"])
def test_found_wherever_it_may_lie(
    key: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "variable":
        monkeypatch.setenv("GRADIENT_LAB_DATA", str(tmp_path / "own"))
        put(tmp_path / "own" / f"{key}.npz")
    elif place == "data":
        put(tmp_path / "data" / f"{key}.npz")
    elif key == "mnist":
        put(tmp_path / "keras" / "datasets" / "mnist.npz")
    else:
        put_idx(tmp_path / "keras" / "datasets" / "fashion-mnist")
    assert availability(key).state == "here"
    raw = load(key, samples=1000)
    everything = np.concatenate([arrays()["x_train"], arrays()["x_test"]]).reshape(150, 784)
    np.testing.assert_array_equal(raw.x, everything)
    np.testing.assert_array_equal(raw.y, everything[:, 1])
    assert raw.x.dtype == np.float32 and raw.y.dtype == np.int64


def test_the_folder_that_the_variable_names_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIENT_LAB_DATA", str(tmp_path / "own"))
    put(tmp_path / "data" / "mnist.npz")
    put(tmp_path / "own" / "mnist.npz", x_train=np.zeros((120, 28, 28), np.uint8))
    assert not load(samples=1000).x[:120].any()


def test_a_subset_is_stratified_repeatable_and_keeps_images_with_their_labels(tmp_path: Path) -> None:
    put(tmp_path / "data" / "mnist.npz")
    raw = load(samples=100)
    assert np.bincount(raw.y).tolist() == [10] * 10
    assert (raw.x[:, 1] == raw.y).all() and len(set(raw.x[:, 0])) == 100
    np.testing.assert_array_equal(raw.x, load(samples=100).x)
    assert not np.array_equal(raw.x, load(samples=100, seed=1).x)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "array missing": ({"y_test": None}, "x_train, y_train, x_test"),
    "flat": ({"x_train": np.zeros((120, 784), np.uint8)}, r"x_train: uint8 \(120, 784\)"),
    "scaled": ({"x_test": np.zeros((30, 28, 28), np.float32)}, "x_test: float32"),
    "not an array": ({"x_train": 5}, r"x_train: int64 \(\)"),
    "labels missing": ({"y_train": np.zeros(119, np.uint8)}, r"y_train: uint8 \(119,\)"),
    "one-hot labels": ({"y_train": np.zeros((120, 10), np.uint8)}, r"y_train: uint8 \(120, 10\)"),
    "label 10": ({"y_test": np.full(30, 10)}, "y_test: 10…10"),
    "pickled": ({"x_train": np.array([None])}, "ValueError: Object arrays"),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_a_wrong_file_is_named_with_what_was_expected_and_received(case: str, tmp_path: Path) -> None:
    changes, received = WRONG[case]
    put(tmp_path / "data" / "mnist.npz", **changes)
    with pytest.raises(DataUnavailable, match=f"mnist.npz cannot be used. Expected x_train.*{received}"):
        load()


@pytest.mark.parametrize("content", ["text", "npy", "cut", "empty"])
def test_a_broken_file_says_so(content: str, tmp_path: Path) -> None:
    path = put(tmp_path / "data" / "mnist.npz")
    if content == "cut":
        path.write_bytes(path.read_bytes()[:-2000])
    elif content == "npy":
        with path.open("wb") as file:
            np.save(file, arrays()["x_train"])
    else:
        path.write_text("no zip" if content == "text" else "")
    with pytest.raises(DataUnavailable, match=r"mnist.npz cannot be used. .* received \w+: "):
        load()


def test_a_cut_download_in_keras_cache_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "keras" / "datasets" / "fashion-mnist"
    put_idx(folder)
    labels = folder / "train-labels-idx1-ubyte.gz"
    labels.write_bytes(labels.read_bytes()[:-20])
    with pytest.raises(DataUnavailable, match="fashion-mnist cannot be used"):
        load("fashion_mnist")


@pytest.mark.skipif(not (REAL / "mnist.npz").exists(), reason="the real mnist.npz is not beside the project")
@pytest.mark.slow
def test_real_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIENT_LAB_DATA", str(REAL))
    raw = load(samples=1000)
    with np.load(REAL / "mnist.npz") as file:
        shares = np.bincount(np.concatenate([file["y_train"], file["y_test"]])) / 10
    assert np.abs(np.bincount(raw.y) - shares).max() <= 10
    assert raw.x.shape == (1000, 784) and (raw.x.min(), raw.x.max()) == (0, 255)
    noisy = load(samples=1000, noise=50)
    spread = raw.x.std(axis=0)
    np.testing.assert_allclose((noisy.x - raw.x).std(axis=0), spread / 2, rtol=0.15, atol=1e-4)
    bundle = prepare(Experiment(dataset={"name": "mnist", "samples": 1000}, scaling="minmax"))
    assert bundle.x_train.shape == (800, 784) and (bundle.x_train.min(), bundle.x_train.max()) == (0, 1)
    # Neighbours of the same class are what makes it a digit: nearest neighbours alone get most right.
    away = ((bundle.x_val[:, None] - bundle.x_train) ** 2).sum(axis=2)
    assert (bundle.y_train[away.argmin(axis=1)] == bundle.y_val).mean() > 0.8


# --- without files


def test_without_file_and_network_it_says_how_to_get_it() -> None:
    with pytest.raises(DataUnavailable, match=r"put fashion_mnist\.npz, .* GRADIENT_LAB_DATA"):
        load("fashion_mnist")
    state = availability("fashion_mnist")
    assert state.state == "missing" and "put fashion_mnist.npz" in str(state.message)


def test_sets_that_come_with_the_lab_are_here() -> None:
    assert {availability(key).state for key in DATASETS if key not in images.IMAGES} == {"here"}


def test_where_the_host_answers_keras_downloads(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_reach", Reach(server))
    monkeypatch.setattr(keras_datasets, "load", lambda key: arrays())
    assert availability("mnist").state == "download"
    assert load(samples=150).x.shape == (150, 784)


def test_a_failed_download_says_how_to_get_it(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        # What keras.utils.get_file raises.
        raise Exception("URL fetch failure")

    keras = SimpleNamespace(datasets=SimpleNamespace(mnist=SimpleNamespace(load_data=fail)))
    monkeypatch.setitem(sys.modules, "keras", keras)
    monkeypatch.setattr(images, "_reach", Reach(server))
    with pytest.raises(DataUnavailable, match=r"put mnist\.npz") as caught:
        load()
    assert "URL fetch failure" in str(caught.value.__cause__)


def test_what_keras_gives_is_named_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    one = arrays()
    parts = (one["x_train"], one["y_train"]), (one["x_test"], one["y_test"])
    keras = SimpleNamespace(datasets=SimpleNamespace(mnist=SimpleNamespace(load_data=lambda: parts)))
    monkeypatch.setitem(sys.modules, "keras", keras)
    got = keras_datasets.load("mnist")
    assert got.keys() == one.keys() and all(got[name] is one[name] for name in one)


# --- the question whether a host answers


@pytest.fixture
def server() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/"
        listening.shutdown()
        thread.join()


def test_an_answer_is_an_answer(server: str) -> None:
    assert Reach(server).now() is True
    assert Reach(server + "gone").now() is False
    assert Reach(NOWHERE).now() is False


def test_known_does_not_wait_and_learns_in_the_background(server: str) -> None:
    host = Reach(server)
    first = host.known()
    assert first is None or first is True
    assert host.now() is True and host.known() is True


@pytest.mark.alone
@pytest.mark.parametrize("silent", ["host", "name server"])
def test_silence_is_taken_for_no(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "PATIENCE", 0.2)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:  # accepts, says nothing
        host = Reach(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        if silent == "name server":

            def look_up(*_: object, **__: object) -> None:
                over.wait(timeout=10)
                raise socket.gaierror

            monkeypatch.setattr(socket, "getaddrinfo", look_up)
        began = time.monotonic()
        assert host.now() is False
        assert host.known() is False
        assert time.monotonic() - began < 2
        over.set()


def test_a_network_that_comes_back_is_noticed(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    host = Reach(NOWHERE)
    assert host.now() is False
    monkeypatch.setattr(host, "_url", server)
    assert host.now() is True
