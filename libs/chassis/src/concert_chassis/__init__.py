"""What every Concert service stands on: one transaction for state and events, buses, HTTP, telemetry."""
