"""The parts a story's body is made of; how they look is in templates: newsroom/blocks, and newsroom/elsewhere for feeds."""

from scicomm.newsroom.blocks.body import StoryBody
from scicomm.newsroom.blocks.cards import expert_of, paper_of, player_of, playing_address
from scicomm.newsroom.blocks.choosers import ArticleWidget, PersonWidget, RecordingWidget, TermWidget
from scicomm.newsroom.blocks.data import FormulaBlock, KeyFigureBlock, table_words
from scicomm.newsroom.blocks.pictures import FigureBlock
from scicomm.newsroom.blocks.text import INLINE, QuoteBlock
from scicomm.newsroom.blocks.together import chosen_in, read_together
from scicomm.newsroom.blocks.words import body_words, words_of

__all__ = [
    "INLINE",
    "ArticleWidget",
    "FigureBlock",
    "FormulaBlock",
    "KeyFigureBlock",
    "PersonWidget",
    "QuoteBlock",
    "RecordingWidget",
    "StoryBody",
    "TermWidget",
    "body_words",
    "chosen_in",
    "expert_of",
    "paper_of",
    "player_of",
    "playing_address",
    "read_together",
    "table_words",
    "words_of",
]
