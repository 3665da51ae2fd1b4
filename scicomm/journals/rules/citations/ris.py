"""RIS: one record of type JOUR, a line a value, ended by CR LF as the format asks."""

from __future__ import annotations

from scicomm.journals.rules.citations.work import Work, one_line


def ris(work: Work) -> str:
    """The record. `TT` holds the title in the other language, `N1` what happened to the article, `Y2` the day of reading."""
    day = work.published_on
    date = {"day": "%Y/%m/%d", "month": "%Y/%m/"}.get(work.precision, "")
    rows = [("TY", "JOUR"), *(("AU", author.inverted) for author in work.authors)]
    rows += [("TI", work.marked_title), ("TT", work.marked_other_title), ("T2", work.journal), ("PY", work.year)]
    rows += [("DA", day.strftime(date) if day and date else ""), ("VL", work.volume), ("IS", work.issue)]
    rows += [("SP", work.first_page), ("EP", work.last_page), ("C7", work.article_number)]
    rows += [("SN", work.issn or work.eissn), ("PB", work.publisher), ("AB", work.abstract)]
    rows += [*(("KW", word) for word in work.keywords), ("LA", work.language), ("DO", work.doi), ("UR", work.url)]
    rows += [("Y2", work.accessed_on.strftime("%Y/%m/%d") if work.accessed_on else ""), ("N1", work.note)]
    return "".join(f"{tag}  - {text}\r\n" for tag, value in rows if (text := one_line(value))) + "ER  - \r\n"
