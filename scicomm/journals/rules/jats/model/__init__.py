"""What a JATS file says, as frozen dataclasses of plain values; no parsing, no database and no HTML building here."""
