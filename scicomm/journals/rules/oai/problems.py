"""The error conditions of the protocol (section 3.6); each ends an answer, none is a failure of HTTP."""

from __future__ import annotations

BAD_ARGUMENT = "badArgument"
BAD_TOKEN = "badResumptionToken"  # noqa: S105 - a code of the protocol
BAD_VERB = "badVerb"
NO_FORMAT = "cannotDisseminateFormat"
NO_ID = "idDoesNotExist"
NO_RECORDS = "noRecordsMatch"
# After these the `request` element of an answer carries no attributes, for they may be what was wrong.
NOT_ECHOED = frozenset({BAD_VERB, BAD_ARGUMENT})


class OaiProblem(Exception):
    """What is wrong with a request: one of the protocol's codes, and words in English, the language of the protocol."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
