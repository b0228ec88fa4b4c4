"""Sorts the Kafka client's errors into the bus's own: an outage, a refusal, a lost partition, or a defect."""

import asyncio

from aiokafka.errors import (
    AuthenticationFailedError,
    BrokerNotAvailableError,
    ClusterAuthorizationFailedError,
    CommitFailedError,
    FencedInstanceIdError,
    IllegalGenerationError,
    IllegalStateError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    RebalanceInProgressError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnknownMemberIdError,
)
