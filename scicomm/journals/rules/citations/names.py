"""Names as styles write them: initials, and which Latin names are Chinese ones spelt in pinyin."""

from __future__ import annotations

import re

_PARTS = re.compile(r"[\s.·]+")
# One syllable of Hanyu Pinyin without tone: an initial and one of the finals (GB/T 16159, table of syllables).
_SYLLABLE = (
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ian|iao|ing|ong|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|üe|a|e|i|o|u|ü|v)"
)
_GIVEN = re.compile(rf"{_SYLLABLE}(?:['’ -]?{_SYLLABLE})?", re.IGNORECASE)
_FAMILY = frozenset(
    """
    bai bao bi bian cai cao cen chang chao che chen cheng chi chu cui dai deng di ding dong dou du duan fan fang fei
    feng fu gan gao ge geng gong gou gu guan guo han hang hao he hong hou hu hua huang huo ji jia jian jiang jiao jie
    jin jing ju kang ke kong kuang lai lan lang lei leng li lian liang liao lin ling liu long lou lu luo lv lü lyu ma
    mai man mao mei meng mi miao min mo mou mu ni nie ning niu ou ouyang pan pang pei peng piao pu qi qian qiang qiao
    qin qiu qu quan ran rao ren rong ruan sang sha shan shang shao she shen sheng shi shu situ song su sui sun tan
    tang tao teng tian tie tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xue yan yang
    yao ye yi yin ying you yu yuan yue yun zang zeng zha zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuge
    zhuo zong zou zu zuo
    """.split()  # noqa: SIM905 - a list of two hundred strings is no easier to read
)


def is_pinyin(family: str, given: str) -> bool:
    """Whether a Latin name reads as a Chinese name in pinyin: a Chinese family name and one or two syllables."""
    return family.strip().lower() in _FAMILY and bool(_GIVEN.fullmatch(given.strip()))


def initials(given: str, *, hyphen: str, point: str = "", between: str = " ") -> str:
    """The initials of given names: ``A L``, ``A-L`` or ``A.-L.``, by what stands at a hyphen, after and between letters."""
    found = []
    for part in _PARTS.split(given.strip()):
        letters = [f"{piece[0].upper()}{point}" for piece in re.split(r"[-‐‑]", part) if piece]
        if letters:
            found.append(hyphen.join(letters))
    return between.join(found)
