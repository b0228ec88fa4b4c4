"""What gateway-svc does, one file per verb."""
