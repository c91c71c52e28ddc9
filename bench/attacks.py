"""What a hostile visitor does again and again, from an address of its own, while another one is timed."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from core.experiment import Experiment

ADDRESS = "127.0.0.2"
"""Of the attacker: limits per address are not those of whom it attacks."""

PATIENCE = 120.0
_SHORTEST = b"\x81\x81\x00\x00\x00\x00a"
"""A message of one character."""
_FAULTS = (httpx.HTTPError, OSError, KeyError, ValueError)
"""What an attacker meets who is refused; it goes on."""


class Event(Protocol):
    """Of threads, or of processes."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float | None = None) -> bool: ...


@dataclass(frozen=True, slots=True)
class Size:
    """How much an attack does at a time; the whole ones are those that were seen to take a server down.

    Arguments:
        spaces: of a text.
        requests: that are asked together.
        layers: of a large network.
        connections: that are held open.
        upload: bytes.
    """

    spaces: int = 60_000
    requests: int = 12
    layers: int = 100
    connections: int = 1100
    upload: int = 100 * 2**20


REDUCED = Size(spaces=600, requests=2, layers=4, connections=20, upload=2**20)
"""For a test that an attack does what it is meant to."""


def visitor(url: str, address: str = "127.0.0.1") -> httpx.Client:
    """Somebody who has opened a page, and got the cookie that says who it is."""
    client = httpx.Client(
        base_url=url,
        headers={"X-Gradient-Lab": "1", "Accept": "text/html"},
        timeout=PATIENCE,
        transport=httpx.HTTPTransport(local_address=address),
    )
    client.get("/")
    return client


def opened(client: httpx.Client, **choices: Any) -> str:
    """A network that `client` plays with; its id."""
    texts = Experiment(**{"dataset": "circle", "layers": (4, 2), **choices}).flat()
    return str(client.post("/lab/play", json={"experiment": texts}).json()["play"])


Attack = Callable[[str, Size, Event, ExitStack], Iterator[None]]
"""Attacks the server at a URL until the event is set, and yields after every blow.

What it leaves open the stack closes."""


