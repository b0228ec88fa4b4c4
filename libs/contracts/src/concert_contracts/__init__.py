"""The public language of Concert: events, streams, envelope and their schemas."""
