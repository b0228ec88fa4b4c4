"""The machines' edge: CloudEvents over HTTP in and out."""
