"""The feeds of the portal: new articles, and any search."""
