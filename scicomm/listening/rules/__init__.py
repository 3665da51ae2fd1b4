"""Pure decisions of listening: addresses, DOIs, titles, parsing, watches and back-off; no database, no clock, no network."""
