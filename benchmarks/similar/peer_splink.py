"""Splink over one set: rows as JSON on standard input, pairs with probability as JSON on output.

Runs in an environment of its own that has splink (see `SPLINK_PYTHON` in `benchmarks.similar.run`);
nothing of Kontora is imported. The configuration follows Splink's own examples for deduplication:
comparison library, blocking on equal values, term frequencies for names, training without labels.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

FEBRL = {
    "comparisons": [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
        cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.LevenshteinAtThresholds("postcode", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]),
        cl.JaroWinklerAtThresholds("suburb", [0.9, 0.8]),
    ],
    "blocking": [
        ("soc_sec_id",),
        ("date_of_birth",),
        ("given_name", "surname"),
        ("surname", "postcode"),
        ("given_name", "postcode"),
        ("street_number", "address_1"),
        ("surname", "substr(given_name, 1, 1)"),
        ("given_name", "substr(surname, 1, 2)"),
    ],
    "sure": [("soc_sec_id",), ("given_name", "surname", "date_of_birth")],
    "training": [("date_of_birth",), ("given_name", "surname"), ("soc_sec_id",)],
}
CONTACTS = {
    "comparisons": [
        cl.ForenameSurnameComparison(
            "first", "last", forename_surname_concat_col_name="names"
        ).configure(term_frequency_adjustments=True),
        cl.EmailComparison("email"),
        cl.ArrayIntersectAtSizes("phones", [1]),
        cl.LevenshteinAtThresholds("born", [1, 2]),
        cl.ExactMatch("messenger"),
        cl.JaroWinklerAtThresholds("company", [0.9, 0.8]),
        cl.JaroWinklerAtThresholds("address", [0.92, 0.85]),
        cl.LevenshteinAtThresholds("tax", [1]),
    ],
    "blocking": [
        ("names",),
        ("email",),
        ("phone",),
        ("born", "substr(last, 1, 1)"),
        ("last", "substr(first, 1, 1)"),
        ("first", "substr(last, 1, 2)"),
        ("messenger",),
        ("address",),
        ("tax",),
    ],
    "sure": [("names", "email"), ("names", "phone"), ("names", "born")],
    "training": [("names",), ("email",), ("phone",)],
}


def main() -> None:
    """Read, train, predict, write."""
    logging.disable(logging.WARNING)
    given = json.load(sys.stdin)
    table = pd.DataFrame(given["rows"])
    config = FEBRL if given["kind"] == "febrl" else CONTACTS
    started = time.perf_counter()
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=config["comparisons"],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in config["blocking"]],
        retain_matching_columns=False,
    )
    connection = DuckDBAPI()
    linker = Linker(connection.register(table), settings)
    training = linker.training
    sure = [block_on(*rule) for rule in config["sure"]]
    training.estimate_probability_two_random_records_match(sure, recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in config["training"]:
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    seconds = time.perf_counter() - started
    columns = ("unique_id_l", "unique_id_r", "match_probability")
    pairs = [
        [int(a), int(b), float(p)] for a, b, p in zip(*(found[c] for c in columns), strict=True)
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    json.dump({"seconds": seconds, "peak": peak, "pairs": pairs}, sys.stdout)


if __name__ == "__main__":
    main()
