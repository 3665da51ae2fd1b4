"""What the public sees, by page."""
