"""Captions of the methods' intermediate tables, pymcdm's and our own, as messages that can be translated."""

from __future__ import annotations

from collections.abc import Mapping

from decision.language import Message, _

CAPTIONS: Mapping[str, Message] = {
    "Aggregated averaged normalized matrix": _("Aggregated averaged normalized matrix"),
    "Aggregated preference indices": _("Aggregated preference indices"),
    "Appraisal Score": _("Appraisal Score"),
    "Appraisal score strategy k_ia": _("Appraisal score strategy k_ia"),
    "Appraisal score strategy k_ib": _("Appraisal score strategy k_ib"),
    "Appraisal score strategy k_ic": _("Appraisal score strategy k_ic"),
    "Average Euclidean distance": _("Average Euclidean distance"),
    "Average ideal solution": _("Average ideal solution"),
    "Average solution": _("Average solution"),
    "Balanced distance from ESP and ISP": _("Balanced distance from ESP and ISP"),
    "Best values of all criterion functions": _("Best values of all criterion functions"),
    "Border approximation area matrix": _("Border approximation area matrix"),
    "Characteristic values": _("Characteristic values"),
    "Compromise index": _("Compromise index"),
    "Distance from NIS": _("Distance from NIS"),
    "Distance from PIS": _("Distance from PIS"),
    "Distances from border approximation matrix": _("Distances from border approximation matrix"),
    "Euclidean distances between ideal solutions and alternatives": _(
        "Euclidean distances between ideal solutions and alternatives"
    ),
    "Euclidean distances from the negative-ideal solution": _(
        "Euclidean distances from the negative-ideal solution"
    ),
    "Expected Solution Point (ESP)": _("Expected Solution Point (ESP)"),
    "Extended decision matrix": _("Extended decision matrix"),
    "Final preference (utility degree)": _("Final preference (utility degree)"),
    "Final preference score": _("Final preference score"),
    "Final preference value": _("Final preference value"),
    "Final preference values": _("Final preference values"),
    "Final preference values (Utility degree)": _("Final preference values (Utility degree)"),
    "Final preference values (assessment score)": _("Final preference values (assessment score)"),
    "Final preference values (relative closeness)": _("Final preference values (relative closeness)"),
    "Final preference values of each alternative": _("Final preference values of each alternative"),
    "Global preference net flows": _("Global preference net flows"),
    "Greatest individual regret": _("Greatest individual regret"),
    "Group utility": _("Group utility"),
    "Ideal Solution Point (ISP)": _("Ideal Solution Point (ISP)"),
    "Ideal/Expected Solution Point (ISP/ESP)": _("Ideal/Expected Solution Point (ISP/ESP)"),
    "Individual separation measures from the NIS": _("Individual separation measures from the NIS"),
    "Individual separation measures from the PIS": _("Individual separation measures from the PIS"),
    "Linear preference rating for the beneficial criteria": _(
        "Linear preference rating for the beneficial criteria"
    ),
    "Linear preference rating for the non-beneficial criteria": _(
        "Linear preference rating for the non-beneficial criteria"
    ),
    "Logarithmic normalised matrix": _("Logarithmic normalised matrix"),
    "Lower property score": _("Lower property score"),
    "Manhattan distances from the negative-ideal solution": _(
        "Manhattan distances from the negative-ideal solution"
    ),
    "Matrix of ideal solutions": _("Matrix of ideal solutions"),
    "Matrix of relative performance of alternatives": _("Matrix of relative performance of alternatives"),
    "Merit/Preference value": _("Merit/Preference value"),
    "Min-max normalized decision matrix": _("Min-max normalized decision matrix"),
    "Negative Ideal Solution": _("Negative Ideal Solution"),
    "Negative distance from Average solution": _("Negative distance from Average solution"),
    "Negative ideal solution": _("Negative ideal solution"),
    "Negative outrankig flows": _("Negative outranking flows"),
    "Negative variation to the normalized reference ideal": _(
        "Negative variation to the normalized reference ideal"
    ),
    "Negative-ideal Solution": _("Negative-ideal Solution"),
    "Net flows by criterion": _("Net flows by criterion"),
    "Normalized decision matrix": _("Normalized decision matrix"),
    "Normalized distances from ESP": _("Normalized distances from ESP"),
    "Normalized distances from ISP": _("Normalized distances from ISP"),
    "Normalized extended decision matrix": _("Normalized extended decision matrix"),
    "Normalized reference point": _("Normalized reference point"),
    "Normalized values of SN": _("Normalized values of SN"),
    "Normalized values of SP": _("Normalized values of SP"),
    "Overall negative-ideal distance": _("Overall negative-ideal distance"),
    "Overall positive-ideal distance": _("Overall positive-ideal distance"),
    "Overall preference rating": _("Overall preference rating"),
    "Positive Ideal Solution": _("Positive Ideal Solution"),
    "Positive distance from Average solution": _("Positive distance from Average solution"),
    "Positive ideal solution": _("Positive ideal solution"),
    "Positive outrankig flows": _("Positive outranking flows"),
    "Positive variation to the normalized reference ideal": _(
        "Positive variation to the normalized reference ideal"
    ),
    "Real rating matrix": _("Real rating matrix"),
    "Reference ideal": _("Reference ideal"),
    "Reference point for alternatives evaluation": _("Reference point for alternatives evaluation"),
    "Relative significance": _("Relative significance"),
    "Standardized decision matrix": _("Standardized decision matrix"),
    "Standarized decision matrix": _("Standardized decision matrix"),
    "Sum of maximising indices": _("Sum of maximising indices"),
    "Sum of minimising indices": _("Sum of minimising indices"),
    "Sum of weighted normalized scores of beneficial criteria": _(
        "Sum of weighted normalized scores of beneficial criteria"
    ),
    "Sum of weighted normalized scores of cost criteria": _(
        "Sum of weighted normalized scores of cost criteria"
    ),
    "Summarized cost values": _("Summarized cost values"),
    "Summarized profit values": _("Summarized profit values"),
    "Target property score": _("Target property score"),
    "The aggregate performance of ith alternative with respect to all non-beneficial criteria": _(
        "The aggregate performance of the i-th alternative with respect to all non-beneficial criteria"
    ),
    "The preference ratings with respect to the beneficial criteria": _(
        "The preference ratings with respect to the beneficial criteria"
    ),
    "Theoretical ranking matrix": _("Theoretical ranking matrix"),
    "Total gap matrix": _("Total gap matrix"),
    "Upper property score": _("Upper property score"),
    "Utility degree in relation to anti-ideal solution": _(
        "Utility degree in relation to anti-ideal solution"
    ),
    "Utility degree in relation to ideal solution": _("Utility degree in relation to ideal solution"),
    "Utility function in relation to anti-ideal solution": _(
        "Utility function in relation to anti-ideal solution"
    ),
    "Utility function in relation to ideal solution": _("Utility function in relation to ideal solution"),
    "Values of optimality function": _("Values of optimality function"),
    "Vector normalized decision matrix": _("Vector normalized decision matrix"),
    "Vector of P_i values": _("Vector of P_i values"),
    "Vector of S_i values": _("Vector of S_i values"),
    "Vector of pos-ideal/neg-ideal ratio": _("Vector of pos-ideal/neg-ideal ratio"),
    "WPM part of the final preference": _("WPM part of the final preference"),
    "WSM part of the final preference": _("WSM part of the final preference"),
    "Weighted average distance from ESP": _("Weighted average distance from ESP"),
    "Weighted average distance from ISP": _("Weighted average distance from ISP"),
    "Weighted net flows by criterion": _("Weighted net flows by criterion"),
    "Weighted normalized decision matrix": _("Weighted normalized decision matrix"),
    "Weighted normalized extended decision matrix": _("Weighted normalized extended decision matrix"),
    "Weighted normalized matrix": _("Weighted normalized matrix"),
    "Weighted regrets by criterion": _("Weighted regrets by criterion"),
    "Weighted standardized decision matrix": _("Weighted standardized decision matrix"),
    "Weighted sum of NDA values": _("Weighted sum of NDA values"),
    "Weighted sum of PDA values": _("Weighted sum of PDA values"),
    "Worst values of all criterion functions": _("Worst values of all criterion functions"),
}
