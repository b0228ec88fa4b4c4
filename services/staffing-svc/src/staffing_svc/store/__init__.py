"""All SQL of staffing-svc: tables, and functions that take and give domain objects."""
