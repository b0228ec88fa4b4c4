"""Changes of goals-svc's database, oldest first."""
