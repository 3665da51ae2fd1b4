"""Pure decisions of the desk: how a thread is drawn. No database, no clock."""
