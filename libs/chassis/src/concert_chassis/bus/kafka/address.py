"""Reads kafka:// addresses, so that one setting says where the brokers are and how to prove who we are."""

import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

MECHANISMS = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN")


class UnreadableKafkaAddress(ValueError):
    """The address of the bus is not one that this bus understands; the message says what is wrong."""


@dataclass(frozen=True)
class KafkaAddress:
    """Brokers to begin with (`host:port`), and for kafka+tls:// the authority and the account."""

    servers: tuple[str, ...]
    tls: bool = False
    authority_file: str | None = None
    user: str | None = None
    password: str | None = None
    mechanism: str = MECHANISMS[0]

    def client_arguments(self) -> dict[str, object]:
        """What each client of the Kafka library is opened with."""
        arguments: dict[str, object] = {"bootstrap_servers": list(self.servers)}
        if self.tls:
            arguments["security_protocol"] = "SASL_SSL" if self.user else "SSL"
            arguments["ssl_context"] = ssl.create_default_context(cafile=self.authority_file)
        if self.user:
            arguments["sasl_mechanism"] = self.mechanism
            arguments["sasl_plain_username"] = self.user
            arguments["sasl_plain_password"] = self.password
        return arguments


def parse_address(url: str) -> KafkaAddress:
    """`kafka://host:port,host:port` or `kafka+tls://[user:password@]host:port,...[?ca=FILE&mechanism=NAME]`."""
    parts = urlsplit(url)
    if parts.scheme not in {"kafka", "kafka+tls"}:
        raise UnreadableKafkaAddress("the address must begin with kafka:// or kafka+tls://")
    account, _, hosts = parts.netloc.rpartition("@")
    user, _, password = account.partition(":")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if unknown := options.keys() - {"ca", "mechanism"}:
        raise UnreadableKafkaAddress(f"unknown options: {', '.join(sorted(unknown))}")
    tls = parts.scheme == "kafka+tls"
    if not tls and (account or options):
        raise UnreadableKafkaAddress("an account or an authority needs kafka+tls://, never the open kafka://")
    mechanism = options.get("mechanism", MECHANISMS[0])
    if mechanism not in MECHANISMS:
        raise UnreadableKafkaAddress(f"mechanism must be one of {', '.join(MECHANISMS)}")
    return KafkaAddress(
        servers=tuple(_server(host) for host in hosts.split(",")),
        tls=tls,
        authority_file=options.get("ca"),
        user=unquote(user) or None,
        password=unquote(password) or None,
        mechanism=mechanism,
    )


def _server(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise UnreadableKafkaAddress("give each broker as host:port, with commas between them")
    return text
