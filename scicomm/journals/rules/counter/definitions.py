"""The reports that are offered, as the Code of Practice 5.1 defines them (4.1, 4.3, 4.4): what may be asked, what is set.

Database reports (DR) do not apply: the house hosts journals. Nothing is sold and nobody is turned away, so that TR_J1, TR_J2 and
TR_J4 are empty for ever; they are offered all the same because journal platforms must offer them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

INVESTIGATIONS = ("Total_Item_Investigations", "Unique_Item_Investigations")
REQUESTS = ("Total_Item_Requests", "Unique_Item_Requests")
USAGE = ("Total_Item_Investigations", "Total_Item_Requests", "Unique_Item_Investigations", "Unique_Item_Requests")
DENIED = ("Limit_Exceeded", "No_License")
TITLES = ("Unique_Title_Investigations", "Unique_Title_Requests")
SEARCHES = "Searches_Platform"

ACCESS_TYPES = ("Controlled", "Free_To_Read", "Open")
ACCESS_METHODS = ("Regular", "TDM")

# What the standard knows in each family of reports; only the first has usage here.
_TITLE_TYPES = (
    "Journal", "Book", "Conference", "Newspaper_or_Newsletter", "Other", "Patent", "Reference_Work", "Report", "Standard",
    "Thesis_or_Dissertation", "Unspecified",
)  # fmt: skip
_ITEM_TYPES = (
    "Article", "Audiovisual", "Book_Segment", "Conference_Item", "Database_Full_Item", "Dataset", "Image",
    "Interactive_Resource", "Multimedia", "News_Item", "Other", "Patent", "Reference_Item", "Report", "Software", "Sound",
    "Standard", "Thesis_or_Dissertation", "Unspecified",
)  # fmt: skip
_PLATFORM_TYPES = tuple(dict.fromkeys(["Journal", "Platform", *_TITLE_TYPES, *_ITEM_TYPES]))

BASE = ("customer_id", "requestor_id", "api_key", "platform", "begin_date", "end_date")
EXTENSIONS = ("attributed", "country_code", "subdivision_code")
_MASTER = ("metric_type", "data_type", "access_method", "attributes_to_show", "granularity", *EXTENSIONS)


@dataclass(frozen=True, slots=True)
class Definition:
    """One report: what its rows are, which parameters it takes, and for a standard view what is set once and for all."""

    id: str
    name: str
    description: str
    about: str
    """What a row is about: `platform`, `title` or `item`."""
    metrics: tuple[str, ...]
    """The metrics that may be asked of it; those of a standard view are its own."""
    data_types: tuple[str, ...]
    attributes: tuple[str, ...] = ()
    """For a master report what may be shown; for a standard view what is shown."""
    parameters: tuple[str, ...] = ()
    preset: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Filters of a standard view, by their names in the header."""

    @property
    def is_master(self) -> bool:
        return not self.preset

    @property
    def shows_data_type(self) -> bool:
        return self.is_master or self.about == "platform"

    @property
    def shows_parents(self) -> bool:
        return self.id == "IR_A1"


_Filters = dict[str, tuple[str, ...]]
_REGULAR: _Filters = {"Access_Method": ("Regular",)}
_JOURNALS: _Filters = {"Data_Type": ("Journal",), **_REGULAR}
_CONTROLLED: _Filters = {"Data_Type": ("Journal",), "Access_Type": ("Controlled",), **_REGULAR}
_SHOWN = ("YOP", "Access_Type", "Access_Method")

DEFINITIONS = {
    one.id: one
    for one in (
        Definition(
            "PR", "Platform Report", "Usage of the whole platform, with searches.", "platform",
            (SEARCHES, *USAGE, *TITLES), _PLATFORM_TYPES, ("Access_Method",), _MASTER,
        ),
        Definition(
            "PR_P1", "Platform Usage", "Requests and searches on the whole platform.", "platform",
            (SEARCHES, *REQUESTS, "Unique_Title_Requests"), _PLATFORM_TYPES, preset=_REGULAR,
        ),
        Definition(
            "TR", "Title Report", "Usage of each journal.", "title",
            (*USAGE, *TITLES, *DENIED), _TITLE_TYPES, _SHOWN, (*_MASTER, "access_type", "yop", "item_id"),
        ),
        Definition(
            "TR_J1", "Journal Requests (Controlled)", "Requests of journal content that is not open.", "title", REQUESTS,
            _TITLE_TYPES, preset=_CONTROLLED,
        ),
        Definition(
            "TR_J2", "Journal Access Denied", "Readers turned away from journals.", "title", DENIED, _TITLE_TYPES,
            preset=_JOURNALS,
        ),
        Definition(
            "TR_J3", "Journal Usage by Access Type", "Usage of each journal by access type.", "title", USAGE,
            _TITLE_TYPES, ("Access_Type",), preset=_JOURNALS,
        ),
        Definition(
            "TR_J4", "Journal Requests by YOP (Controlled)", "Requests of content that is not open, by year of publication.",
            "title", REQUESTS, _TITLE_TYPES, ("YOP",), preset=_CONTROLLED,
        ),
        Definition(
            "IR", "Item Report", "Usage of each article.", "item", (*USAGE, *DENIED), _ITEM_TYPES,
            ("YOP", "Access_Type", "Access_Method", "Authors", "Publication_Date", "Article_Version"),
            (*_MASTER, "access_type", "yop", "item_id", "author", "include_parent_details", "include_component_details"),
        ),
        Definition(
            "IR_A1", "Journal Article Requests", "Requests of each article.", "item", REQUESTS, _ITEM_TYPES,
            ("Access_Type",), preset={"Data_Type": ("Article",), **_REGULAR},
        ),
    )
}  # fmt: skip

# Standard views name their filters in the header in this order.
FILTER_ORDER = ("Data_Type", "YOP", "Access_Type", "Access_Method", "Item_ID", "Author", "Platform")
