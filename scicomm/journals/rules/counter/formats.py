"""A report as JSON of the COUNTER API and as the prescribed table (Code of Practice 5.1, 3.2, 4; API specification).

Months without usage are left out of JSON and are 0 in tables (3.3.9).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from scicomm.journals.rules.counter.definitions import FILTER_ORDER
from scicomm.journals.rules.counter.report import Entity, Entry, Group, Report

RELEASE = "5.1"
HEAD_ROWS = 14
"""Rows of a table before its column headings: the head and an empty one."""
_SINGLE = ("Item_ID", "Author", "Platform")
"""Filters that JSON holds as one text."""


def as_json(report: Report) -> dict[str, Any]:
    """The report as the COUNTER API answers it."""
    about = report.asked.definition.about
    if about == "item":
        return {"Report_Header": _header(report), "Report_Items": _items(report)}
    items = [{**_named(report, entry), **_performance(entry)} for entry in report.entries]
    return {"Report_Header": _header(report), "Report_Items": items}


def _named(report: Report, entry: Entry) -> dict[str, Any]:
    """What names a row: the platform, or a journal with its publisher and numbers."""
    if report.asked.definition.about == "platform":
        return {"Platform": report.platform}
    return {"Title": entry.entity.title, **_published(report, entry)}


def _header(report: Report) -> dict[str, Any]:
    asked = report.asked
    filters: dict[str, Any] = {
        name: values[0]
        if name in _SINGLE and len(values) == 1
        else "|".join(values)
        if name in _SINGLE
        else list(values)
        for name, values in _filters(report)
    }
    if asked.metrics:
        filters["Metric_Type"] = list(asked.metrics)
    filters |= {"Begin_Date": asked.begin.isoformat(), "End_Date": asked.end.isoformat()}
    header: dict[str, Any] = {
        "Release": RELEASE,
        "Report_ID": asked.definition.id,
        "Report_Name": asked.definition.name,
        "Created": f"{report.created:%Y-%m-%dT%H:%M:%SZ}",
        "Created_By": report.platform,
        "Institution_ID": {"Proprietary": [f"{report.namespace}:{report.institution.customer_id}"]},
        "Institution_Name": report.institution.name,
        "Registry_Record": report.registry,
        "Report_Filters": filters,
    }
    if attributes := _attributes(report, tabular=False):
        header["Report_Attributes"] = attributes
    if asked.problems:
        header["Exceptions"] = [problem.as_json() for problem in asked.problems]
    return header


def _filters(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    chosen = report.asked.filters
    return [(name, chosen[name]) for name in FILTER_ORDER if name in chosen]


def _attributes(report: Report, *, tabular: bool) -> dict[str, Any]:
    """What was chosen of a master report; a standard view tells nothing here."""
    asked = report.asked
    if not asked.definition.is_master:
        return {}
    found: dict[str, Any] = {}
    if asked.shown:
        found["Attributes_To_Show"] = list(asked.shown)
    if asked.totals:
        found |= {"Exclude_Monthly_Details": "True"} if tabular else {"Granularity": "Total"}
    if asked.with_parents:
        found["Include_Parent_Details"] = "True"
    return found


def _performance(entry: Entry) -> dict[str, Any]:
    return {
        "Attribute_Performance": [
            {
                **dict(group.attributes),
                "Performance": {
                    metric: {f"{month:%Y-%m}": count for month, count in sorted(months.items())}
                    for metric, months in sorted(group.counts.items())
                },
            }
            for group in entry.groups
        ]
    }


def _published(report: Report, entry: Entry) -> dict[str, Any]:
    entity = entry.entity
    named: dict[str, Any] = {"Publisher": entity.publisher, "Platform": report.platform, "Item_ID": entity.ids}
    if entity.publisher_id:
        named["Publisher_ID"] = {"Proprietary": [entity.publisher_id]}
    return named


def _items(report: Report) -> list[dict[str, Any]]:
    """Articles under their journals where those are shown, else in one list without a parent."""
    asked = report.asked
    under: dict[int, dict[str, Any]] = {}
    for entry in report.entries:
        key = entry.parent_key if entry.parent else 0
        if key not in under:
            under[key] = _parent(entry.parent, with_type=asked.definition.is_master)
        item = {"Item": entry.entity.title, **_published(report, entry), **_details(report, entry.entity)}
        under[key]["Items"].append({**item, **_performance(entry)})
    return list(under.values())


def _parent(parent: Entity | None, *, with_type: bool) -> dict[str, Any]:
    if parent is None:
        return {"Items": []}
    kind = {"Data_Type": "Journal"} if with_type else {}
    return {"Title": parent.title, **kind, "Item_ID": parent.ids, "Items": []}


def _details(report: Report, entity: Entity) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if entity.authors and _shows(report, "Authors"):
        found["Authors"] = [
            {"Name": name, **({"ORCID": orcid} if orcid else {})} for name, orcid in dict.fromkeys(entity.authors)
        ]
    if entity.published_on and _shows(report, "Publication_Date"):
        found["Publication_Date"] = entity.published_on.isoformat()
    if entity.version and _shows(report, "Article_Version"):
        found["Article_Version"] = entity.version
    return found


def _shows(report: Report, name: str) -> bool:
    """IR shows what was chosen; IR_A1 always shows these."""
    return name in report.asked.shown or report.asked.definition.id == "IR_A1"


def as_table(report: Report) -> list[list[str]]:
    """The report as rows of a table: thirteen of the head, an empty one, the column headings, the body."""
    columns = _columns(report)
    months = [] if report.asked.totals else report.months
    head = [*columns, "Metric_Type", "Reporting_Period_Total", *(_heading(month) for month in months)]
    body = [
        [values.get(name, "") for name in columns] + figures
        for entry in report.entries
        for group in entry.groups
        for values in [_described(report, entry, group)]
        for figures in _figures(group, months)
    ]
    return [*_head(report), [], head, *body]


def _head(report: Report) -> list[list[str]]:
    asked = report.asked
    attributes = _attributes(report, tabular=True)
    return [
        ["Report_Name", asked.definition.name],
        ["Report_ID", asked.definition.id],
        ["Release", RELEASE],
        ["Institution_Name", report.institution.name],
        ["Institution_ID", f"{report.namespace}:{report.institution.customer_id}"],
        ["Metric_Types", "; ".join(asked.metrics)],
        ["Report_Filters", "; ".join(f"{name}={'|'.join(values)}" for name, values in _filters(report))],
        [
            "Report_Attributes",
            "; ".join(f"{k}={'|'.join(v) if isinstance(v, list) else v}" for k, v in attributes.items()),
        ],
        ["Exceptions", "; ".join(problem.as_text() for problem in asked.problems)],
        ["Reporting_Period", f"Begin_Date={asked.begin}; End_Date={asked.end}"],
        ["Created", f"{report.created:%Y-%m-%dT%H:%M:%SZ}"],
        ["Created_By", report.platform],
        ["Registry_Record", report.registry],
    ]


def _heading(month: dt.date) -> str:
    """`May-2026`, whatever language the machine speaks."""
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[month.month - 1]}-{month.year:04d}"


_IDS = ("DOI", "Proprietary_ID", "ISBN", "Print_ISSN", "Online_ISSN", "URI")
_ABOUT_PARENT = (
    "Parent_Title",
    "Parent_Authors",
    "Parent_Publication_Date",
    "Parent_Article_Version",
    "Parent_Data_Type",
)


def _columns(report: Report) -> list[str]:
    """The columns before the metric, in the order that is prescribed (tables of 4.1, 4.3, 4.4)."""
    asked, definition = report.asked, report.asked.definition
    ids = [name for name in _IDS if definition.is_master or name != "ISBN"]
    columns = {
        "platform": ["Platform"],
        "title": ["Title", "Publisher", "Publisher_ID", "Platform", *ids],
        "item": ["Item", "Publisher", "Publisher_ID", "Platform"],
    }[definition.about]
    if definition.about == "item":
        shown = ("Authors", "Publication_Date", "Article_Version")
        columns += [name for name in shown if _shows(report, name)] + ids
        if asked.with_parents:
            about = [n for n in _ABOUT_PARENT if definition.is_master or n not in {_ABOUT_PARENT[2], _ABOUT_PARENT[4]}]
            columns += about + [f"Parent_{name}" for name in ids]
    if definition.shows_data_type:
        columns.append("Data_Type")
    return columns + [name for name in ("YOP", "Access_Type", "Access_Method") if name in asked.shown]


def _described(report: Report, entry: Entry, group: Group) -> dict[str, str]:
    entity = entry.entity
    ids = {("Proprietary_ID" if name == "Proprietary" else name): value for name, value in entity.ids.items()}
    values = {
        "Platform": report.platform, "Title": entity.title, "Item": entity.title, "Publisher": entity.publisher,
        "Publisher_ID": entity.publisher_id, "Article_Version": entity.version,
        "Publication_Date": entity.published_on.isoformat() if entity.published_on else "",
        "Authors": "; ".join(f"{name} (ORCID:{orcid})" if orcid else name for name, orcid in entity.authors),
        **ids, **dict(group.attributes),
    }  # fmt: skip
    if entry.parent:
        values |= {"Parent_Title": entry.parent.title, "Parent_Data_Type": "Journal"}
        values |= {
            f"Parent_{'Proprietary_ID' if name == 'Proprietary' else name}": value
            for name, value in entry.parent.ids.items()
        }
    return values


def _figures(group: Group, months: list[dt.date]) -> list[list[str]]:
    """Metric, total and months of each metric that has any usage."""
    return [
        [metric, str(sum(counts.values())), *(str(counts.get(month, 0)) for month in months)]
        for metric, counts in sorted(group.counts.items())
    ]


def as_text(rows: list[list[str]], separator: str) -> str:
    """Rows as a file for spreadsheets, with a byte order mark (5.1, 5.2); nothing in it is computed when it is opened."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator="\r\n")
    writer.writerows([[_still(text) for text in row] for row in rows])
    return "\ufeff" + file.getvalue()


def _still(text: str) -> str:
    """One line of text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(("=", "+", "-", "@")) else flat
