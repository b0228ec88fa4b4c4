"""What customers tell the center, published to the department that owns the cause."""
