"""The goals that contact center, marketing and sales are held to together."""
