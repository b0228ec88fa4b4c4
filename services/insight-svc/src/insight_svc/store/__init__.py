"""All SQL of insight-svc."""
