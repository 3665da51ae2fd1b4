"""Staff pages of the journals, a file each noun."""
