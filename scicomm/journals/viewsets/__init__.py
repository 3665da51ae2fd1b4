"""The staff lists of the journals, behind their units' walls; a file each noun."""
