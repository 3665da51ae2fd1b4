"""What stands under a drawn cover: each formula in MathML, its name and one line that says what is seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Names may be lazy translations: the label is made once and read in either language.
Words = str | Promise


@dataclass(frozen=True, slots=True)
class FormulaLabel:
    """A formula as a reader meets it: `mathml` is one `<math>` element, `name` and `line` in the page's language."""

    mathml: str
    name: Words
    line: Words


def _i(name: str) -> str:
    return f"<mi>{name}</mi>"


def _o(sign: str) -> str:
    return f"<mo>{sign}</mo>"


def _n(number: str) -> str:
    return f"<mn>{number}</mn>"


def _row(*parts: str) -> str:
    return "<mrow>" + "".join(parts) + "</mrow>"


def _over(top: str, bottom: str) -> str:
    return f"<mfrac>{_row(top)}{_row(bottom)}</mfrac>"


def _sup(base: str, top: str) -> str:
    return f"<msup>{base}{_row(top)}</msup>"


def _sub(base: str, low: str) -> str:
    return f"<msub>{base}{_row(low)}</msub>"


def _root(inside: str) -> str:
    return f"<msqrt>{inside}</msqrt>"


def _math(*parts: str) -> str:
    return "<math>" + _row(*parts) + "</math>"


_GRAY_SCOTT = _math(
    _over(_o("∂") + _i("v"), _o("∂") + _i("t")),
    _o("="),
    _i("D") + _sup(_o("∇"), _n("2")) + _i("v"),
    _o("+"),
    _i("u") + _sup(_i("v"), _n("2")),
    _o("−"),
    _o("(") + _i("F") + _o("+") + _i("k") + _o(")") + _i("v"),
)
_MOIRE = _math(_i("L"), _o("="), _over(_i("a"), _n("2") + _i("sin") + _o("(") + _i("θ") + _o("/") + _n("2") + _o(")")))
_ORBIT = _math(
    _i("r"),
    _o("="),
    _over(_i("p"), _n("1") + _o("+") + _i("e") + _i("cos") + _o("(") + _n("1") + _o("−") + _i("δ") + _o(")") + _i("φ")),
)
_RYDBERG = _math(
    _over(_n("1"), _i("λ")),
    _o("="),
    _i("R") + _sup(_i("Z"), _n("2")),
    _o("("),
    _over(_n("1"), f"<msubsup>{_i('n')}{_n('1')}{_n('2')}</msubsup>"),
    _o("−"),
    _over(_n("1"), f"<msubsup>{_i('n')}{_n('2')}{_n('2')}</msubsup>"),
    _o(")"),
)
_YULE = _math(_over(_i("d") + _i("N"), _i("d") + _i("t")), _o("="), _i("λ") + _i("N"))
_SLITS = _math(
    _i("I"),
    _o("="),
    _sup(
        _row(
            _o("|"),
            _sup(_i("e"), _i("i") + _i("k") + _sub(_i("r"), _n("1"))),
            _o("+"),
            _sup(_i("e"), _i("i") + _i("k") + _sub(_i("r"), _n("2"))),
            _o("|"),
        ),
        _n("2"),
    ),
)
_GRAD_SHAFRANOV = _math(
    _sup(_i("Δ"), _o("*")) + _i("ψ"),
    _o("="),
    _o("−") + _sub(_i("μ"), _n("0")) + _sup(_i("R"), _n("2")) + _sup(_i("p"), _o("′")),
    _o("−"),
    _i("F") + _sup(_i("F"), _o("′")),
)
_POWER_LAW = _math(_i("P") + _o("(") + _i("k") + _o(")"), _o("∝"), _sup(_i("k"), _o("−") + _n("4.2")))
_VOGEL = _math(
    _i("θ"), _o("="), _i("n") + _o("·") + _n("137.508°"), _o(","), _i("r"), _o("="), _i("c") + _root(_i("n"))
)
_RAYS = _math(_i("v"), _o("="), _sub(_i("v"), _n("0")), _o("+"), _i("k") + _i("z"))
_CHLADNI = _math(
    _i("cos") + _i("n") + _i("π") + _i("x") + _i("cos") + _i("m") + _i("π") + _i("y"),
    _o("="),
    _i("cos") + _i("m") + _i("π") + _i("x") + _i("cos") + _i("n") + _i("π") + _i("y"),
)

FORMULA_LABELS: dict[str, FormulaLabel] = {
    "turing": FormulaLabel(
        _GRAY_SCOTT,
        _("Gray–Scott reaction and diffusion"),
        _("Two substances spread at different speeds, and spots and stripes appear out of nothing."),
    ),
    "moire": FormulaLabel(
        _MOIRE,
        _("Twisted double lattice"),
        _("One lattice lies on another, turned by a few degrees; where they agree, a larger pattern appears."),
    ),
    "orbit": FormulaLabel(
        _ORBIT,
        _("Precessing orbit"),
        _(
            "Near a heavy body an ellipse does not close; every lap turns a little further. The last lap is in the other colour."
        ),
    ),
    "spectrum": FormulaLabel(
        _RYDBERG,
        _("Rydberg lines"),
        _("Each atom keeps its own set of colours; the strong lines here are hydrogen and helium."),
    ),
    "tree": FormulaLabel(
        _YULE,
        _("Yule's birth tree"),
        _(
            "Every branch is equally likely to split next; one ancestor has 150 tips, one family is in the other colour."
        ),
    ),
    "wave": FormulaLabel(
        _SLITS,
        _("Two-slit interference"),
        _("Light goes two ways at once; the dots are largest where the two waves agree."),
    ),
    "tokamak": FormulaLabel(
        _GRAD_SHAFRANOV,
        _("Solov'ev's flux surfaces"),
        _("A magnetic field holds hot plasma on nested surfaces; the line in the other colour is one of them."),
    ),
    "field": FormulaLabel(
        _POWER_LAW,
        _("Random relief"),
        _("Large waves are strong and small ones weak: chance looks like mountains. Lines join equal heights."),
    ),
    "phyllo": FormulaLabel(
        _VOGEL,
        _("Vogel's spiral"),
        _("Each seed turns 137.5 degrees from the one before, as in a sunflower, and none is left in another's shade."),
    ),
    "rays": FormulaLabel(
        _RAYS,
        _("Bent rays"),
        _("The deeper, the faster: waves from one shot bend back up and tell what lies below."),
    ),
    "chladni": FormulaLabel(
        _CHLADNI,
        _("Chladni's figures"),
        _("A plate rings and the sand gathers where it stays still; the lines in the other colour are those places."),
    ),
}
"""One label for each formula in covers.FORMULAS."""
