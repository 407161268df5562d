"""Generate the illustrative round: 180 fictional candidate parks calibrated to published totals.

    python tools/illustrative_round.py            rewrites parks.csv, partnerships.csv and datapackage.json
    python tools/illustrative_round.py --check    exits 1 if a file differs from what would be written

Reads only ``datasets/national/``. Only uniform numbers are drawn from NumPy and every transform is scalar
arithmetic of the standard library, so that the bytes do not depend on the NumPy version or the processor. The
recipe, with what is real, derived and synthetic, is in ``datasets/illustrative-2025/README.md``; column by
column in its ``datapackage.json``.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import sys
from collections import Counter
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from illustrative_columns import COLUMNS, data_package

SEED = 20250701
VERSION = "1.0.0"
CANDIDATES = 180
LEAST_FAR_EAST = 22
MOST_IN_REGION = 5
CAP = {"low_security": 500.0, "middle": 350.0, "high": 200.0}
FEDERAL_SHARE_OF_CAPEX = 0.56
KINDS = {"industrial_park": 361, "industrial_technopark": 117, "hightech_technopark": 8}
STAGES = {"initial": 70, "medium": 20, "high": 10}

# Dependence of log area, residents, jobs and private investment between real parks outside special economic
# zones (21-31 parks a pair, plan and fact mixed: used as a shape); residents against investment is assumed.
DEPENDENCE = [
    [1.00, 0.36, 0.64, 0.65],
    [0.36, 1.00, 0.66, 0.45],
    [0.64, 0.66, 1.00, 0.61],
    [0.65, 0.45, 0.61, 1.00],
]

# By sector, all synthetic: R&D / revenue, import substitution, export share, revenue per job (mln RUB), wage
# (thousand RUB a month), readiness. Only the order of the sectors is meant.
SECTOR = {
    "aviation": (0.050, 0.60, 0.30, 6.0, 76, 0.3),
    "shipbuilding": (0.028, 0.52, 0.22, 5.0, 70, 0.0),
    "engines": (0.046, 0.62, 0.26, 5.5, 73, 0.2),
    "transport_machinery": (0.022, 0.52, 0.20, 6.2, 67, 0.1),
    "machine_tools": (0.036, 0.66, 0.12, 4.6, 68, 0.0),
    "electronics": (0.066, 0.62, 0.14, 5.2, 78, 0.2),
    "chemistry": (0.024, 0.50, 0.30, 9.0, 69, 0.1),
    "metalworking": (0.012, 0.42, 0.22, 6.0, 62, 0.0),
    "food": (0.006, 0.30, 0.16, 7.0, 55, 0.2),
    "building_materials": (0.006, 0.27, 0.06, 5.0, 57, 0.1),
    "wood": (0.005, 0.22, 0.34, 4.2, 53, 0.1),
    "pharma": (0.060, 0.56, 0.10, 8.0, 74, -0.1),
}

ROOT = Path(__file__).resolve().parents[1]
NATIONAL = ROOT / "datasets" / "national"
TARGET = ROOT / "datasets" / "illustrative-2025"
Park = dict[str, Any]


class Dice:
    """Uniform numbers of one seeded stream, and what is made of them."""

    def __init__(self, seed: int) -> None:
        self._stream = np.random.default_rng(seed)

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        return low + (high - low) * float(self._stream.random())

    def normal(self) -> float:
        return NormalDist().inv_cdf(min(max(self.uniform(), 1e-12), 1 - 1e-12))

    def lognormal(self, sigma: float) -> float:
        return math.exp(sigma * self.normal())

    def share(self, middle: float, sigma: float, low: float, high: float) -> float:
        """A share whose logit is normal."""
        value = 1 / (1 + math.exp(-math.log(middle / (1 - middle)) - sigma * self.normal()))
        return min(max(value, low), high)

    def chance(self, probability: float) -> bool:
        return self.uniform() < probability

    def choose(self, weights: dict[str, float]) -> str:
        left = self.uniform() * sum(weights.values())
        for value, weight in weights.items():
            left -= weight
            if left < 0:
                return value
        return value

    def shuffled(self, values: list[Any]) -> list[Any]:
        keys = [self.uniform() for _ in values]
        return [values[i] for i in sorted(range(len(values)), key=keys.__getitem__)]


def read(name: str) -> list[dict[str, str]]:
    with (NATIONAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def largest_remainder(parts: dict[str, float], total: int) -> dict[str, int]:
    """Whole numbers in the proportion of the parts that sum to the total (Hamilton's method)."""
    exact = {key: part * total / sum(parts.values()) for key, part in parts.items()}
    counts = {key: math.floor(value) for key, value in exact.items()}
    for key in sorted(exact, key=lambda k: counts[k] - exact[k])[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def cholesky(matrix: list[list[float]]) -> list[list[float]]:
    lower = [[0.0] * len(matrix) for _ in matrix]
    for i in range(len(matrix)):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = math.sqrt(rest) if i == j else rest / lower[j][j]
    return lower


def region_groups(regions: list[dict[str, str]], dice: Dice) -> dict[str, tuple[str, str]]:
    """The group of each region for the cap, and on what it rests; the act's own table was not found."""
    groups: dict[str, tuple[str, str]] = {}
    by_award = {500: "low_security", 350: "middle", 200: "high"}
    unknown = []
    for region in regions:
        code, award = region["region"], region["award_per_park_2025_mln_rub"]
        if award:
            groups[code] = (by_award[int(award)], "known_award")
        elif region["district"] == "DFO" or region["border_priority"] == "1":
            groups[code] = ("low_security", "far_east_or_border")
        elif region["low_development_list"] == "1":
            groups[code] = ("middle", "low_development_list")
        else:
            unknown.append(code)
    for place, code in enumerate(dice.shuffled(sorted(unknown))):
        groups[code] = ("middle" if place < len(unknown) / 2 else "high", "drawn")
    return groups


def places(regions: list[dict[str, str]], dice: Dice) -> list[str]:
    """Region codes of the candidates: one a region, the rest by the square root of population."""
    home = {region["region"]: region["district"] for region in regions}
    extra = largest_remainder(
        {row["district"]: math.sqrt(float(row["population_2017_mln"])) for row in read("districts.csv")},
        CANDIDATES - len(regions),
    )
    far_east = sum(district == "DFO" for district in home.values())
    missing = max(0, LEAST_FAR_EAST - far_east - extra["DFO"])
    extra["DFO"] += missing
    for district in sorted((d for d in extra if d != "DFO"), key=extra.__getitem__, reverse=True)[:missing]:
        extra[district] -= 1
    codes = Counter(dict.fromkeys(home, 1))
    for district, count in extra.items():
        own = sorted(code for code in home if home[code] == district)
        for _ in range(count):
            open_ones = {code: 1.0 for code in own if codes[code] < MOST_IN_REGION}
            codes[dice.choose(open_ones)] += 1
    return dice.shuffled(sorted(codes.elements()))


def identities(dice: Dice) -> list[Park]:
    """Who the candidates are: place, kind, sector, stage, model, name."""
    regions = read("regions.csv")
    by_code = {region["region"]: region for region in regions}
    sectors = {sector["sector"]: sector for sector in read("sectors.csv")}
    groups = region_groups(regions, dice)
    codes = places(regions, dice)
    kinds = dice.shuffled([k for k, n in largest_remainder(KINDS, CANDIDATES).items() for _ in range(n)])
    parks: list[Park] = []
    taken: set[tuple[str, str]] = set()
    for number, (code, kind) in enumerate(zip(codes, kinds, strict=True), start=1):
        region = by_code[code]
        weights = {s: float(row["real_parks"]) + 3 for s, row in sectors.items() if (code, s) not in taken}
        if kind == "hightech_technopark":
            weights = {s: w for s, w in weights.items() if s in ("electronics", "pharma", "aviation")}
        sector = dice.choose(weights)
        taken.add((code, sector))
        brownfield = dice.chance(0.30 if kind == "industrial_park" else 0.80)
        model = "rental" if brownfield or kind == "industrial_technopark" else "infrastructure"
        if kind == "hightech_technopark":
            model = "service"
        if dice.chance(0.15):
            model = dice.choose({"rental": 1, "infrastructure": 1, "service": 2})
        known = region["parks_n"]
        parks.append(
            {
                "park_id": f"C{number:03d}",
                "name": f"{region['river']} {sectors[sector]['short']}",
                "name_ru": f"{region['river_ru']} – {sectors[sector]['short_ru']}",
                "region": code,
                "district": region["district"],
                "region_group": groups[code][0],
                "region_group_basis": groups[code][1],
                "border_region": int(region["border_priority"]),
                "low_development_list": int(region["low_development_list"]),
                "few_parks_region": int(int(known) < 5) if known else None,
                "kind": kind,
                "site": "brownfield" if brownfield else "greenfield",
                "model": model,
                "sector": sector,
            }
        )
    readiness = {p["park_id"]: 8 * SECTOR[p["sector"]][0] + 0.35 * dice.normal() for p in parks}
    order = sorted(parks, key=lambda p: -readiness[p["park_id"]])
    counts = largest_remainder(STAGES, CANDIDATES)
    for place, park in enumerate(order):
        early = "medium" if place < counts["high"] + counts["medium"] else "initial"
        park["stage"] = "high" if place < counts["high"] else early
    return parks


def money(parks: list[Park], dice: Dice) -> None:
    """Cost of building, who pays which part of it, and what is asked for (rules A4 to A7)."""
    without_regional = set(dice.shuffled([p["park_id"] for p in parks])[:6])
    for park in parks:
        cap = CAP[park["region_group"]]
        capex = round(cap / FEDERAL_SHARE_OF_CAPEX * math.exp(0.04 + 0.25 * dice.normal()), 1)
        # 0.275 + gamma(2, 0.04)
        private = min(0.275 - 0.04 * math.log(max(dice.uniform() * dice.uniform(), 1e-9)), 0.60)
        asked = 1.0 if dice.chance(0.55) else dice.uniform(0.85, 1.0)
        request = asked * min(cap, FEDERAL_SHARE_OF_CAPEX * capex, 0.8 * (1 - private) * capex)
        if park["park_id"] in without_regional:  # the region pays too little, the investor more: fails A5
            private = min(1 - request / (0.83 * capex), 0.60)
        park["capex_mln_rub"] = capex
        park["requested_mln_rub"] = math.floor(request * 10) / 10
        park["private_build_mln_rub"] = math.floor(private * capex * 10) / 10
        left = park["capex_mln_rub"] - park["requested_mln_rub"] - park["private_build_mln_rub"]
        park["regional_mln_rub"] = round(left, 1)
        park["private_share"] = round(park["private_build_mln_rub"] / park["capex_mln_rub"], 4)
        subsidy = park["requested_mln_rub"] + park["regional_mln_rub"]
        park["regional_share"] = round(park["regional_mln_rub"] / subsidy, 4)
        park["minimum_mln_rub"] = round(park["requested_mln_rub"] * dice.uniform(0.60, 0.90), 1)
        years = dice.choose({"2": 0.80, "3": 0.20} if cap == 500 else {"2": 0.84, "3": 0.16})
        park["build_years"] = int(years)
        park["earliest_start"] = int(dice.choose({"2025": 0.30, "2026": 0.40, "2027": 0.22, "2028": 0.08}))
        park["earlier_support_mln_rub"] = round(dice.uniform(40, 320), 1) if dice.chance(0.12) else 0.0


def scale(parks: list[Park], column: str, total: float, decimals: int) -> None:
    """Multiply a column so that it sums to the total."""
    factor = total / sum(park[column] for park in parks)
    for park in parks:
        park[column] = round(park[column] * factor, decimals)
        if decimals == 0:
            park[column] = int(park[column])


def effects(parks: list[Park], dice: Dice, facts: dict[str, float]) -> None:
    """What the parks would bring, scaled to the national rates over all candidates."""
    asked = sum(park["requested_mln_rub"] for park in parks)
    mean = sum(math.log(park["requested_mln_rub"]) for park in parks) / len(parks)
    spread = math.sqrt(sum((math.log(p["requested_mln_rub"]) - mean) ** 2 for p in parks) / len(parks))
    lower = cholesky(DEPENDENCE)
    for park in parks:
        draws = [dice.normal() for _ in DEPENDENCE]
        area, residents, jobs, private = (
            sum(lower[i][j] * draws[j] for j in range(i + 1)) for i in range(len(DEPENDENCE))
        )
        size = (math.log(park["requested_mln_rub"]) - mean) / spread
        technopark = park["kind"] != "industrial_park"
        park["area_ha"] = round(min((6 if technopark else 45) * math.exp(0.9 * area), 900), 1)
        park["floor_area_m2"] = round(12_000 * math.exp(0.5 * area), -1) if technopark else None
        park["residents"] = max(4, round(17.5 * math.exp(0.43 * residents)))
        park["new_jobs"] = math.exp(0.62 * (0.22 * size + 0.97 * jobs))
        park["private_investment_mln_rub"] = math.exp(0.72 * (0.22 * size + 0.97 * private))
    scale(parks, "new_jobs", asked * facts["d_jobs_per_bn"] / 1000, 0)
    scale(parks, "private_investment_mln_rub", asked * facts["d_leverage"], 1)
    stage_factor = {"initial": 0.85, "medium": 1.15, "high": 1.45}
    for park in parks:
        rnd, _substitution, export, revenue, wage, _readiness = SECTOR[park["sector"]]
        park["tax_mln_rub"] = park["new_jobs"] * dice.lognormal(0.35)
        park["revenue_mln_rub"] = park["new_jobs"] * revenue * dice.lognormal(0.35)
        park["output_mln_rub"] = park["revenue_mln_rub"] * dice.uniform(0.60, 0.95)
        park["export_mln_rub"] = park["output_mln_rub"] * dice.share(export, 0.6, 0.0, 0.7)
        intensity = rnd * stage_factor[park["stage"]] * dice.lognormal(0.40)
        park["rnd_mln_rub"] = park["revenue_mln_rub"] * intensity
        park["wage_thousand_rub"] = round(wage * dice.lognormal(0.10), 1)
        park["wage_fund_thousand_rub"] = round(park["wage_thousand_rub"] * park["new_jobs"], 1)
    scale(parks, "tax_mln_rub", asked * facts["d_tax_return"], 1)
    # The strategy's own proportions: output per worker, R&D and exports per rouble of output (2030 targets).
    grown = facts["strat2030_output_growth"] * 1000
    jobs = sum(park["new_jobs"] for park in parks)
    before = sum(park["output_mln_rub"] for park in parks)
    scale(parks, "output_mln_rub", jobs * grown / (facts["strat2030_headcount"] * 1000), 1)
    factor = sum(park["output_mln_rub"] for park in parks) / before
    for park in parks:
        park["revenue_mln_rub"] = round(park["revenue_mln_rub"] * factor, 1)
    output = sum(park["output_mln_rub"] for park in parks)
    scale(parks, "rnd_mln_rub", output * facts["strat2030_rd_spend"] * 1000 / grown, 2)
    scale(parks, "export_mln_rub", output * facts["strat2030_export_growth"] * 1000 / grown, 1)


def qualities(parks: list[Park], dice: Dice) -> None:
    """Everything else that the committee looks at; a few cells are uncertain."""
    maturity = {"initial": 0.0, "medium": 0.5, "high": 1.0}
    for park in parks:
        substitution, readiness = SECTOR[park["sector"]][1], SECTOR[park["sector"]][5]
        mature = maturity[park["stage"]]
        share = round(dice.share(substitution, 0.55, 0.03, 0.97), 3)
        park["import_substitution_share"] = share
        park["import_substitution_mln_rub"] = round(share * park["output_mln_rub"], 1)
        level = min(max(round(5.6 + readiness + 2.2 * mature + 0.9 * dice.normal()), 3), 9)
        wide = dice.chance(0.08)
        park["technology_readiness"] = f"{max(level - 1, 1)}/{level}/{min(level + 1, 9)}" if wide else level
        park["innovative_output_share"] = round(dice.share(0.14 + 0.12 * mature, 0.55, 0.01, 0.8), 3)
        park["documents_quality"] = round(dice.share(0.70 + 0.12 * mature, 0.6, 0.2, 1.0), 2)
        park["universities"] = min(math.floor(-math.log(max(dice.uniform(), 1e-9)) * (0.9 + 1.3 * mature)), 6)
        sme = round(dice.share(0.74, 0.5, 0.2, 0.98), 2)
        low, high = max(sme - 0.12, 0.0), min(sme + 0.08, 1.0)
        park["sme_share"] = f"{low:.2f}..{high:.2f}" if dice.chance(0.07) else sme
        park["anchor_resident"] = int(dice.chance(0.40 + 0.2 * mature))
        park["special_zone"] = int(dice.chance(0.12))
        park["delay_probability"] = {"initial": 0.45, "medium": 0.30, "high": 0.15}[park["stage"]]
        park["failure_probability"] = {"initial": 0.10, "medium": 0.05, "high": 0.02}[park["stage"]]


def partnerships(parks: list[Park], dice: Dice) -> list[list[Any]]:
    """Who works with whom: pairs of candidates of one district or sector, and fictional outside partners."""
    rows: list[list[Any]] = []
    pairs = [
        (a, b)
        for i, a in enumerate(parks)
        for b in parks[i + 1 :]
        if a["district"] == b["district"] and a["region"] != b["region"]
    ]
    for a, b in dice.shuffled(pairs)[:30]:
        kind = "supply" if a["sector"] != b["sector"] else "shared_equipment"
        rows.append([a["park_id"], b["park_id"], kind, round(dice.uniform(0.2, 1.0), 2)])
    learned = dice.shuffled([park for park in parks if park["universities"] > 0])[:26]
    for number, park in enumerate(learned, start=1):
        partner = f"Fictional university {number % 9 + 1}"
        rows.append([park["park_id"], partner, "research", round(dice.uniform(0.2, 1.0), 2)])
    anchored = dice.shuffled([park for park in parks if park["anchor_resident"]])[:14]
    for number, park in enumerate(anchored, start=1):
        partner = f"Fictional plant {number % 7 + 1}"
        rows.append([park["park_id"], partner, "supply", round(dice.uniform(0.2, 1.0), 2)])
    return sorted(rows, key=lambda row: (row[0], row[1]))


def table(header: list[str], rows: list[list[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return text.getvalue()


def generate() -> dict[str, str]:
    """The files of the illustrative round, by name."""
    facts = {row["key"]: float(row["value"]) for row in read("facts.csv") if row["value"]}
    dice = Dice(SEED)
    parks = identities(dice)
    money(parks, dice)
    effects(parks, dice, facts)
    qualities(parks, dice)
    pairs = partnerships(parks, dice)
    names = [column["name"] for column in COLUMNS]
    files = {
        "parks.csv": table(names, [[park[name] for name in names] for park in parks]),
        "partnerships.csv": table(["park", "partner", "kind", "strength"], pairs),
    }
    names_of = [read(name) for name in ("regions.csv", "districts.csv", "sectors.csv")]
    described = data_package(files, *names_of, SEED, VERSION)
    files["datapackage.json"] = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    return files


def main() -> int:
    parser = argparse.ArgumentParser(description="Generate the illustrative round.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    check = parser.parse_args().check
    differing = []
    for name, text in generate().items():
        path = TARGET / name
        content = text.encode("utf-8")
        if path.is_file() and path.read_bytes() == content:
            continue
        differing.append(name)
        if not check:
            path.write_bytes(content)
    if check and differing:
        print("differs from the generator: " + ", ".join(differing), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
