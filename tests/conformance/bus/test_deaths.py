"""A member that is killed with records in hand has harmed nobody: they go to whoever comes next."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from bus_records import ENOUGH_S, a_group, a_stream, outgoing, take
from concert_chassis.bus.opening import open_bus
from concert_chassis.bus.protocol import Bus
from concert_chassis.clock import SystemClock

PROGRAM = str(Path(__file__).parent / "dying_member.py")


@asynccontextmanager
async def a_connection(address: str) -> AsyncIterator[Bus]:
    bus = open_bus(address, SystemClock())
    await bus.start()
    yield bus
    await bus.close()


async def killed_with_records_in_hand(address: str, group: str, topic: str, member: str) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, PROGRAM, address, group, topic, member, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(ENOUGH_S):
        taken = int(await process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    await process.wait()
    return taken


@pytest.mark.parametrize("successor", ["the same member", "another member"])
async def test_a_killed_members_records_go_to(address: str, successor: str) -> None:
    stream, group = a_stream(), a_group()
    async with a_connection(address) as bus:
        await bus.ensure_topics([stream])
        await bus.publish(outgoing(stream.name, "k", 1, 2, 3))
        assert await killed_with_records_in_hand(address, group, stream.name, "the same member") == 3
        async with bus.subscribe(group=group, topics=[stream.name], member=successor) as member:
            assert [record.value for record in await take(member)] == [b"1", b"2", b"3"]
