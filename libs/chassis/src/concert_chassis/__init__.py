"""What every Concert service stands on: one transaction for state and events, the buses, HTTP, time and telemetry."""
