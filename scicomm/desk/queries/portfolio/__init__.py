"""The cluster's table of journals: its columns, its rows, and what stands behind each cell.

To add a column, write a file that registers it and import it here.
"""

from scicomm.desk.queries.portfolio import articles, files, goals, registers, stories, usage
from scicomm.desk.queries.portfolio.registry import COLUMNS, Column, Figure, Scope, register
from scicomm.desk.queries.portfolio.table import (
    GROUPS,
    Filters,
    PortfolioRow,
    Table,
    cell_scope,
    columns_of,
    facets,
    filters_from,
    history_of,
    journal_cells,
    table_for,
)

__all__ = [
    "COLUMNS",
    "GROUPS",
    "Column",
    "Figure",
    "Filters",
    "PortfolioRow",
    "Scope",
    "Table",
    "articles",
    "cell_scope",
    "columns_of",
    "facets",
    "files",
    "filters_from",
    "goals",
    "history_of",
    "journal_cells",
    "register",
    "registers",
    "stories",
    "table_for",
    "usage",
]
