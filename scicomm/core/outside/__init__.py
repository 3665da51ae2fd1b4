"""Asking other systems over HTTP without ever reaching an address of the own network; only clients use it."""

from scicomm.core.outside.addresses import address_problem, is_public
from scicomm.core.outside.asking import MOST_BYTES, OutsideAnswer, OutsideClient
from scicomm.core.outside.connections import AddressRefused, NotReached, OutsideError, Resolver, resolve

__all__ = [
    "MOST_BYTES",
    "AddressRefused",
    "NotReached",
    "OutsideAnswer",
    "OutsideClient",
    "OutsideError",
    "Resolver",
    "address_problem",
    "is_public",
    "resolve",
]
