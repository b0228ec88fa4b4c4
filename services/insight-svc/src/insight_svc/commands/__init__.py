"""What insight-svc does, one file per verb."""
