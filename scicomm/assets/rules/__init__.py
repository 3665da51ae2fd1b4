"""Pure decisions of the asset room: how covers, marks and charts are drawn. No database, no clock, no files."""
