"""What people and systems may ask of insight-svc; everybody who signs in may read what is redacted."""

from concert_chassis.http import Router

from insight_svc.api.contacts import contacts
from insight_svc.api.departments import departments
from insight_svc.api.insights import insights
from insight_svc.api.reasons import reasons

ROUTERS: list[Router] = [contacts, reasons, insights, departments]
