"""Starts, stops and shows a real Apache Kafka of one or three brokers on this machine, without containers.

    python deploy/kafka/broker.py start --brokers 1 [--data DIRECTORY] [--port PORT]
    python deploy/kafka/broker.py status [--data DIRECTORY]
    python deploy/kafka/broker.py servers [--data DIRECTORY]
    python deploy/kafka/broker.py stop   [--data DIRECTORY]

Needs Java 17 and, the first time, Maven. Everything listens on 127.0.0.1; `start` ends when all brokers
answer and prints their addresses, one line, ready to be given as bootstrap servers. The data is found again
at the next start.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from distribution import HERE, ROOT, KafkaNotAvailable, fetch_jars, format_storage, java, new_cluster_id

HOST = "127.0.0.1"
STARTED = "Kafka Server started"
START_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 20.0


@dataclass(frozen=True)
class Broker:
    """One broker process; the ports are its clients' and its controller's."""

    node_id: int
    port: int
    controller_port: int
    pid: int = 0

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"


@dataclass(frozen=True)
class Cluster:
    """What is kept in DIRECTORY/cluster.json between start and stop."""

    cluster_id: str
    brokers: tuple[Broker, ...]

    @property
    def addresses(self) -> str:
        return ",".join(broker.address for broker in self.brokers)


def read_cluster(data: Path) -> Cluster | None:
    path = data / "cluster.json"
    if not path.exists():
        return None
    kept = json.loads(path.read_text())
    return Cluster(kept["cluster_id"], tuple(Broker(**broker) for broker in kept["brokers"]))


def write_cluster(data: Path, cluster: Cluster) -> None:
    path = data / "cluster.json"
    path.with_suffix(".new").write_text(json.dumps(asdict(cluster), indent=1) + "\n")
    path.with_suffix(".new").replace(path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return port > 0 and probe.connect_ex((HOST, port)) != 0


def is_running(broker: Broker, data: Path) -> bool:
    """Whether the process of that number is this broker and not a later one that was given its number."""
    if broker.pid == 0:
        return False
    shown = subprocess.run(
        ["ps", "-ww", "-o", "stat=,args=", "-p", str(broker.pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return not shown.startswith("Z") and str(properties_path(broker, data)) in shown


def properties_path(broker: Broker, data: Path) -> Path:
    return data / f"broker-{broker.node_id}.properties"


def properties(broker: Broker, brokers: tuple[Broker, ...], data: Path) -> str:
    copies = min(3, len(brokers))
    in_sync = max(1, copies - 1)
    lines = {
        "process.roles": "broker,controller",
        "node.id": broker.node_id,
        "controller.quorum.voters": ",".join(f"{b.node_id}@{HOST}:{b.controller_port}" for b in brokers),
        "listeners": f"PLAINTEXT://{HOST}:{broker.port},CONTROLLER://{HOST}:{broker.controller_port}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{broker.port}",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": data / f"broker-{broker.node_id}",
        "auto.create.topics.enable": "false",
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": copies,
        "offsets.topic.num.partitions": 8,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "group.initial.rebalance.delay.ms": 0,
        "num.network.threads": 2,
        "num.io.threads": 4,
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def launch(broker: Broker, jars: Path, data: Path) -> subprocess.Popen[bytes]:
    memory = ["-Xmx384m", "-XX:+UseSerialGC", f"-Dlog4j2.configurationFile={HERE / 'log4j2.xml'}"]
    with (data / f"broker-{broker.node_id}.log").open("wb") as log:
        return subprocess.Popen(
            java(jars, *memory, "kafka.Kafka", str(properties_path(broker, data))),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until_started(processes: dict[Broker, subprocess.Popen[bytes]], data: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    for broker, process in processes.items():
        log = data / f"broker-{broker.node_id}.log"
        while STARTED not in log.read_text(errors="replace"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise KafkaNotAvailable(f"broker {broker.node_id} did not start; its log is {log}")
            time.sleep(0.1)


def choose_ports(kept: Cluster | None, count: int, first_port: int) -> tuple[Broker, ...]:
    """The ports given, else those of the last start, as far as they are free; else free ones."""
    earlier = {broker.node_id: broker for broker in kept.brokers} if kept else {}
    chosen = []
    for node_id in range(1, count + 1):
        last = earlier.get(node_id, Broker(node_id, 0, 0))
        wanted = first_port + node_id - 1 if first_port else last.port
        if first_port and not is_free(wanted):
            raise KafkaNotAvailable(f"port {wanted} is taken: give another one with --port, or none")
        port = wanted if is_free(wanted) else free_port()
        controller = last.controller_port if is_free(last.controller_port) else free_port()
        chosen.append(Broker(node_id, port, controller))
    return tuple(chosen)


def start(data: Path, count: int, first_port: int) -> str:
    kept = read_cluster(data)
    if kept and len(kept.brokers) != count:
        raise KafkaNotAvailable(
            f"{data} holds the data of {len(kept.brokers)} broker(s): ask for as many, or remove it first"
        )
    if kept and all(is_running(broker, data) for broker in kept.brokers):
        return kept.addresses
    stop(data)
    jars = fetch_jars()
    data.mkdir(parents=True, exist_ok=True)
    brokers = choose_ports(kept, count, first_port)
    cluster_id = kept.cluster_id if kept else new_cluster_id(jars)
    for broker in brokers:
        properties_path(broker, data).write_text(properties(broker, brokers, data))
        if not (data / f"broker-{broker.node_id}" / "meta.properties").exists():
            format_storage(jars, cluster_id, properties_path(broker, data))
    processes = {broker: launch(broker, jars, data) for broker in brokers}
    running = tuple(replace(broker, pid=process.pid) for broker, process in processes.items())
    write_cluster(data, Cluster(cluster_id, running))
    wait_until_started(processes, data)
    return ",".join(broker.address for broker in brokers)


def stop(data: Path) -> int:
    """Ends the brokers that run, by force after 20 s; tells how many there were."""
    cluster = read_cluster(data)
    running = [broker for broker in cluster.brokers if is_running(broker, data)] if cluster else []
    for broker in running:
        os.kill(broker.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_TIMEOUT_S
    for broker in running:
        while is_running(broker, data):
            if time.monotonic() > deadline:
                os.kill(broker.pid, signal.SIGKILL)
            time.sleep(0.1)
    return len(running)


def status(data: Path) -> tuple[str, bool]:
    """One line per broker, and whether all of them run."""
    cluster = read_cluster(data)
    if cluster is None:
        return f"no Kafka was started in {data}", False
    states = [(broker, is_running(broker, data)) for broker in cluster.brokers]
    lines = [f"{b.node_id} {b.address} {f'pid {b.pid}' if up else 'stopped'}" for b, up in states]
    return "\n".join(lines), all(up for _, up in states)


def servers(data: Path) -> str:
    """The bootstrap servers of the brokers that run, with commas between; nothing when none does."""
    cluster = read_cluster(data)
    running = [broker for broker in cluster.brokers if is_running(broker, data)] if cluster else []
    return ",".join(broker.address for broker in running)


def main() -> int:
    parser = argparse.ArgumentParser(description="A real Apache Kafka on this machine, without containers.")
    parser.add_argument("what", choices=("start", "stop", "status", "servers"))
    parser.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    parser.add_argument("--data", type=Path, default=ROOT / ".kafka" / "data")
    parser.add_argument("--port", type=int, default=0, help="of the first broker; the others count up")
    arguments = parser.parse_args()
    data = arguments.data.resolve()
    try:
        if arguments.what == "start":
            sys.stdout.write(start(data, arguments.brokers, arguments.port) + "\n")
        elif arguments.what == "stop":
            sys.stdout.write(f"{stop(data)} broker(s) stopped\n")
        elif arguments.what == "servers":
            sys.stdout.write(servers(data) + "\n")
        else:
            shown, all_up = status(data)
            sys.stdout.write(shown + "\n")
            return 0 if all_up else 3
    except KafkaNotAvailable as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
