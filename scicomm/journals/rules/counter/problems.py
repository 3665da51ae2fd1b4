"""What may be wrong with a request for a report: COUNTER's exceptions with their codes, words and HTTP status (appendix D)."""

from __future__ import annotations

from dataclasses import dataclass

# Code: the words that must stand there exactly, and the HTTP status of those that end the request.
_KNOWN: dict[int, tuple[str, int]] = {
    1000: ("Service Not Available", 503),
    1020: ("Client has made too many requests", 429),
    1030: ("Insufficient Information to Process Request", 400),
    2000: ("Requestor Not Authorized to Access Service", 401),
    2010: ("Requestor is Not Authorized to Access Usage for Institution", 403),
    2020: ("APIKey Invalid", 401),
    3020: ("Invalid Date Arguments", 400),
    3030: ("No Usage Available for Requested Dates", 200),
    3031: ("Usage Not Ready for Requested Dates", 200),
    3032: ("Usage No Longer Available for Requested Dates", 200),
    3050: ("Parameter Not Recognized in this Context", 200),
    3060: ("Invalid ReportFilter Value", 200),
    3061: ("Incongruous ReportFilter Value", 200),
    3062: ("Invalid ReportAttribute Value", 200),
    3063: ("Components Not Supported", 200),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One exception; `data` says what of the request it is about. Code 0 is a remark in words of our own."""

    code: int
    data: str = ""
    words: str = ""

    @property
    def message(self) -> str:
        return self.words or _KNOWN[self.code][0]

    @property
    def status(self) -> int:
        return _KNOWN[self.code][1]

    def as_json(self) -> dict[str, object]:
        return {"Code": self.code, "Message": self.message, **({"Data": self.data} if self.data else {})}

    def as_text(self) -> str:
        """As it stands in the head of a table."""
        return f"{self.code}: {self.message}" + (f" ({self.data})" if self.data else "")


class Refused(Exception):
    """A request that ends with one exception and no report."""

    def __init__(self, code: int, data: str = "") -> None:
        self.problem = Problem(code, data)
        super().__init__(self.problem.as_text())
