"""Pre-flight checks of a story: pure decisions over its text, its paper, its pictures and its links; no database, no clock.

Each check gives findings. An error holds the story back until it is mended or answered with a reason; a warning is recorded.
"""

from scicomm.newsroom.rules.checks.claims import claim_findings, strength_of
from scicomm.newsroom.rules.checks.findings import Finding, Fix, Pair, Severity
from scicomm.newsroom.rules.checks.links import link_findings, links_in
from scicomm.newsroom.rules.checks.names import Named, name_findings
from scicomm.newsroom.rules.checks.numbers import number_findings, quantities
from scicomm.newsroom.rules.checks.pictures import Picture, picture_findings
from scicomm.newsroom.rules.checks.readability import readability_findings
from scicomm.newsroom.rules.checks.structure import Shape, structure_findings
from scicomm.newsroom.rules.checks.texts import Passage, sentences

__all__ = [
    "Finding",
    "Fix",
    "Named",
    "Pair",
    "Passage",
    "Picture",
    "Severity",
    "Shape",
    "claim_findings",
    "link_findings",
    "links_in",
    "name_findings",
    "number_findings",
    "picture_findings",
    "quantities",
    "readability_findings",
    "sentences",
    "strength_of",
    "structure_findings",
]
