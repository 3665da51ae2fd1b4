"""A property that is computed when first asked for and kept; without the lock that Python 3.11's own takes each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):
    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self._name = make, make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, holder: None, kind: Any) -> once[T]: ...
    @overload
    def __get__(self, holder: object, kind: Any) -> T: ...
    def __get__(self, holder: object | None, kind: Any) -> once[T] | T:
        if holder is None:
            return self
        value = holder.__dict__[self._name] = self._make(holder)
        return value
