"""Somebody who has opened a page of a served lab."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from core.experiment import Experiment
from tests.serving import Server

OURS = {"X-Gradient-Lab": "1"}
WITHIN = 120


@contextmanager
def visitor(lab: Server, *, address: str = "127.0.0.1", timeout: float = 60) -> Iterator[httpx.Client]:
    """A browser that got its cookie.

    Arguments:
        address: from which it asks, of this machine.
        timeout: seconds for an answer.
    """
    transport = httpx.HTTPTransport(local_address=address)
    with httpx.Client(base_url=lab.url, headers=OURS, transport=transport, timeout=timeout) as client:
        client.get("/").raise_for_status()
        yield client


def ready(client: httpx.Client) -> None:
    """Wait until the engine can train."""
    for _ in range(10 * WITHIN):
        if client.get("/lab/health").json()["ready"]:
            return
        threading.Event().wait(0.1)
    raise AssertionError("the engine did not come")


def opened(client: httpx.Client) -> str:
    """A small network that `client` plays with; its id."""
    texts = Experiment(dataset="circle", layers=(2,)).flat()
    answer = client.post("/lab/play", json={"experiment": texts}).raise_for_status()
    return str(answer.json()["play"])
