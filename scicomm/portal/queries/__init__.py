"""Reads for the public frame and pages."""

from scicomm.portal.queries.frame import footer, home_address, navigation, site_frame_parts, site_names

__all__ = ["footer", "home_address", "navigation", "site_frame_parts", "site_names"]
