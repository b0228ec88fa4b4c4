"""All SQL of the campaign service; rows never leave it, domain objects do."""
