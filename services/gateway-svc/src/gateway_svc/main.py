"""Starts gateway-svc."""

from concert_chassis.service import run

from gateway_svc.service import SERVICE
from gateway_svc.settings import GatewaySettings

if __name__ == "__main__":
    run(SERVICE, GatewaySettings())
