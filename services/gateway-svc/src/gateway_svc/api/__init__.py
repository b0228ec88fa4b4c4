"""What machines ask at the edge: events in, events out, the catalogue of events."""

from concert_chassis.http import Router

from gateway_svc.api.catalogue import catalogue
from gateway_svc.api.intake import intake
from gateway_svc.api.streams import streams

ROUTERS: list[Router] = [intake, catalogue, streams]
