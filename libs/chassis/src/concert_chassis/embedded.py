"""A PostgreSQL of our own as a direct child, for `make run` and the tests, safe after a kill -9."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from concert_chassis import bound_child
from concert_chassis.postgres_binaries import (
    NoPostgres,
    PostgresBinaries,
    find_postgres_binaries,
    leading_number,
)
from concert_chassis.unprivileged import (
    Unprivileged,
    made_reachable,
    reachable_program,
    removed,
    unprivileged_user,
)

ADMINISTRATOR = "concert_admin"
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 20.0
_POLL_S = 0.02

COMFORTABLE: Mapping[str, str] = MappingProxyType({"max_connections": "200", "max_wal_size": "2GB"})
THROWN_AWAY: Mapping[str, str] = MappingProxyType(
    {"max_connections": "200", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
)
"""For tests only: a crash of the machine may lose or break such a cluster."""


@dataclass(slots=True)
class Cluster:
    data: Path
    port: int
    password: str
    major: int
    process: subprocess.Popen[bytes]

    def url(
        self, database: str = "postgres", *, user: str = ADMINISTRATOR, password: str | None = None
    ) -> str:
        secret = quote(self.password if password is None else password, safe="")
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """PostgreSQL's fast shutdown: connections end, the data is checkpointed."""
        _end(self.process, signal.SIGINT)

    def discard(self) -> None:
        """Stops it at once and removes its data."""
        _end(self.process, signal.SIGQUIT)
        removed(self.data)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(STOP_TIMEOUT_S)


def free_port(wanted: int = 0) -> int:
    """`wanted` if nobody listens on it, else one that the system picks; always on the loopback address."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on the loopback address")


def start_cluster(data: Path, port: int = 0, *, settings: Mapping[str, str] = COMFORTABLE) -> Cluster:
    """Starts the cluster in `data`, made if it is not there; returns when it answers.

    Call it from the main thread: the server stops with the thread that started it. `port` 0, or one that is
    taken, means any free one. A server left over from a killed launcher is stopped first. The administrator's
    password is beside the folder, readable by its owner only.
    """
    user = unprivileged_user()
    data.parent.mkdir(parents=True, exist_ok=True)
    data = made_reachable(data.absolute(), user)
    binaries = find_postgres_binaries(_data_major(data))
    password = _password(data.with_name(data.name + ".password"), user)
    if not (data / "PG_VERSION").exists():
        _initialise(data, binaries, user)
    _stop_leftover(data)
    chosen = free_port(port)
    process = _spawn(_server(data, binaries, chosen, settings, user), data, user)
    cluster = Cluster(data, chosen, password, binaries.major, process)
    _wait_until_ready(cluster)
    return cluster


def _data_major(data: Path) -> int | None:
    version = data / "PG_VERSION"
    return leading_number(version.read_text().split(".")[0].strip()) if version.exists() else None


def _password(file: Path, user: Unprivileged | None) -> str:
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(24))
    if user is not None:
        os.chown(file, user.uid, user.gid)
    return file.read_text().strip()


def _initialise(data: Path, binaries: PostgresBinaries, user: Unprivileged | None) -> None:
    """Into a folder beside it and then renamed: a start that was killed half way leaves no half cluster."""
    making = data.with_name(data.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    if user is not None:
        os.chown(making, user.uid, user.gid)
    password = data.with_name(data.name + ".password")
    initdb = [reachable_program(binaries.folder, "initdb", making.parent, user), "-D", str(making)]
    options = ["-U", ADMINISTRATOR, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(
        [*_wrapped(user, signal.SIGTERM), *initdb, *options, f"--pwfile={password}"],
        capture_output=True, text=True, check=False, cwd=making,
    )  # fmt: skip
    if made.returncode != 0:
        raise NoPostgres(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    if data.exists():
        data.rmdir()
    making.rename(data)


def _wrapped(user: Unprivileged | None, stop: signal.Signals) -> list[str]:
    uid, gid = (-1, -1) if user is None else (user.uid, user.gid)
    wrapper = [sys.executable, "-I", "-S", bound_child.__file__]
    return [*wrapper, str(os.getpid()), str(int(stop)), str(uid), str(gid)]


def _server(
    data: Path, binaries: PostgresBinaries, port: int, settings: Mapping[str, str], user: Unprivileged | None
) -> list[str]:
    fixed = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    program = reachable_program(binaries.folder, "postgres", data.parent, user)
    options = [f"--{name}={value}" for name, value in {**fixed, **settings}.items()]
    return [program, "-D", str(data), "-p", str(port), *options]


def _spawn(command: list[str], data: Path, user: Unprivileged | None) -> subprocess.Popen[bytes]:
    log = data.with_name(data.name + ".log")
    with log.open("ab") as sink:
        return subprocess.Popen(
            [*_wrapped(user, signal.SIGINT), *command],
            stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, cwd=data, start_new_session=True,
        )  # fmt: skip


def _wait_until_ready(cluster: Cluster) -> None:
    """As pg_ctl does: the eighth line of postmaster.pid says `ready`, and the first one is our child."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        lines = _pid_file(cluster.data)
        if len(lines) >= 8 and lines[0] == str(cluster.process.pid) and lines[7].strip() == "ready":
            return
        if not cluster.alive():
            break
        time.sleep(_POLL_S)
    cluster.stop()
    log = cluster.data.with_name(cluster.data.name + ".log")
    said = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
    raise NoPostgres(f"PostgreSQL did not start on port {cluster.port}; its log {log} ends with:\n{said}")


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _stop_leftover(data: Path) -> None:
    """Stops a server that still runs on this data; the pid file of a dead or unrelated process is removed.

    PostgreSQL itself refuses to start when the pid in the file was given to another process of the same user.
    """
    lines = _pid_file(data)
    if not lines:
        return
    pid = leading_number(lines[0].strip())
    if pid and _serves(pid, data):
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_TIMEOUT_S
        while _serves(pid, data) and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        if _serves(pid, data):
            raise NoPostgres(f"a PostgreSQL (process {pid}) still uses {data}; stop it first")
    (data / "postmaster.pid").unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    """Whether the process has `data` as its working directory, as every PostgreSQL server has.

    Where /proc is missing, any living process counts.
    """
    if not Path("/proc/self").exists():
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and Path(f"/proc/{pid}/cwd").resolve() == data.resolve()
    except OSError:
        return False
