"""Benchmarks that anyone can run on a file of their own."""
