"""Any valid model, written as YAML by somebody else's writer, reads back as the same model."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from decision.files.problems import validated
from decision.files.yamltext import parse
from decision.model.criteria import CriteriaModel
from decision.model.programme import Programme

numbers = st.one_of(st.integers(-1000, 1000), st.floats(-1e9, 1e9))
positive = st.one_of(st.integers(1, 1000), st.floats(1e-6, 1e9))
share = st.floats(0, 1)
words = st.text("abcdeж_-09.: #'\"&*!{}[],|>%@", min_size=1, max_size=12)
ids = st.text("abcdef_-09.", min_size=1, max_size=8)
texts = st.one_of(words, st.fixed_dictionaries({"en": words}, optional={"ru": words}))
years = st.integers(2025, 2030)


criterion = st.fixed_dictionaries(
    {"column": words},
    optional={
        "name": texts,
        "unit": words,
        "goal": st.just("max"),
        "weight": st.floats(0, 100),
        "missing": st.one_of(
            st.sampled_from(["reject", "median", "worst"]), st.fixed_dictionaries({"value": numbers})
        ),
        "accept": st.fixed_dictionaries({"min": numbers}),
        "value": st.just([[0, 0], [0.5, 1], [1, 0.25]]),
        "scale": st.just({"worst": -1.5, "best": 2}),
        "do_nothing": numbers,
        "note": texts,
    },
)
group = st.builds(
    lambda children, weight: {"criteria": children, "weight": weight},
    st.lists(criterion, min_size=1, max_size=3),
    st.floats(0, 10),
)


def with_ids(nodes, counter=None):
    """The same criteria with ids that occur once."""
    counter = counter if counter is not None else iter(range(1000))
    named = []
    for node in nodes:
        node = {"id": f"c{next(counter)}"} | node
        if "criteria" in node:
            node["criteria"] = with_ids(node["criteria"], counter)
        named.append(node)
    return named


criteria_models = st.fixed_dictionaries(
    {
        "title": texts,
        "method": st.one_of(ids, st.fixed_dictionaries({"name": ids, "v": numbers})),
        "criteria": st.lists(st.one_of(criterion, group), min_size=1, max_size=4).map(with_ids),
    },
    optional={"normalization": ids, "weights": st.just({"method": "equal"}), "source": words},
)

scalars = st.one_of(words, numbers, st.booleans())
where = st.dictionaries(
    words,
    st.one_of(
        scalars,
        st.lists(scalars, max_size=3),
        st.fixed_dictionaries({"min": numbers}, optional={"not": st.lists(words, max_size=2)}),
        st.fixed_dictionaries({"above": numbers}, optional={"below": numbers}),
    ),
    max_size=2,
)
measure = st.one_of(
    st.sampled_from(["count", "grant"]),
    st.fixed_dictionaries({"column": words}, optional={"per": st.just("count")}),
)
rules = st.one_of(
    st.fixed_dictionaries(
        {"measure": measure, "where": where},
        optional={"active": st.booleans(), "soft": st.fixed_dictionaries({"penalty": st.floats(0, 1)})},
    ).flatmap(
        lambda content: st.sampled_from(["min", "max"]).flatmap(
            lambda bound: numbers.map(lambda value: content | {bound: value})
        )
    ),
    st.builds(
        lambda bounds: {"measure": "starts", "each_year": True, "max": bounds},
        st.dictionaries(years, positive, min_size=1),
    ),
    st.fixed_dictionaries({"fund": st.lists(words, max_size=3)}),
    st.fixed_dictionaries({"at_most": st.integers(0, 5), "of": st.lists(words, max_size=3)}),
    st.fixed_dictionaries({"park": words, "requires": words}),
)


def _within_the_total(budget: dict) -> dict:
    ceilings = {year: min(ceiling, budget["total"]) for year, ceiling in budget.get("by_year", {}).items()}
    return budget | {"by_year": ceilings} if "by_year" in budget else budget


programmes = st.fixed_dictionaries(
    {
        "title": texts,
        "years": st.just([2025, 2026, 2027, 2028, 2029, 2030]),
        "budget": st.fixed_dictionaries(
            {"total": positive}, optional={"by_year": st.dictionaries(years, positive), "carry_over": share}
        ).map(_within_the_total),
    },
    optional={
        "terms": st.fixed_dictionaries(
            {},
            optional={
                "cap": st.one_of(
                    positive,
                    st.fixed_dictionaries(
                        {"column": words, "values": st.dictionaries(words, positive)},
                        optional={"from_year": st.dictionaries(years, st.dictionaries(words, positive))},
                    ),
                ),
                "cap_share_of_capex": st.one_of(share, st.dictionaries(words, share)),
                "tranches": st.one_of(st.just("flexible"), st.just([0.25, 0.75])),
                "yearly_share": st.just([0.1, 0.7]),
            },
        ),
        "rules": st.lists(rules, max_size=4).map(
            lambda content: [{"id": f"r{place}"} | rule for place, rule in enumerate(content)]
        ),
        "scorecard": st.lists(
            st.fixed_dictionaries(
                {
                    "measure": st.one_of(
                        words, st.fixed_dictionaries({"numerator": words, "denominator": words})
                    )
                },
                optional={"target": numbers, "year": years},
            ),
            max_size=3,
        ),
    },
)


def reads_back(model, content) -> None:
    direct = model.model_validate(content)
    plain = direct.model_dump(by_alias=True, exclude_unset=True, mode="json")
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    stream = io.StringIO()
    writer.dump(plain, stream)
    # JSON is YAML too: everything in braces and quotes.
    for text in (stream.getvalue(), json.dumps(plain, ensure_ascii=False)):
        assert validated(model, parse(text, "f.yaml")) == direct


@settings(max_examples=60, deadline=None)
@given(criteria_models)
def test_criteria_models_read_back(content):
    reads_back(CriteriaModel, content)


@settings(max_examples=60, deadline=None)
@given(programmes)
def test_programmes_read_back(content):
    reads_back(Programme, content)
