"""A member of a group in a process of its own: takes one batch, says so, and waits to be killed.

python dying_member.py BUS_URL GROUP TOPIC MEMBER
"""

import asyncio
import sys

from concert_chassis.bus.opening import open_bus
from concert_chassis.clock import SystemClock


async def main(url: str, group: str, topic: str, member: str) -> None:
    bus = open_bus(url, SystemClock())
    await bus.start()
    async with bus.subscribe(group=group, topics=[topic], member=member) as subscription:
        batch = await subscription.take(max_records=100, linger_s=0)
        sys.stdout.write(f"{len(batch)}\n")
        sys.stdout.flush()
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
