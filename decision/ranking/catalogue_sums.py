"""Methods that add or multiply weighted, normalised values."""

from __future__ import annotations

from decision.language import _
from decision.ranking import corrected, engines, reference_points
from decision.ranking.methods import Method
from decision.ranking.parameters import AromanParameters, LopmParameters, MixParameters, RafsiParameters

FIXED = frozenset({"minmax", "max", "linear", "nonlinear", "zavadskas_turskis"})
"""Normalisations whose images depend on the ends of a criterion only."""
ALL_NORMALISATIONS = (
    "sum",
    "minmax",
    "max",
    "vector",
    "linear",
    "nonlinear",
    "logarithmic",
    "enhanced_accuracy",
    "zavadskas_turskis",
    "none",
)

SUM_METHODS = (
    Method(
        id="wsm",
        name="WSM",
        formula=_("P_i = Σ_j w_j r_ij; r normalised value, w weight"),
        source="Fishburn P. C. (1967). Additive utilities with incomplete product sets. Operations Research "
        "15(3)",
        run=engines.wsm,
        merit="identity",
        checked_against=_("Triantaphyllou 2000 (published table); independent formula in the tests"),
        normalisations=ALL_NORMALISATIONS,
        additive=True,
        independent=FIXED | {"none"},
    ),
    Method(
        id="wpm",
        name="WPM",
        formula=_("P_i = Π_j r_ij^w_j; r normalised value, w weight"),
        source="Miller D. W., Starr M. K. (1969). Executive Decisions and Operations Research. Prentice-Hall",
        run=engines.wpm,
        merit="identity",
        checked_against=_("Triantaphyllou 2000 (published ratios); independent formula in the tests"),
        normalisations=tuple(name for name in ALL_NORMALISATIONS if name != "zavadskas_turskis"),
        independent=FIXED | {"sum", "none"},
        caution=_("a park at zero on one criterion has the preference zero whatever its other values"),
    ),
    Method(
        id="waspas",
        name="WASPAS",
        formula=_("P_i = λ Σ_j w_j r_ij + (1 − λ) Π_j r_ij^w_j; r normalised value, w weight"),
        source="Zavadskas E. K. et al. (2012). Optimization of weighted aggregated sum product assessment. "
        "Elektronika ir Elektrotechnika 122(6)",
        run=engines.waspas,
        merit="identity",
        checked_against=_(
            "Chakraborty et al. 2015, example 2 (published table); independent formula in the tests"
        ),
        normalisations=("linear", "minmax", "max", "sum", "vector", "nonlinear"),
        parameters=MixParameters,
        independent=FIXED,
    ),
    Method(
        id="aras",
        name="ARAS",
        formula=_(
            "K_i = S_i / S_0, S_i = Σ_j w_j r_ij; r normalised value, S_0 the ideal park's sum, w weight"
        ),
        source="Zavadskas E. K., Turskis Z. (2010). A new additive ratio assessment (ARAS) method. "
        "Technological and Economic Development of Economy 16(2)",
        run=engines.aras,
        merit="identity",
        checked_against=_("Goswami & Behera 2020 (published table); independent formula in the tests"),
        normalisations=("sum", "minmax", "max", "linear", "vector"),
        additive=True,
        independent=FIXED,
    ),
    Method(
        id="copras",
        name="COPRAS",
        formula=_(
            "Q_i = S⁺_i + min S⁻ · Σ S⁻ / (S⁻_i · Σ(min S⁻ / S⁻)), P_i = Q_i / max Q; S⁺ and S⁻ sums of w_j "
            "x_ij / Σ_i x_ij "
            "over the criteria to be great and small; without any of the latter Q = S⁺"
        ),
        source="Zavadskas E. K., Kaklauskas A., Sarka V. (1994). The new method of multicriteria complex "
        "proportional "
        "assessment of projects. Technological and Economic Development of Economy 1(3)",
        run=corrected.copras,
        merit="identity",
        checked_against=_("Uysal 2022 (published table); independent formula in the tests"),
        deviation=_(
            "pymcdm 1.4 leaves out the two sums, so that its relative significance is S⁺ + S⁻ and rewards "
            "costs, and it "
            "refuses a problem without a cost criterion; parkfund computes the published formula itself"
        ),
    ),
    Method(
        id="moora",
        name="MOORA",
        formula=_("P_i = Σ_max w_j x*_ij − Σ_min w_j x*_ij, x* = x / √Σ_i x_ij²; w weight"),
        source="Brauers W. K., Zavadskas E. K. (2006). The MOORA method and its application to privatization "
        "in a "
        "transition economy. Control and Cybernetics 35(2)",
        run=corrected.moora,
        merit="range",
        checked_against=_("Kracka et al. 2010 (published table); independent formula in the tests"),
        additive=True,
        deviation=_("pymcdm refuses a problem without a cost criterion; parkfund computes that case itself"),
    ),
    Method(
        id="ocra",
        name="OCRA",
        formula=_(
            "I_i = Σ_min w_j (max − x_ij) / min, O_i = Σ_max w_j (x_ij − min) / min, each less its minimum; "
            "P_i = I_i + O_i less its minimum; w weight, min and max over the parks"
        ),
        source="Parkan C., Wu M. L. (1997). On the equivalence of operational performance measurement and "
        "multiple "
        "attribute decision making. International Journal of Production Research 35(11)",
        run=engines.ocra,
        merit="range",
        checked_against=_(
            "Madić et al. 2015 (published table, as in pymcdm); independent formula in the tests"
        ),
        additive=True,
        independent=True,
    ),
    Method(
        id="ram",
        name="RAM",
        formula=_(
            "RI_i = (2 + S⁺_i)^(1 / (2 + S⁻_i)); S⁺ and S⁻ sums of w_j x_ij / Σ_i x_ij over criteria to be "
            "great and small"
        ),
        source="Sotoudeh-Anvari A. (2023). Root Assessment Method (RAM). Journal of Cleaner Production 423, "
        "138695",
        run=engines.ram,
        merit="range",
        checked_against=_("Sotoudeh-Anvari 2023 (published table); independent formula in the tests"),
        deviation=_("pymcdm refuses a zero, which the formula does not; parkfund lets it pass"),
    ),
    Method(
        id="rafsi",
        name="RAFSI",
        formula=_(
            "V_i = Σ_j w_j ŝ_ij; s maps each criterion's ends to n1 and n2k; ŝ = s / (2A), for costs H / "
            "(2s); A and H arithmetic "
            "and harmonic mean of n1 and n2k; ends from scale, else from the parks"
        ),
        source="Žižović M. et al. (2020). Eliminating rank reversal problem using a new multi-attribute "
        "model: the RAFSI "
        "method. Mathematics 8(6), 1015",
        run=reference_points.rafsi,
        merit="interval",
        checked_against=_("independent formula in the tests"),
        parameters=RafsiParameters,
        additive=True,
        independent=True,
        needs_ends=True,
    ),
    Method(
        id="lmaw",
        name="LMAW",
        formula=_(
            "ϑ = (x + max) / max, for costs (x + min) / x; φ_ij = ln ϑ_ij / ln Π_i ϑ_ij; "
            "Q_i = Σ_j 2 φ_ij^w_j / ((2 − φ_ij)^w_j + φ_ij^w_j); w weight"
        ),
        source="Pamučar D. et al. (2021). A new logarithm methodology of additive weights (LMAW). Facta "
        "Universitatis, "
        "Series: Mechanical Engineering 19(3)",
        run=corrected.lmaw,
        merit="range",
        checked_against=_(
            "Pamučar et al. 2021 (published table, as in pymcdm); independent formula in the tests"
        ),
        additive=True,
        deviation=_(
            "pymcdm multiplies one factor up to 2 for each park, which overflows from about a thousand parks "
            "on; parkfund "
            "adds logarithms"
        ),
    ),
    Method(
        id="aroman",
        name="AROMAN",
        formula=_(
            "R_i = L_i^λ + A_i^(1−λ); L and A sums of w_j (β t_ij + (1 − β) t*_ij) / 2 over the criteria to "
            "be small and great; "
            "t min-max and t* vector normalisation"
        ),
        source="Bošković S. et al. (2023). An alternative ranking order method accounting for two-step "
        "normalization "
        "(AROMAN). IEEE Access 11",
        run=engines.aroman,
        merit="range",
        checked_against=_(
            "Bošković et al. 2023 (published table, as in pymcdm); independent formula in the tests"
        ),
        parameters=AromanParameters,
        monotone=False,
        caution=_(
            "the published formula adds the sum over cost criteria: a greater cost raises a park; use it "
            "with criteria "
            "to be great only, or give the costs value functions"
        ),
    ),
    Method(
        id="lopm",
        name="LoPM",
        formula=_(
            "m_i = Σ_max w_j Y_j / x_ij + Σ_min w_j x_ij / Y_j + Σ_target w_j |x_ij / Y_j − 1|; Y limits or "
            "targets: as given, "
            "else the knock-out limit, else the best end of the criterion"
        ),
        source="Farag M. M. (2020). Materials and Process Selection for Engineering Design. CRC Press",
        run=reference_points.lopm,
        merit="reversed_range",
        checked_against=_("Farag 2020 (published table, as in pymcdm); independent formula in the tests"),
        higher_is_better=False,
        parameters=LopmParameters,
        additive=True,
        independent=True,
        deviation=_(
            "pymcdm's own ranking of LoPM runs the wrong way (a misspelt attribute); parkfund ranks itself"
        ),
    ),
    Method(
        id="mairca",
        name="MAIRCA",
        formula=_(
            "Q_i = Σ_j (1/m) w_j (1 − r_ij), lower is better; r normalised value, m number of parks, w weight"
        ),
        source="Pamučar D., Vasin L., Lukovac L. (2014). Selection of railway level crossings for investing "
        "in security "
        "equipment using hybrid DEMATEL-MARICA model. XVI Railcon",
        run=engines.mairca,
        merit="gap",
        checked_against=_("Aksoy 2021 (published table); independent formula in the tests"),
        higher_is_better=False,
        normalisations=("minmax", "max", "linear"),
        additive=True,
        independent=FIXED,
    ),
)
