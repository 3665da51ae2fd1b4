"""APA, 7th edition (2020), the entry of a journal article (10.1): up to twenty authors, year, title, journal, place, DOI.

As plain text: journal and volume would be in italics. Of a Chinese article the names stand in pinyin where all authors have
one, the title in its own script with the English one in brackets (9.38). A retraction is told as 10.1, example 4 does: after
the DOI, in round brackets.
"""

from __future__ import annotations

from scicomm.journals.rules.citations.names import initials
from scicomm.journals.rules.citations.work import Author, Work, one_line

MOST = 20


def apa(work: Work) -> str:
    """The entry of the list of references."""
    latin = work.is_chinese and all(author.family for author in work.authors)
    names = [one_line(_name(author.latin if latin else author)) for author in work.authors]
    who = _joined([name for name in names if name])
    when = f"({work.year or ('无日期' if work.is_chinese else 'n.d.')})"
    title = work.marked_title.rstrip(".")
    if work.is_chinese and work.other_title:
        title += f" [{work.marked_other_title.rstrip('.')}]"
    start = f"{who} {when}. {title}" if who else f"{title}. {when}"
    entry = f"{start}. {_place(work)}. https://doi.org/{work.doi}"
    return f"{entry} ({work.note})" if work.is_retracted else entry


def _name(author: Author) -> str:
    if author.whole or not author.family:
        return author.whole
    letters = initials(author.given, hyphen="-", point=".")
    return f"{author.family}, {letters}" if letters else author.family


def _joined(names: list[str]) -> str:
    """``A``, ``A, & B``; of more than twenty the first nineteen and the last. Ends with a full stop."""
    if len(names) > MOST:
        text = ", ".join(names[: MOST - 1]) + f", . . . {names[-1]}"
    elif len(names) > 1:
        text = ", ".join(names[:-1]) + f", & {names[-1]}"
    else:
        text = "".join(names)
    return text if not text or text.endswith(".") else f"{text}."


def _place(work: Work) -> str:
    place = one_line(work.journal)
    if work.volume:
        place += f", {work.volume}" + (f"({work.issue})" if work.issue else "")
    elif work.issue:
        place += f", ({work.issue})"
    if work.article_number:
        return f"{place}, Article {work.article_number}"
    return f"{place}, {work.page_range('–')}" if work.pages else place
