"""More connections than there are descriptors, and more than one address may have."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import textwrap

import pytest

from tests.conftest import ROOT
from ui.serving.addresses import ADDRESS_HEADER, network_of, network_of_asker
from ui.serving.connections import Doors, guarded
from ui.serving.quiet_log import OncePerSecond
from ui.serving.server_limits import CONNECTIONS, PER_ADDRESS, ServerLimits

FLOODED = """
    import asyncio, logging, resource, socket, sys
    from ui.serving.connections import guarded
    from ui.serving.quiet_log import quieten
    from ui.serving.server_limits import ServerLimits

    logging.basicConfig(stream=sys.stderr)
    quieten()

    async def main():
        loop = asyncio.get_running_loop()
        with guarded(loop, ServerLimits(10**6, 10**6)):  # no limit of ours: descriptors run out
            server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
        clients = []
        for _ in range(60):
            client = socket.socket()
            client.setblocking(False)
            clients.append(client)
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(clients) + 30, hard))
        for client in clients:
            client.connect_ex(server.sockets[0].getsockname())
        await asyncio.sleep(0.3)
        refused = 0
        for client in clients:
            try:
                refused += client.recv(1) == b""
            except BlockingIOError:
                pass
            except OSError:
                refused += 1
            client.close()
        await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            await asyncio.wait_for(reader.read(1), 0.1)
        except TimeoutError:
            print(refused, "recovered")

    asyncio.run(main())
"""


def test_a_server_out_of_descriptors_refuses_logs_little_and_recovers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FLOODED)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    refused, _, recovered = done.stdout.strip().partition(" ")
    assert (recovered, done.returncode) == ("recovered", 0), done.stderr[-3000:]
    assert 20 < int(refused) < 60
    assert len(done.stderr.splitlines()) < 10
    assert "No more files can be opened" in done.stderr


async def flood(limits: ServerLimits, number: int) -> tuple[list[bool], bool]:
    """Which of so many connections stay open, and whether one is served when another has gone."""
    loop = asyncio.get_running_loop()
    with guarded(loop, limits):
        server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
    where = server.sockets[0].getsockname()

    async def stays(reader: asyncio.StreamReader) -> bool:
        try:
            await asyncio.wait_for(reader.read(1), 0.1)
        except TimeoutError:
            return True
        except ConnectionError:
            pass
        return False

    asked = [await asyncio.open_connection(*where) for _ in range(number)]
    stayed = [await stays(reader) for reader, _ in asked]
    for _, writer in asked:
        writer.close()
    await asyncio.sleep(0.05)
    reader, writer = await asyncio.open_connection(*where)
    again = await stays(reader)
    writer.close()
    server.close()
    return stayed, again


@pytest.mark.parametrize("limits", [ServerLimits(100, 3), ServerLimits(3, 100)], ids=["address", "all"])
def test_what_is_one_too_many_is_closed_and_counted_out_again(limits: ServerLimits) -> None:
    stayed, again = asyncio.run(flood(limits, 6))
    assert stayed == [True] * 3 + [False] * 3
    assert again


def test_one_address_leaves_room_for_others() -> None:
    doors = Doors(ServerLimits(10, 4))
    assert [doors.enter("a") for _ in range(6)] == [True] * 4 + [False] * 2
    assert doors.enter("b")
    doors.leave("a")
    assert doors.enter("a")


def test_limits_follow_from_the_descriptors_unless_they_are_set() -> None:
    assert ServerLimits.from_environment(1024, {}) == ServerLimits(824, 412)
    assert ServerLimits.from_environment(65_536, {}).per_address == 1000
    assert ServerLimits.from_environment(64, {}).connections == 32
    assert ServerLimits.from_environment(1024, {CONNECTIONS: "7", PER_ADDRESS: "5"}) == ServerLimits(7, 5)
    assert ServerLimits.from_environment(1024, {ADDRESS_HEADER: "X-Real-IP"}).per_address == 824


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "9" * 30, "\u0663"])
def test_a_bad_limit_says_what_to_do(text: str) -> None:
    with pytest.raises(ValueError, match=f"{PER_ADDRESS}: expected a whole number from 1 on.*leave it out"):
        ServerLimits.from_environment(1024, {PER_ADDRESS: text})


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_addresses_count_by_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_header_counts_only_where_it_is_trusted_and_then_by_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent = {"x-forwarded-for": "10.0.0.1, 192.0.2.9"}
    monkeypatch.delenv(ADDRESS_HEADER, raising=False)
    assert network_of_asker(sent, "127.0.0.1") == "127.0.0.1"
    monkeypatch.setenv(ADDRESS_HEADER, "x-forwarded-for")
    assert network_of_asker(sent, "127.0.0.1") == "192.0.2.9"
    assert network_of_asker({}, "127.0.0.1") == "127.0.0.1"


def test_equal_lines_come_once_a_second_and_say_how_many_were_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("ui.serving.quiet_log.time.monotonic", lambda: now)
    passes = OncePerSecond()

    def line(number: int) -> logging.LogRecord:
        return logging.LogRecord("lab", logging.WARNING, "", 1, "Refused %d.", (number,), None)

    assert [passes.filter(line(number)) for number in range(4)] == [True, False, False, False]
    now += 1.5
    last = line(7)
    assert passes.filter(last)
    assert last.getMessage() == "Refused 7. (3 more like this were left out)"
