"""Pure decisions of the portal: cache keys, usage lines, citations, reading."""
