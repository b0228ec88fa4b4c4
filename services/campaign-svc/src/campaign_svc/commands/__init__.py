"""What the campaign service does, one verb per file."""
