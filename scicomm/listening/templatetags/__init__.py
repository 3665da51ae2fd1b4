"""Template filters of the listening room."""
