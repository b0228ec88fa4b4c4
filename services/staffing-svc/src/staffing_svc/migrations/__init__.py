"""Changes of staffing-svc's database, oldest first."""
