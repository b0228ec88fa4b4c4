"""The embedded PostgreSQL is our child, keeps its data, and starts again whatever happened to it."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from concert_chassis.embedded import THROWN_AWAY, Cluster, free_port, start_cluster
from concert_chassis.postgres_binaries import NoPostgres, find_postgres_binaries


@pytest.fixture
def data() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "postgresql"


def asked(cluster: Cluster, sql: str) -> object:
    async def ask() -> object:
        connection = await asyncpg.connect(cluster.url())
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_what_was_written_is_found_again_after_a_stop_and_after_a_kill(data: Path) -> None:
    first = start_cluster(data)
    asked(first, "create table kept (n int)")
    asked(first, "insert into kept values (7)")
    first.stop()

    second = start_cluster(data)
    assert asked(second, "select n from kept") == 7
    os.kill(second.process.pid, signal.SIGKILL)
    second.process.wait()

    third = start_cluster(data)
    assert asked(third, "select n from kept") == 7
    third.stop()
    assert not third.alive()


def test_a_server_left_over_from_a_killed_launcher_makes_way(data: Path) -> None:
    left = start_cluster(data, settings=THROWN_AWAY)
    again = start_cluster(data, left.port, settings=THROWN_AWAY)
    assert not left.alive()
    assert asked(again, "select 1") == 1
    again.stop()


def test_data_that_only_root_could_reach_are_kept_elsewhere_and_discarded_whole(data: Path) -> None:
    data.parent.chmod(0o700)
    cluster = start_cluster(data, settings=THROWN_AWAY)
    assert asked(cluster, "select 1") == 1
    assert cluster.data == data.resolve()
    cluster.discard()
    assert not cluster.alive()
    assert not cluster.data.exists()
    assert cluster.data.parent == data.parent or not cluster.data.parent.exists()


def test_the_pid_file_of_an_unrelated_process_does_not_stop_the_start(data: Path) -> None:
    start_cluster(data, settings=THROWN_AWAY).stop()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n\n127.0.0.1\n\nready\n")
    cluster = start_cluster(data, settings=THROWN_AWAY)
    assert asked(cluster, "select 1") == 1
    cluster.stop()


def test_a_taken_port_is_answered_with_another() -> None:
    taken = free_port()
    assert free_port(taken) == taken
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", taken))
        listener.listen()
        assert free_port(taken) != taken


def test_the_password_is_for_its_owner_only(data: Path) -> None:
    cluster = start_cluster(data, settings=THROWN_AWAY)
    assert data.with_name("postgresql.password").stat().st_mode & 0o777 == 0o600
    cluster.stop()


def test_data_of_a_version_that_is_not_here_is_named() -> None:
    with pytest.raises(NoPostgres, match="PostgreSQL 7, which wrote the existing data"):
        find_postgres_binaries(major=7)
