"""The data dictionary of the illustrative round: title, unit, type, codes and origin of every column."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import Any

SCRIPT = "tools/illustrative_round.py"
SEED_TEXT = "20250701"

TITLE = {
    "en": "Illustrative round 2025: 180 fictional candidates",
    "ru": "Иллюстративный конкурс 2025: 180 вымышленных заявок",
}
NOTICE = {
    "en": "Illustrative candidates. Region codes and rules are real; park figures are synthetic and "
    "calibrated to published totals.",
    "ru": "Иллюстративные заявки. Коды регионов и правила настоящие; показатели парков синтетические "
    "и приведены к опубликованным итогам.",
}

CODES: dict[str, dict[str, tuple[str, str]]] = {
    "region_group": {
        "low_security": ("Low budget security (cap 500)", "Низкая обеспеченность (до 500)"),
        "middle": ("Middle (cap 350)", "Средняя (до 350)"),
        "high": ("High budget security (cap 200)", "Высокая обеспеченность (до 200)"),
    },
    "region_group_basis": {
        "known_award": ("Award of 2025 known", "Известна субсидия 2025 года"),
        "far_east_or_border": ("Far East or border region", "Дальний Восток или приграничье"),
        "low_development_list": ("On the list of ten regions", "В списке десяти регионов"),
        "drawn": ("Drawn at random", "Случайный выбор"),
    },
    "kind": {
        "industrial_park": ("Industrial park", "Промышленный парк"),
        "industrial_technopark": ("Industrial technopark", "Промышленный технопарк"),
        "hightech_technopark": ("High-tech technopark", "Технопарк в сфере высоких технологий"),
    },
    "site": {"greenfield": ("Greenfield", "Гринфилд"), "brownfield": ("Brownfield", "Браунфилд")},
    "stage": {
        "initial": ("Initial", "Начальная"),
        "medium": ("Medium", "Средняя"),
        "high": ("High", "Высокая"),
    },
    "model": {
        "rental": ("Rental", "Арендная"),
        "infrastructure": ("Infrastructure", "Инфраструктурная"),
        "service": ("Service", "Сервисная"),
    },
}

UNCERTAIN = {"technology_readiness", "sme_share"}
REQUIRED = {"park_id", "name", "region", "requested_mln_rub", "capex_mln_rub"}


def _column(row: dict[str, str]) -> dict[str, Any]:
    name, label = row["name"], row["label"]
    column: dict[str, Any] = {
        "name": name,
        "type": row["type"],
        "title": {"en": row["title_en"], "ru": row["title_ru"]},
    }
    if row["description_en"]:
        column["description"] = {"en": row["description_en"], "ru": row["description_ru"]}
    column["unit"] = row["unit"] or None
    if name in UNCERTAIN:
        column["uncertain"] = True
    if name in REQUIRED:
        column["constraints"] = {"required": True}
    if name in CODES:
        column["categories"] = _categories(CODES[name])
    source = {"en": row["source"], "ru": row["source_ru"]} if row["source_ru"] else row["source"]
    column["provenance"] = {"label": label, "source": source}
    if label == "synthetic":
        column["provenance"] |= {"generator": SCRIPT, "seed": SEED_TEXT}
    return column


def _categories(codes: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"value": code, "label": {"en": en, "ru": ru}} for code, (en, ru) in codes.items()]


def _columns() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return [_column(row) for row in csv.DictReader(file)]


COLUMNS = _columns()


def _file(
    name: str, text: str, title: dict[str, str], fields: list[dict[str, Any]], **schema: Any
) -> dict[str, Any]:
    content = text.encode("utf-8")
    return {
        "name": name.removesuffix(".csv"),
        "type": "table",
        "title": title,
        "path": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": {"fields": fields, "missingValues": [""], **schema},
    }


# What Russian readers call the districts, and what fits a column of a table.
SHORT_DISTRICTS = {
    "CFO": "ЦФО",
    "SZFO": "СЗФО",
    "YUFO": "ЮФО",
    "SKFO": "СКФО",
    "PFO": "ПФО",
    "UFO": "УФО",
    "SFO": "СФО",
    "DFO": "ДФО",
}


def data_package(
    files: dict[str, str],
    regions: list[dict[str, str]],
    districts: list[dict[str, str]],
    sectors: list[dict[str, str]],
    seed: int,
    version: str,
) -> dict[str, Any]:
    """The Frictionless data package (version 2) of the round."""
    fields = []
    short = [district | {"name_ru": SHORT_DISTRICTS[district["district"]]} for district in districts]
    names = {"region": regions, "district": short, "sector": sectors}
    for column in COLUMNS:
        field = dict(column)
        name = field["name"]
        if name in names:
            field["categories"] = _categories(
                {row[name]: (row["name"], row["name_ru"]) for row in names[name]}
            )
        fields.append(field)
    source = {"en": f"{SCRIPT}, seed {seed}", "ru": f"{SCRIPT}, зерно {seed}"}
    drawn = {"label": "synthetic", "source": source, "generator": SCRIPT, "seed": str(seed)}
    kinds = {
        "research": ("Research", "Исследования"),
        "supply": ("Supply", "Поставки"),
        "shared_equipment": ("Shared equipment", "Общее оборудование"),
    }
    partners: list[dict[str, Any]] = [
        {"name": "park", "type": "string", "title": {"en": "Park", "ru": "Парк"}, "unit": None},
        {
            "name": "partner",
            "type": "string",
            "title": {"en": "Partner", "ru": "Партнёр"},
            "description": {"en": "A park, or a fictional partner", "ru": "Парк или вымышленный партнёр"},
            "unit": None,
        },
        {
            "name": "kind",
            "type": "string",
            "title": {"en": "Kind", "ru": "Вид"},
            "unit": None,
            "categories": _categories(kinds),
        },
        {
            "name": "strength",
            "type": "number",
            "title": {"en": "Strength", "ru": "Сила связи"},
            "unit": "share",
        },
    ]
    parks_title = {"en": "Candidate parks", "ru": "Заявки парков"}
    partners_title = {"en": "Partnerships", "ru": "Партнёрства"}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "illustrative-2025",
        "version": version,
        "title": TITLE,
        "synthetic": True,
        "notice": NOTICE,
        "generator": {
            "script": SCRIPT,
            "version": version,
            "seed": seed,
            "random": "numpy.random.default_rng",
        },
        "resources": [
            _file("parks.csv", files["parks.csv"], parks_title, fields, primaryKey=["park_id"]),
            _file(
                "partnerships.csv",
                files["partnerships.csv"],
                partners_title,
                [field | {"provenance": drawn} for field in partners],
            ),
        ],
    }
