"""Staff pages of the desk: calendar, thread, search, deliveries, working days, journals."""

from scicomm.desk.views.days import calendar, working_days, working_year
from scicomm.desk.views.finding import search
from scicomm.desk.views.operations import deliveries, retry
from scicomm.desk.views.portfolio import (
    portfolio,
    portfolio_cell,
    portfolio_csv,
    portfolio_journal,
    portfolio_resources,
)
from scicomm.desk.views.threads import thread, thread_csv

__all__ = [
    "calendar",
    "deliveries",
    "portfolio",
    "portfolio_cell",
    "portfolio_csv",
    "portfolio_journal",
    "portfolio_resources",
    "retry",
    "search",
    "thread",
    "thread_csv",
    "working_days",
    "working_year",
]
