"""Every method's published formula, written again from the papers: the tests' second opinion."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

Matrix = np.ndarray


def minmax(x: Matrix, t: Any) -> Matrix:
    low, high = x.min(0), x.max(0)
    return np.where(np.array(t) == 1, (x - low) / (high - low), (high - x) / (high - low))


def share(x: Matrix, t: Any) -> Matrix:
    flipped = np.where(np.array(t) == 1, x, 1 / x)
    return flipped / flipped.sum(0)


def ratio(x: Matrix, t: Any) -> Matrix:
    return np.where(np.array(t) == 1, x / x.max(0), x.min(0) / x)


def topsis(x, w, t):
    v = minmax(x, t) * w
    return np.array([math.dist(r, v.min(0)) / (math.dist(r, v.min(0)) + math.dist(r, v.max(0))) for r in v])


def vikor(x, w, t, v=0.5):
    z = x * t
    d = w * (z.max(0) - z) / (z.max(0) - z.min(0))
    s, r = d.sum(1), d.max(1)
    return v * (s - s.min()) / np.ptp(s) + (1 - v) * (r - r.min()) / np.ptp(r)


def promethee_ii(x, w, t):
    n = len(x)
    flow = np.zeros(n)
    for i, k in itertools.product(range(n), range(n)):
        for j in range(x.shape[1]):
            d = (x[i, j] - x[k, j]) * t[j]
            flow[i] += w[j] * float(np.sign(d)) / (n - 1)
    return flow


def wsm(x, w, t):
    return share(x, t) @ w


def wpm(x, w, t):
    return np.array([math.prod(v**k for v, k in zip(r, w, strict=True)) for r in share(x, t)])


def waspas(x, w, t, lam=0.5):
    r = ratio(x, t)
    return lam * (r @ w) + (1 - lam) * np.exp(np.log(r) @ w)


def copras(x, w, t):
    d = x / x.sum(0) * w
    plus, minus = d[:, t == 1].sum(1), d[:, t == -1].sum(1)
    q = plus + minus.min() * minus.sum() / (minus * (minus.min() / minus).sum())
    return q / q.max()


def aras(x, w, t):
    ideal = np.where(t == 1, x.max(0), x.min(0))
    s = share(np.vstack([ideal, x]), t) @ w
    return s[1:] / s[0]


def edas(x, w, t):
    av = x.mean(0)
    sp, sn = np.zeros(len(x)), np.zeros(len(x))
    for i in range(len(x)):
        for j in range(x.shape[1]):
            d = t[j] * (x[i, j] - av[j]) / av[j]
            sp[i] += w[j] * max(0.0, d)
            sn[i] += w[j] * max(0.0, -d)
    return (sp / sp.max() + 1 - sn / sn.max()) / 2


def codas(x, w, t, tau=0.02):
    v = ratio(x, t) * w
    e = np.array([math.dist(r, v.min(0)) for r in v])
    m = (v - v.min(0)).sum(1)
    h = np.zeros(len(x))
    for i, k in itertools.product(range(len(x)), range(len(x))):
        h[i] += e[i] - e[k] + (m[i] - m[k] if abs(e[i] - e[k]) >= tau else 0)
    return h


def mabac(x, w, t):
    v = w * (minmax(x, t) + 1)
    g = np.array([math.exp(math.fsum(math.log(a) for a in column) / len(x)) for column in v.T])
    return (v - g).sum(1)


def mairca(x, w, t):
    expected = w / len(x)
    return (expected - expected * minmax(x, t)).sum(1)


def marcos(x, w, t):
    ai, aai = np.where(t == 1, x.max(0), x.min(0)), np.where(t == 1, x.min(0), x.max(0))

    def s(rows):
        return np.where(t == 1, rows / ai, ai / rows) @ w

    kp, km = s(x) / s(ai), s(x) / s(aai)
    fp, fm = km / (kp + km), kp / (kp + km)
    return (kp + km) / (1 + (1 - fp) / fp + (1 - fm) / fm)


def moora(x, w, t):
    return (x / np.sqrt((x**2).sum(0)) * w * t).sum(1)


def spotis(x, w, t, bounds=None, expected=None):
    low, high = (x.min(0), x.max(0)) if bounds is None else bounds
    ideal = np.where(t == 1, high, low) if expected is None else expected
    return (np.abs(x - ideal) / (high - low)) @ w


def balanced_spotis(x, w, t, expected=None, alpha=0.5):
    return (1 - alpha) * spotis(x, w, t) + alpha * spotis(x, w, t, expected=expected)


def cocoso(x, w, t, lam=0.5):
    r = minmax(x, t)
    s, p = r @ w, (r**w).sum(1)
    a = (s + p) / (s + p).sum()
    b = s / s.min() + p / p.min()
    c = (lam * s + (1 - lam) * p) / (lam * s.max() + (1 - lam) * p.max())
    return np.cbrt(a * b * c) + (a + b + c) / 3


def aroman(x, w, t, beta=0.5, lam=0.5):
    ones = np.ones(len(t))
    norm = (beta * minmax(x, ones) + (1 - beta) * x / np.sqrt((x**2).sum(0))) / 2 * w
    return norm[:, t == -1].sum(1) ** lam + norm[:, t == 1].sum(1) ** (1 - lam)


def ervd(x, w, t, lam=2.25, alpha=0.88):
    r, ref = x / x.sum(0), x.mean(0) / x.sum(0)
    v = np.zeros_like(r)
    for i, j in np.ndindex(*r.shape):
        gain = t[j] * (r[i, j] - ref[j])
        v[i, j] = gain**alpha if gain > 0 else -lam * (-gain) ** alpha
    plus, minus = np.abs(v - v.max(0)) @ w, np.abs(v - v.min(0)) @ w
    return minus / (plus + minus)


def lmaw(x, w, t):
    theta = np.where(t == 1, (x + x.max(0)) / x.max(0), (x + x.min(0)) / x)
    phi = np.log(theta) / np.array([math.fsum(math.log(a) for a in column) for column in theta.T])
    return (2 * phi**w / ((2 - phi) ** w + phi**w)).sum(1)


def lopm(x, w, t):
    y = np.where(t == 1, x.max(0), x.min(0))
    return np.where(t == 1, y / x, x / y) @ w


def ocra(x, w, t):
    low, high = x.min(0), x.max(0)
    cost = ((high - x) / low * w)[:, t == -1].sum(1)
    gain = ((x - low) / low * w)[:, t == 1].sum(1)
    total = cost - cost.min() + gain - gain.min()
    return total - total.min()


def _probid_distances(x, w, t):
    v = x / np.sqrt((x**2).sum(0)) * w
    ranked = np.where(t == 1, np.sort(v, axis=0)[::-1], np.sort(v, axis=0))
    return v, np.array([[math.dist(a, ideal) for ideal in ranked] for a in v])


def probid(x, w, t):
    v, d = _probid_distances(x, w, t)
    m = len(x)
    half = math.ceil(m / 2)
    near = np.array([sum(row[k - 1] / k for k in range(1, half + 1)) for row in d])
    far = np.array([sum(row[k - 1] / (m - k + 1) for k in range(half, m + 1)) for row in d])
    average = np.array([math.dist(a, v.mean(0)) for a in v])
    return 1 / (1 + (near / far) ** 2) + average


def sprobid(x, w, t):
    _v, d = _probid_distances(x, w, t)
    m, quarter = len(x), max(1, len(x) // 4)
    near = np.array([sum(row[k - 1] / k for k in range(1, quarter + 1)) for row in d])
    far = np.array([sum(row[m - k] / k for k in range(1, quarter + 1)) for row in d])
    return far / near


def rafsi(x, w, t, n1=1.0, n2k=6.0):
    low, high = x.min(0), x.max(0)
    s = (n2k - n1) / (high - low) * x + (high * n1 - low * n2k) / (high - low)
    arithmetic, harmonic = (n1 + n2k) / 2, 2 / (1 / n1 + 1 / n2k)
    return np.where(t == 1, s / (2 * arithmetic), harmonic / (2 * s)) @ w


def ram(x, w, t):
    y = x / x.sum(0) * w
    return (2 + y[:, t == 1].sum(1)) ** (1 / (2 + y[:, t == -1].sum(1)))


def rim(x, w, t):
    y = minmax(x, t) * w  # the ideal is the better end, the range that of the parks
    plus, minus = np.sqrt(((y - w) ** 2).sum(1)), np.sqrt((y**2).sum(1))
    return minus / (plus + minus)


def comet(x, w, t, count=3):
    ends = np.stack([x.min(0), x.max(0)])
    values = [np.linspace(a, b, count) for a, b in ends.T]
    objects = np.array(list(itertools.product(*values)))
    u = minmax(objects, t)  # the corners are among the objects, so that these are the ends of the criteria
    near = np.sqrt((((1 - u) * w) ** 2).sum(1))
    far = np.sqrt(((u * w) ** 2).sum(1))
    judged = np.round(far / (near + far), 10)
    wins = np.array([(judged < own).sum() + (judged == own).sum() / 2 for own in judged])
    levels = sorted(set(wins))
    preference = [levels.index(own) / (len(levels) - 1) for own in wins]

    def member(value, j, k):
        step = values[j][1] - values[j][0]
        return max(0.0, 1.0 - abs(value - values[j][k]) / step)

    result = []
    for row in x:
        total = 0.0
        for p, places in zip(preference, itertools.product(range(count), repeat=x.shape[1]), strict=True):
            total += p * math.prod(member(row[j], j, k) for j, k in enumerate(places))
        result.append(total)
    return np.array(result)
