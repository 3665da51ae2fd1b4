"""How each kind of source is read: bytes or lines in, items out. Fetching and storing are elsewhere."""
