"""What a picture looks like, as numbers: opened safely, hashed, compared, described by colour and edges. No database here."""
