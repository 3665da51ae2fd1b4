"""What the newsroom tells other programs in their own formats: calendars."""

from scicomm.newsroom.feeds.calendars import calendar_of

__all__ = ["calendar_of"]
