"""What staffing-svc does, one file per verb."""
