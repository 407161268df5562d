"""Methods that measure the distance from ideal, anti-ideal, average or expected parks."""

from __future__ import annotations

from decision.language import _
from decision.ranking import corrected, engines, reference_points
from decision.ranking.catalogue_sums import FIXED
from decision.ranking.methods import Method
from decision.ranking.parameters import (
    BalancedSpotisParameters,
    CodasParameters,
    ErvdParameters,
    MixParameters,
    RimParameters,
    SpotisParameters,
    VikorParameters,
)

IDEAL_METHODS = (
    Method(
        id="topsis",
        name="TOPSIS",
        formula=_(
            "P_i = D⁻_i / (D⁺_i + D⁻_i); D⁺ and D⁻ Euclidean distances of w_j r_ij from its best and worst; "
            "r normalised value, w weight"
        ),
        source="Hwang C. L., Yoon K. (1981). Multiple Attribute Decision Making. Springer",
        run=engines.topsis,
        merit="identity",
        checked_against=_(
            "Opricovic & Tzeng 2004, Tzeng & Huang 2011 (published tables); independent formula in the tests"
        ),
        normalisations=(
            "minmax",
            "vector",
            "max",
            "sum",
            "linear",
            "nonlinear",
            "logarithmic",
            "enhanced_accuracy",
        ),
        independent=FIXED,
    ),
    Method(
        id="vikor",
        name="VIKOR",
        formula=_(
            "Q_i = v (S_i − S*)/(S⁻ − S*) + (1 − v)(R_i − R*)/(R⁻ − R*), lower is better; S sum and R "
            "greatest of "
            "w_j (f*_j − f_ij)/(f*_j − f⁻_j); * best, ⁻ worst; a term that is equal for all parks is 0"
        ),
        source="Opricovic S., Tzeng G. H. (2004). Compromise solution by MCDM methods: a comparative "
        "analysis of VIKOR and "
        "TOPSIS. European Journal of Operational Research 156(2)",
        run=corrected.vikor,
        merit="complement",
        checked_against=_(
            "Opricovic & Tzeng 2004 and 2007 (published tables); independent formula in the tests"
        ),
        higher_is_better=False,
        parameters=VikorParameters,
        independent=True,
        deviation=_(
            "pymcdm refuses a criterion on which all parks are equal and divides by zero where all S or all "
            "R are equal; "
            "in parkfund such a term is 0"
        ),
    ),
    Method(
        id="edas",
        name="EDAS",
        formula=_(
            "AS_i = (NSP_i + NSN_i) / 2, NSP = SP / max SP, NSN = 1 − SN / max SN; SP and SN weighted sums "
            "of the relative "
            "distances above and below the average park"
        ),
        source="Keshavarz Ghorabaee M. et al. (2015). Multi-criteria inventory classification using a new "
        "method of "
        "evaluation based on distance from average solution (EDAS). Informatica 26(3)",
        run=engines.edas,
        merit="identity",
        checked_against=_("Ersoy 2021 (published table); independent formula in the tests"),
    ),
    Method(
        id="codas",
        name="CODAS",
        formula=_(
            "H_i = Σ_k (E_i − E_k) + ψ(E_i − E_k)(T_i − T_k), ψ(x) = 1 where |x| ≥ τ, else 0; E Euclidean "
            "and T taxicab distance of "
            "w_j r_ij from the worst"
        ),
        source="Keshavarz Ghorabaee M. et al. (2016). A new combinative distance-based assessment (CODAS) "
        "method. Economic "
        "Computation and Economic Cybernetics Studies and Research 50(3)",
        run=corrected.codas,
        merit="range",
        checked_against=_(
            "Badi et al. 2018 (published table); pymcdm at τ = 0.02; independent formula in the tests"
        ),
        normalisations=("linear", "minmax", "max", "sum", "vector"),
        parameters=CodasParameters,
        monotone=False,
        deviation=_(
            "pymcdm fixes τ at 0.02 and loops over all pairs; parkfund computes the same with τ as a "
            "parameter"
        ),
    ),
    Method(
        id="mabac",
        name="MABAC",
        formula=_(
            "S_i = Σ_j (w_j (r_ij + 1) − g_j), g_j the geometric mean of w_j (r_ij + 1) over the parks; r "
            "normalised value"
        ),
        source="Pamučar D., Ćirović G. (2015). The selection of transport and handling resources in "
        "logistics centers using "
        "MABAC. Expert Systems with Applications 42(6)",
        run=corrected.mabac,
        merit="range",
        checked_against=_("Pamučar & Ćirović 2015 (published table); independent formula in the tests"),
        normalisations=("minmax", "max", "linear", "sum", "vector"),
        additive=True,
        independent=FIXED,
        deviation=_(
            "pymcdm multiplies one factor below 1 for each park before the root, which underflows to 0 from "
            "some hundred "
            "parks on and shifts every preference; parkfund takes the mean of logarithms"
        ),
    ),
    Method(
        id="marcos",
        name="MARCOS",
        formula=_(
            "f(K_i) = (K⁺ + K⁻) / (1 + (1 − f⁺)/f⁺ + (1 − f⁻)/f⁻), f⁺ = K⁻/(K⁺ + K⁻), f⁻ = K⁺/(K⁺ + K⁻); K⁺ "
            "= S_i / S_ideal, "
            "K⁻ = S_i / S_anti-ideal, S weighted sum of x / x_ideal, for costs x_ideal / x"
        ),
        source="Stević Ž. et al. (2020). Sustainable supplier selection in healthcare industries using a new "
        "MCDM method: "
        "MARCOS. Computers & Industrial Engineering 140, 106231",
        run=corrected.marcos,
        merit="identity",
        checked_against=_("Stević et al. 2020 (published table); independent formula in the tests"),
        additive=True,
        independent=True,
        deviation=_(
            "pymcdm divides by zero where the anti-ideal park is worth nothing; the formula has the limit "
            "K⁺, which "
            "parkfund gives"
        ),
    ),
    Method(
        id="cocoso",
        name="CoCoSo",
        formula=_(
            "k_i = (k_a k_b k_c)^(1/3) + (k_a + k_b + k_c)/3; k_a = (P + S)/Σ(P + S), k_b = S/min S + P/min "
            "P, "
            "k_c = (λS + (1 − λ)P)/(λ max S + (1 − λ) max P); S = Σ_j w_j r_ij, P = Σ_j r_ij^w_j"
        ),
        source="Yazdani M. et al. (2019). A combined compromise solution (CoCoSo) method for multi-criteria "
        "decision-making problems. Management Decision 57(9)",
        run=engines.cocoso,
        merit="range",
        checked_against=_("Yazdani et al. 2019 (published table); independent formula in the tests"),
        normalisations=("minmax", "max", "linear", "sum"),
        parameters=MixParameters,
    ),
    Method(
        id="spotis",
        name="SPOTIS",
        formula=_(
            "P_i = Σ_j w_j |x_ij − s_j| / (max_j − min_j), lower is better; s the expected point, else the "
            "best end; ends from "
            "scale, else from the parks"
        ),
        source="Dezert J. et al. (2020). The SPOTIS rank reversal free method for multi-criteria "
        "decision-making support. "
        "FUSION 2020, IEEE",
        run=reference_points.spotis,
        merit="complement",
        checked_against=_("Dezert et al. 2020 (published table); independent formula in the tests"),
        higher_is_better=False,
        parameters=SpotisParameters,
        additive=True,
        independent=True,
        needs_ends=True,
    ),
    Method(
        id="balanced_spotis",
        name="Balanced SPOTIS",
        formula=_(
            "P_i = (1 − α) d_i(ideal) + α d_i(expected), lower is better; d as in SPOTIS from the best ends "
            "and from the "
            "expected point"
        ),
        source="Shekhovtsov A., Dezert J., Sałabun W. (2025). Enhancing personalized decision-making with "
        "the Balanced "
        "SPOTIS algorithm. ICAART 2025",
        run=reference_points.balanced_spotis,
        merit="complement",
        checked_against=_("independent formula in the tests"),
        higher_is_better=False,
        parameters=BalancedSpotisParameters,
        additive=True,
        independent=True,
        needs_ends=True,
    ),
    Method(
        id="rim",
        name="RIM",
        formula=_(
            "P_i = I⁻/(I⁺ + I⁻); I⁺ and I⁻ Euclidean distances of w_j y_ij from w_j and from 0; y 1 inside "
            "the ideal interval, "
            "falling to 0 at the ends of the criterion"
        ),
        source="Cables E., Lamata M. T., Verdegay J. L. (2016). RIM: reference ideal method in multicriteria "
        "decision making. "
        "Information Sciences 337",
        run=reference_points.rim,
        merit="identity",
        checked_against=_(
            "Cables et al. 2016 (published table, as in pymcdm); independent formula in the tests"
        ),
        parameters=RimParameters,
        independent=True,
        needs_ends=True,
    ),
    Method(
        id="ervd",
        name="ERVD",
        formula=_(
            "φ_i = S⁻/(S⁺ + S⁻), weighted distances from the best and worst v; v = (r − φ)^α for a gain, "
            "−λ(φ − r)^α for a loss; "
            "r = x / Σx and φ the reference point (do_nothing, else the mean) likewise"
        ),
        source="Shyur H. J. et al. (2015). A multiple criteria decision making method based on relative "
        "value distances. "
        "Foundations of Computing and Decision Sciences 40(4)",
        run=reference_points.ervd,
        merit="identity",
        checked_against=_(
            "Shyur et al. 2015 (published table, as in pymcdm); independent formula in the tests"
        ),
        parameters=ErvdParameters,
        deviation=_("pymcdm refuses a zero, which the formula does not; parkfund computes that case itself"),
    ),
    Method(
        id="probid",
        name="PROBID",
        formula=_(
            "P_i = 1/(1 + R²) + S_i(avg), R = S⁺/S⁻; S⁺ = Σ S_i(k)/k over the better half of the ranked "
            "ideal solutions, "
            "S⁻ = Σ S_i(k)/(m − k + 1) over the worse half; S_i(avg) distance from the average"
        ),
        source="Wang Z., Rangaiah G. P., Wang X. (2021). Preference ranking on the basis of ideal-average "
        "distance method. "
        "Industrial & Engineering Chemistry Research 60(30)",
        run=engines.probid,
        merit="range",
        checked_against=_(
            "Wang et al. 2021 (published table, as in pymcdm); the formula as in scikit-criteria, in the "
            "tests"
        ),
        monotone=False,
        caution=_("the distance from the average is added, so that a park far below it may rise"),
    ),
    Method(
        id="sprobid",
        name="sPROBID",
        formula=_("P_i = S⁻/S⁺; as PROBID, over the best and the worst quarter of the ideal solutions only"),
        source="Wang Z., Rangaiah G. P., Wang X. (2021). Preference ranking on the basis of ideal-average "
        "distance method. "
        "Industrial & Engineering Chemistry Research 60(30)",
        run=corrected.sprobid,
        merit="odds",
        checked_against=_("the formula as in scikit-criteria, in the tests"),
        monotone=False,
        deviation=_(
            "below four parks pymcdm takes rows of the distance table for columns; parkfund computes that "
            "case itself"
        ),
    ),
)