def texts(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """Long texts, and thousands of names, where an experiment is expected."""
    client = held.enter_context(closing(visitor(url, ADDRESS)))
    spaces = {"layers": "8" + " " * size.spaces + "8"}
    names = {f"n{number}": "1" for number in range(2 * size.spaces)}
    while not ended.is_set():
        for wrong in (spaces, names):
            client.post("/lab/play", json={"experiment": wrong})
            yield


def seats(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """Made-up visitors, each of whom opens networks."""
    for number in count():
        if ended.is_set():
            return
        cookie = {"Cookie": f"gradient_lab={number % 10:043d}"}
        httpx.post(f"{url}/lab/play", json={"experiment": {}}, headers={"X-Gradient-Lab": "1", **cookie})
        yield
        for _ in range(size.requests):
            with closing(visitor(url, ADDRESS)) as client:
                opened(client)
            yield


def dropped(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """Large measurements, asked for and dropped."""
    client = held.enter_context(closing(visitor(url, ADDRESS)))
    body = json.dumps({"experiment": {"layers": f"1024x{size.layers}"}, "seeds": 1})
    while not ended.is_set():
        with ExitStack() as asked:
            for number in range(size.requests):
                path = "/lab/propagation" + ("/map" if number % 2 else "")
                asked.enter_context(closing(_asked(client, "POST", path, body.encode())))
            ended.wait(0.3)
        yield


def play(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """Eight deep networks, changed before they are compiled."""
    client = held.enter_context(closing(visitor(url, ADDRESS)))
    networks = [opened(client) for _ in range(8)]
    for number in count():
        if ended.is_set():
            return
        layers = (8,) * min(size.layers, 11) + (1 + number % 8,)
        texts = Experiment.model_validate(
            {"dataset": "circle", "layers": layers, "batch_size": 10 + number % 20}
        ).flat()
        path = f"/lab/play/{networks[number % 8]}/commands"
        client.post(path, json={"verb": "change", "value": texts})
        ended.wait(0.35)
        yield


def commands(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """Single steps of a network that waits for the compiler, which new networks then push out."""
    client = held.enter_context(closing(visitor(url, ADDRESS)))
    for number in count():
        if ended.is_set():
            return
        waits = opened(client, layers=(8,) * 6, dropout=0.1, batch_size=10 + number % 20)
        step = json.dumps({"verb": "step_batch"}).encode()
        with ExitStack() as asked:
            for _ in range(2 * size.requests + 3):
                asked.enter_context(closing(_asked(client, "POST", f"/lab/play/{waits}/commands", step)))
            for _ in range(8):
                opened(client)
        yield


def idle(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """Connections on which nothing is said, more than a process may have by default."""
    for _ in range(size.connections):
        if ended.is_set():
            return
        with suppress(OSError):
            held.enter_context(closing(_connected(httpx.URL(url))))
        yield
    ended.wait()


def streams(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """One network at full speed, watched many times over."""
    client = held.enter_context(closing(visitor(url, ADDRESS)))
    network = opened(client)
    client.post(f"/lab/play/{network}/commands", json={"verb": "speed", "value": "full"})
    client.post(f"/lab/play/{network}/commands", json={"verb": "resume"})
    address = f"{url.replace('http', 'ws')}/lab/play/{network}/live"
    for _ in range(min(size.connections, 300)):
        if ended.is_set():
            return
        with suppress(Exception):  # refused, in whatever way
            held.enter_context(_socket(client, address))
        yield
    ended.wait()


def acknowledgements(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """The shortest messages that there are, as fast as the server takes them."""
    client = held.enter_context(closing(visitor(url, ADDRESS)))
    address = f"{url.replace('http', 'ws')}/lab/play/{opened(client)}/live"
    live = held.enter_context(_socket(client, address))
    while not ended.is_set():
        with suppress(TimeoutError):
            live.socket.settimeout(0.2)
            live.socket.sendall(_SHORTEST * (size.spaces // 10))
        yield


def reruns(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """Sessions of one visitor that have their pages' scripts run all the time."""
    client = held.enter_context(closing(visitor(url, ADDRESS)))
    address = f"{url.replace('http', 'ws')}/_stcore/stream"
    sessions = [held.enter_context(_socket(client, address, "streamlit")) for _ in range(size.requests)]
    rerun = BackMsg()
    rerun.rerun_script.page_name = "playground"
    while not ended.is_set():
        for session in sessions:
            for _ in range(10):
                session.send(rerun.SerializeToString())
        yield
        ended.wait(0.05)


def uploads(url: str, size: Size, ended: Event, held: ExitStack) -> Iterator[None]:
    """Large bodies to the route where Streamlit takes files."""
    client = held.enter_context(closing(visitor(url, ADDRESS)))
    while not ended.is_set():
        with suppress(httpx.HTTPError):  # it may close the connection before the end
            client.put("/_stcore/upload_file/session/file", content=_blocks(size.upload))
        yield


ATTACKS: Mapping[str, Attack] = {
    "long texts": texts,
    "made-up visitors": seats,
    "measurements, asked and dropped": dropped,
    "eight deep networks, changed all the time": play,
    "steps of networks that are let go of": commands,
    "idle connections": idle,
    "many streams": streams,
    "short messages without end": acknowledgements,
    "pages' scripts, run all the time": reruns,
    "large uploads": uploads,
}
"""By what a line of the benchmark calls it."""


def until_ended(name: str, url: str, size: Size, ended: Event, blow: Callable[[], None]) -> None:
    """Attack until `ended`, whatever the server refuses; `blow` is told of every blow."""
    while not ended.is_set():
        with suppress(*_FAULTS), ExitStack() as held:
            for _ in ATTACKS[name](url, size, ended, held):
                blow()
        ended.wait(0.05)


def _socket(
    client: httpx.Client, address: str, protocol: str | None = None
) -> AbstractContextManager[ClientConnection]:
    """A WebSocket of `client`; of what comes nothing is read."""
    return connect(
        address,
        max_size=None,
        max_queue=None,
        close_timeout=0.5,
        subprotocols=[Subprotocol(protocol)] if protocol else None,
        additional_headers={"Cookie": _cookie(client)},
        source_address=(ADDRESS, 0),
    )


def _cookie(client: httpx.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def _connected(url: httpx.URL) -> socket.socket:
    return socket.create_connection((url.host, url.port or 80), 10, source_address=(ADDRESS, 0))


def _asked(client: httpx.Client, method: str, path: str, body: bytes) -> socket.socket:
    """A request whose answer nobody reads."""
    url = client.base_url
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nX-Gradient-Lab: 1\r\n"
        f"Cookie: {_cookie(client)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = _connected(url)
    connection.sendall(head.encode() + body)
    return connection


def _blocks(size: int) -> Iterator[bytes]:
    for _ in range(0, size, 2**20):
        yield bytes(2**20)
        time.sleep(0)
