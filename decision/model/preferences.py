"""PROMETHEE's preference function of a criterion and its thresholds."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from decision.language import _
from decision.model.base import NotNegative, Positive, Strict, fault


class Preference(Strict):
    """PROMETHEE's preference function of one criterion (Brans & Vincke 1985), thresholds in the criterion's unit."""

    function: Literal["usual", "ushape", "vshape", "level", "vshape_2", "gaussian"] = "usual"
    """usual · ushape (q) · vshape (p) · level (q, p) · vshape_2 (q, p: linear with indifference) · gaussian (s)"""
    q: NotNegative | None = None
    """Indifference threshold: differences up to it do not count."""
    p: NotNegative | None = None
    """Preference threshold: differences from it on count in full."""
    s: Positive | None = None
    """Width of the Gaussian preference function: 1 − exp(−d² / (2 s²))."""

    @model_validator(mode="after")
    def _thresholds(self) -> Preference:
        needs = {
            "ushape": ("q",),
            "vshape": ("p",),
            "level": ("q", "p"),
            "vshape_2": ("q", "p"),
            "gaussian": ("s",),
        }
        for name in needs.get(self.function, ()):
            if getattr(self, name) is None:
                raise fault(
                    _("preference function {function} needs {name}", function=self.function, name=name)
                )
        if self.p is not None and self.q is not None and self.p < self.q:
            raise fault(_("p is less than q: the preference threshold lies below the indifference threshold"))
        return self
