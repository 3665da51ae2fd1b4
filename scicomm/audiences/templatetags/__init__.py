"""Words for the pages of readers."""
