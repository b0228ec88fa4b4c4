"""The bus on Apache Kafka, the one for every real installation; only this package knows its client."""

from concert_chassis.bus.kafka.log import KafkaBus

__all__ = ["KafkaBus"]
