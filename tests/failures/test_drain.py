"""Asked to stop in the middle of work, a service finishes what it has and leaves nothing to be done twice."""

import asyncio

import httpx
from event_ledger import NONE
from pipeline_rig import Load, Pipeline
from prometheus_client.parser import text_string_to_metric_families

DRAIN_S = 10.0
STOPPED = {0, 143}


async def test_a_stop_under_load_drains_in_time_and_nothing_is_lost_or_redelivered(
    pipeline: Pipeline, prefix: str
) -> None:
    producer, consumer = await pipeline.start("producer"), await pipeline.start("consumer")
    await asyncio.gather(pipeline.ready("producer"), pipeline.ready("consumer"))
    load = Load(pipeline, [f"{prefix}{number}" for number in range(8)])
    async with load.speaking(clients=8, rest_s=0.005):
        await asyncio.sleep(1.0)
        status, took_s = await consumer.stopped()
        assert status in STOPPED
        assert took_s < DRAIN_S
        consumer = await pipeline.start("consumer")
        await pipeline.ready("consumer")
        await asyncio.sleep(0.5)

        status, took_s = await producer.stopped()
        assert status in STOPPED
        assert took_s < DRAIN_S
        assert await pipeline.unpublished("producer") == 0
    ledger = await pipeline.ledger(prefix)
    redelivered = await duplicates(pipeline)
    await consumer.stopped()
    assert ledger.faults() == NONE
    assert ledger.numbers >= load.acknowledged > 0
    assert redelivered == 0


async def duplicates(pipeline: Pipeline) -> float:
    """Deliveries of events that the consumer had handled before, since its last start."""
    async with httpx.AsyncClient(base_url=pipeline.address("consumer")) as client:
        shown = (await client.get("/metrics")).text
    return sum(
        sample.value
        for family in text_string_to_metric_families(shown)
        for sample in family.samples
        if sample.name == "concert_events_handled_total" and sample.labels["outcome"] == "duplicate"
    )
