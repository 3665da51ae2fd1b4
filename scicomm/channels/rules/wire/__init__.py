"""What press wires want: ninjs for machines, a package with its rules checked for services that people fill in by hand."""

from scicomm.channels.rules.wire.eurekalert import CATEGORIES, category_of, eurekalert_problems
from scicomm.channels.rules.wire.ninjs import NINJS_SCHEMA, ninjs

__all__ = ["CATEGORIES", "NINJS_SCHEMA", "category_of", "eurekalert_problems", "ninjs"]
