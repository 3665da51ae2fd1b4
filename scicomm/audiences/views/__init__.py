"""The pages of the audiences: for readers, and for staff."""
