"""The tables of the bus in a database of its own, made by whoever comes first."""

import re
from collections.abc import Iterable
from zlib import crc32

import asyncpg
from concert_contracts.streams import Stream

_MAKING = 0x636F6E6275730A
"""Whoever changes the schema holds this lock; one at a time."""

# bus_partition's row is locked from drawing offsets to the commit: offsets have no gaps, and nobody sees one
# before all lower ones. Members are forgotten in a crash of the server, on purpose: they were all disconnected.
_TABLES = """
CREATE TABLE IF NOT EXISTS bus_topic (
    topic text PRIMARY KEY,
    partitions integer NOT NULL,
    retention interval NOT NULL
);
CREATE TABLE IF NOT EXISTS bus_partition (
    topic text NOT NULL,
    partition integer NOT NULL,
    first_offset bigint NOT NULL DEFAULT 0,
    next_offset bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 20);
CREATE TABLE IF NOT EXISTS bus_record (
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    at timestamptz NOT NULL,
    key bytea,
    value bytea,
    headers text NOT NULL,
    PRIMARY KEY (topic, partition, "offset")
) PARTITION BY LIST (topic);
CREATE TABLE IF NOT EXISTS bus_offset (
    group_name text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    committed bigint NOT NULL,
    owner uuid,
    epoch bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (group_name, topic, partition)
) WITH (fillfactor = 20);
CREATE UNLOGGED TABLE IF NOT EXISTS bus_member (
    group_name text NOT NULL,
    member text NOT NULL,
    incarnation uuid NOT NULL,
    topics text[] NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (group_name, member)
);
"""

_PUBLISH = """
CREATE OR REPLACE FUNCTION bus_publish(
    topics text[], partitions integer[], keys bytea[], contents bytea[], headings text[], stored_at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place record;
    first_free bigint;
    place_topics text[] := '{}';
    place_partitions integer[] := '{}';
    place_offsets bigint[] := '{}';
BEGIN
    FOR place IN
        SELECT given.topic, given.partition, count(*) AS records
        FROM unnest(topics, partitions) AS given (topic, partition) GROUP BY 1, 2 ORDER BY 1, 2
    LOOP
        UPDATE bus_partition AS b SET next_offset = b.next_offset + place.records
        WHERE b.topic = place.topic AND b.partition = place.partition
        RETURNING b.next_offset - place.records INTO STRICT first_free;
        place_topics := place_topics || place.topic;
        place_partitions := place_partitions || place.partition;
        place_offsets := place_offsets || first_free;
    END LOOP;
    INSERT INTO bus_record (topic, partition, "offset", at, key, value, headers)
    SELECT given.topic, given.partition,
        drawn.first_free + row_number() OVER (PARTITION BY given.topic, given.partition ORDER BY given.turn) - 1,
        stored_at, given.key, given.content, given.heading
    FROM unnest(topics, partitions, keys, contents, headings)
        WITH ORDINALITY AS given (topic, partition, key, content, heading, turn)
    JOIN unnest(place_topics, place_partitions, place_offsets) AS drawn (topic, partition, first_free)
        ON drawn.topic = given.topic AND drawn.partition = given.partition;
END $$;
"""


async def make_schema(connection: asyncpg.Connection) -> None:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _MAKING)
        await connection.execute("SET LOCAL client_min_messages = warning")
        await connection.execute(_TABLES)
        await connection.execute(_PUBLISH)


async def make_topics(connection: asyncpg.Connection, streams: Iterable[Stream]) -> None:
    """A topic that is there keeps the number of partitions it has: keys must not move."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _MAKING)
        for stream in streams:
            made = await connection.fetchval(
                "INSERT INTO bus_topic (topic, partitions, retention) VALUES ($1, $2, $3) "
                "ON CONFLICT (topic) DO NOTHING RETURNING topic",
                stream.name,
                stream.partitions,
                stream.retention,
            )
            if made is not None:
                await _make_topic(connection, stream)


async def _make_topic(connection: asyncpg.Connection, stream: Stream) -> None:
    await connection.execute(
        "INSERT INTO bus_partition (topic, partition) SELECT $1, number FROM generate_series(0, $2) AS number",
        stream.name,
        stream.partitions - 1,
    )
    name = _table_of(stream.name)
    literal = await connection.fetchval("SELECT quote_literal($1::text)", stream.name)
    await connection.execute(f"CREATE TABLE {name} PARTITION OF bus_record FOR VALUES IN ({literal})")
    # JSON of a few hundred bytes hardly shrinks, and the processor is better used elsewhere.
    await connection.execute(f"ALTER TABLE {name} ALTER COLUMN value SET STORAGE EXTERNAL")


def _table_of(topic: str) -> str:
    readable = re.sub(r"[^a-z0-9]+", "_", topic.lower())[:40]
    return f"bus_record_{readable}_{crc32(topic.encode()):08x}"
