"""A request's arguments: which verb takes which, none twice, none unknown (section 3.1.1); what they mean is elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scicomm.journals.rules.oai.problems import BAD_ARGUMENT, BAD_VERB, OaiProblem
from scicomm.journals.rules.oai.xml import is_legal

TOKEN = "resumptionToken"  # noqa: S105 - the name of an argument


@dataclass(frozen=True, slots=True)
class _Takes:
    """The arguments of a verb. A token, where it takes one, stands alone."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    token: bool = False


_LIST = _Takes(required=("metadataPrefix",), optional=("from", "until", "set"), token=True)
_VERBS = {
    "Identify": _Takes(),
    "ListMetadataFormats": _Takes(optional=("identifier",)),
    "ListSets": _Takes(token=True),
    "GetRecord": _Takes(required=("identifier", "metadataPrefix")),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}
# What the schema lets stand in an attribute of `request`; an argument that does not fit is answered but not echoed.
# Of identifiers only those with the scheme `oai` are, because what anyURI takes beyond that differs between validators.
_ECHOED = {
    "verb": re.compile("|".join(_VERBS)),
    "identifier": re.compile(r"oai:(?!//)(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,]|%[0-9A-Fa-f]{2})+"),
    "metadataPrefix": re.compile(r"[A-Za-z0-9\-_.!~*'()]+"),
    "set": re.compile(r"[A-Za-z0-9\-_.!~*'()]+(?::[A-Za-z0-9\-_.!~*'()]+)*"),
    "from": re.compile(r"[0-9TZ:\-]{10,20}"),
    "until": re.compile(r"[0-9TZ:\-]{10,20}"),
    TOKEN: re.compile(r"[\x20-\x7e]{1,2000}"),
}


@dataclass(frozen=True, slots=True)
class OaiRequest:
    """A verb with arguments that belong to it."""

    verb: str
    arguments: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The value of an argument; empty when it is not given."""
        return self.arguments.get(name, "")

    @property
    def echo(self) -> dict[str, str]:
        """The attributes of the `request` element."""
        given = {"verb": self.verb, **self.arguments}
        return {name: value for name, value in given.items() if _ECHOED[name].fullmatch(value)}


def read_request(pairs: Sequence[tuple[str, str]]) -> OaiRequest:
    """The request that name and value pairs make. Raises OaiProblem."""
    if not all(is_legal(name + value) for name, value in pairs):
        raise OaiProblem(BAD_ARGUMENT, "An argument holds characters that XML does not allow.")
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1:
        raise OaiProblem(BAD_VERB, "The verb is missing." if not verbs else "The verb is repeated.")
    takes = _VERBS.get(verbs[0])
    if takes is None:
        raise OaiProblem(BAD_VERB, f"There is no verb “{verbs[0][:60]}”.")
    arguments = _once([pair for pair in pairs if pair[0] != "verb"])
    _fit(verbs[0], takes, arguments)
    return OaiRequest(verbs[0], arguments)


def _once(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    arguments: dict[str, str] = {}
    for name, value in pairs:
        if name in arguments:
            raise OaiProblem(BAD_ARGUMENT, f"{name[:60]} is repeated.")
        arguments[name] = value
    return arguments


def _fit(verb: str, takes: _Takes, arguments: dict[str, str]) -> None:
    known = {*takes.required, *takes.optional, *([TOKEN] if takes.token else [])}
    for name, value in arguments.items():
        if name not in known:
            raise OaiProblem(BAD_ARGUMENT, f"{verb} takes no argument “{name[:60]}”.")
        if not value:
            raise OaiProblem(BAD_ARGUMENT, f"{name} is empty.")
    if TOKEN in arguments:
        if len(arguments) > 1:
            raise OaiProblem(BAD_ARGUMENT, f"{TOKEN} stands alone, without other arguments.")
        return
    missing = [name for name in takes.required if name not in arguments]
    if missing:
        raise OaiProblem(BAD_ARGUMENT, f"{verb} needs {' and '.join(missing)}.")
    if "set" in arguments and not _ECHOED["set"].fullmatch(arguments["set"]):
        raise OaiProblem(BAD_ARGUMENT, "set is not a setSpec.")
