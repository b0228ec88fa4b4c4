"""What goals-svc does, one file per verb."""
