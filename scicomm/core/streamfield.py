"""A StreamField whose block definitions stay out of migrations: changing a block is not a change of the database."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """Use this for every stream of blocks in the project."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*(args or ([],)), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "scicomm.core.streamfield.StreamField", [], kwargs
