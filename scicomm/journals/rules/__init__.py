"""Pure decisions of the journals room: no database, no clock, no network."""
