"""Runs in the peers' environment: times one peer on the weights it is given, prints seconds a weight vector as JSON.

python peer_loops.py PEER METHOD FILE.npz    (values, types, weights; results are written beside as FILE.out.npz)
"""

import contextlib
import io
import json
import sys
import warnings
from importlib.metadata import version
from time import perf_counter

import numpy as np

warnings.simplefilter("ignore")
peer, method, path = sys.argv[1:]
held = np.load(path)
values, types, weights = held["values"], held["types"], held["weights"]
acceptability = np.zeros((0, 0))


def pysensmcda():
    global acceptability
    from pymcdm import methods
    from pysensmcda.smaa import smaa2

    own = {
        "topsis": lambda: methods.TOPSIS(),
        "vikor": lambda: methods.VIKOR(),
        "wsm": lambda: methods.WSM(),
    }[method]()
    found = smaa2(own, values, types, weights=weights)
    acceptability = found.rank_acceptability


def scikit_criteria():
    import skcriteria
    from skcriteria.agg import similarity, simple, vikor
    from skcriteria.preprocessing import invert_objectives, scalers

    agg = {
        "topsis": similarity.TOPSIS,
        "wsm": simple.WeightedSumModel,
        "vikor": getattr(vikor, "VIKOR", None),
    }[method]()
    for row in weights:
        matrix = skcriteria.mkdm(values, types, weights=row)
        if method == "wsm":
            matrix = invert_objectives.InvertMinimize().transform(matrix)
        matrix = scalers.VectorScaler("matrix").transform(matrix) if method != "vikor" else matrix
        agg.evaluate(matrix)


def pydecision():
    from pyDecision import algorithm

    kinds = ["max" if kind == 1 else "min" for kind in types]
    for row in weights:
        if method == "topsis":
            algorithm.topsis_method(values, row, kinds, graph=False, verbose=False)
        elif method == "vikor":
            algorithm.vikor_method(values, row, kinds, graph=False, verbose=False)
        else:
            algorithm.saw_method(values, kinds, row, graph=False, verbose=False)


work = {"pysensmcda": pysensmcda, "scikit-criteria": scikit_criteria, "pyDecision": pydecision}[peer]
every = weights
with contextlib.redirect_stdout(io.StringIO()):
    weights = every[:2]
    work()  # what is loaded or compiled once
    weights = every
    start = perf_counter()
    work()
    seconds = perf_counter() - start
np.savez(path + ".out.npz", acceptability=acceptability)
print(json.dumps({"seconds": seconds / len(every), "version": version(peer)}))
