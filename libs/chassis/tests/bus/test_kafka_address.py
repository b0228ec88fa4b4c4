"""One setting says where the Kafka brokers are and who we are, and never a password in the open."""

import ssl

import pytest
from concert_chassis.bus.kafka.address import UnreadableKafkaAddress, parse_address


def test_an_open_address_names_its_brokers() -> None:
    address = parse_address("kafka://one:9092,two:9093")
    assert address.client_arguments() == {"bootstrap_servers": ["one:9092", "two:9093"]}


def test_an_encrypted_address_verifies_the_brokers() -> None:
    arguments = parse_address("kafka+tls://one:9093").client_arguments()
    assert arguments["security_protocol"] == "SSL"
    context = arguments["ssl_context"]
    assert isinstance(context, ssl.SSLContext)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_an_account_signs_in_over_the_encrypted_connection() -> None:
    arguments = parse_address(
        "kafka+tls://ann:p%40ss%3Aword@one:9093?mechanism=SCRAM-SHA-256"
    ).client_arguments()
    assert arguments["security_protocol"] == "SASL_SSL"
    assert arguments["sasl_mechanism"] == "SCRAM-SHA-256"
    assert (arguments["sasl_plain_username"], arguments["sasl_plain_password"]) == ("ann", "p@ss:word")


@pytest.mark.parametrize(
    "url",
    [
        "http://one:9092",
        "kafka://",
        "kafka://one",
        "kafka://one:0",
        "kafka://one:99999",
        "kafka://one:9092,",
        "kafka://ann:secret@one:9092",
        "kafka://one:9092?ca=/some/file",
        "kafka+tls://one:9093?mechanism=GSSAPI",
        "kafka+tls://one:9093?tls=off",
    ],
)
def test_an_address_that_says_something_else_is_refused(url: str) -> None:
    with pytest.raises(UnreadableKafkaAddress):
        parse_address(url)
