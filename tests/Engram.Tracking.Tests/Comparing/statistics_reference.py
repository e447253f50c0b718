"""Writes statistics_reference.json: what numpy, scipy and mpmath say about the samples that the tests use.

    python3 statistics_reference.py     (made with numpy 1.24.2, scipy 1.10.1, mpmath 1.2.1)

Quantiles of Student's t come from mpmath at 40 digits: those of scipy 1.10 are off by up to 4e-9.
"""
import json
import os

import mpmath
import numpy as np
from scipy import stats

mpmath.mp.dps = 40
random = np.random.default_rng(20180528)


def sample(n, scale):
    return [float(np.round(x, 6)) for x in random.normal(1.5, 2.0, n) * scale]


def t_quantile(p, v):
    """The t with P(T <= t) = p, p > 1/2, by the incomplete beta function."""
    def excess(t):
        return 1 - mpmath.betainc(mpmath.mpf(v) / 2, 0.5, 0, v / (v + t * t), regularized=True) / 2 - mpmath.mpf(p)
    return float(mpmath.findroot(excess, float(stats.t.ppf(p, v))))


def describe(x):
    x = np.array(x)
    n = len(x)
    half = t_quantile(0.975, n - 1) * stats.sem(x) if n > 1 else None
    return {
        "scores": x.tolist(),
        "mean": x.mean(), "median": float(np.median(x)), "iqm": float(stats.trim_mean(x, 0.25)),
        "deviation": x.std(ddof=1) if n > 1 else None,
        "low": x.mean() - half if n > 1 else None, "high": x.mean() + half if n > 1 else None,
        "quantiles": [float(np.percentile(x, q)) for q in (0, 2.5, 33.3, 50, 97.5, 100)],
    }


def paired(left, right):
    d = np.array(left) - np.array(right)
    test = stats.permutation_test((left, right), lambda a, b: np.mean(a - b), permutation_type="samples",
                                  vectorized=False, n_resamples=np.inf, alternative="two-sided")
    return {"left": left, "right": right, "p": float(test.pvalue), "effect": float(d.mean() / d.std(ddof=1))}


u = [sample(7, 1), sample(9, 1.3)]
ties = [[1, 2, 2, 3], [2, 2, 3]]
reference = {
    "samples": [describe(sample(n, 10.0 ** (n % 5 - 2))) for n in (1, 2, 3, 4, 5, 7, 8, 10, 23, 40)],
    "t": [{"probability": p, "degrees": v, "quantile": t_quantile(p, v)}
          for p in (0.6, 0.9, 0.95, 0.975, 0.995, 0.9995) for v in (1, 2, 3, 4, 5, 9, 29, 120, 1001)],
    "sign": [{"wins": k, "losses": n - k,
              "two": float(stats.binomtest(k, n, 0.5).pvalue), "one": float(stats.binomtest(k, n, 0.5, alternative="greater").pvalue)}
             for n in (1, 2, 3, 5, 10, 16, 50, 300) for k in sorted({0, 1, n // 2, n - 1, n})],
    "paired": [paired(sample(n, 1), sample(n, 1.2)) for n in (2, 3, 5, 8, 10)]
              + [paired([1.0, 2.0, 3.0, 4.0], [1.0, 1.0, 1.0, 1.0]), paired([0.1, 0.2, 0.3], [0.0, 0.0, 0.6])],
    "larger": [{"left": a, "right": b, "share": float(stats.mannwhitneyu(a, b).statistic / (len(a) * len(b)))} for a, b in (u, ties)],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "statistics_reference.json"), "w") as file:
    json.dump(reference, file, indent=1)
    file.write("\n")
