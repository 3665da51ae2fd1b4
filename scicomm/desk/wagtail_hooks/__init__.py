"""What the desk adds to Wagtail's admin."""

from scicomm.desk.wagtail_hooks import home, menu

__all__ = ["home", "menu"]
