"""What programs read of an article's page: Highwire tags, OpenGraph, schema.org, Signposting; no database here."""
