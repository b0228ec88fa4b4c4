"""The concert command: load, announce, watch, diagnose, and the staffing engine from a file."""
