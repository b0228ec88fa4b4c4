"""The one plausible message of each event: a promise that it will be readable for ever."""

from importlib.resources import files

from concert_contracts.event import Event


def file_name_of(event_class: type[Event]) -> str:
    """`CampaignAnnounced.v1.json`, for the example and the schema alike."""
    _, _, name, version = event_class.WIRE_NAME.split(".")
    return f"{name}.{version}.json"


def example_of(event_class: type[Event]) -> bytes:
    """The example as a structured CloudEvent (`application/cloudevents+json`)."""
    return (files("concert_contracts") / "examples" / file_name_of(event_class)).read_bytes()
