"""Confidence and threshold, from training documents that the network has not seen."""
import math

import join
from score import f1, jaccard, pairs, score, view


def labelled(docs, found):
    """Features of every candidate, and whether it is right: one gold has its content and its source."""
    xs, ys = [], []
    for doc, some in zip(docs, found):
        gold = [view(doc, g) for g in doc.gold]
        for c in some:
            if c['content']:
                t = view(doc, c)
                xs.append(join.features(c))
                ys.append(float(any(jaccard(g[0], t[0]) >= 0.5 and (jaccard(g[1], t[1]) >= 0.5 or not (g[1] or t[1]))
                                    for g in gold)))
    return xs, ys


def logistic(xs, ys, ridge=1.0, steps=50):
    """Weights of a logistic regression, the constant last: Newton's method over standardised features."""
    import torch
    x, y = torch.tensor(xs, dtype=torch.float64), torch.tensor(ys, dtype=torch.float64)
    mean, sd = x.mean(0), x.std(0) + 1e-6
    z = torch.cat([(x - mean) / sd, torch.ones(len(x), 1, dtype=torch.float64)], 1)
    w = torch.zeros(z.shape[1], dtype=torch.float64)
    penalty = torch.full_like(w, ridge)
    penalty[-1] = 0
    for _ in range(steps):
        p = torch.sigmoid(z @ w)
        w = w + torch.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + torch.diag(penalty), z.T @ (y - p) - penalty * w)
    scaled = w[:-1] / sd
    return [*scaled.tolist(), float(w[-1] - (scaled * mean).sum())]


LOSS = 0.5                       # points of F1 that more recall may cost
LEAST = 0.25                     # nothing less sure is told


def threshold(docs, found, weights):
    """The confidence above which something is told. Where confidence is calibrated, half of the best who-said-what F1 tells best; F1 is
    flat below, and what is left out is lost for all that follow, so the threshold is the least one that costs no more than LOSS."""
    def f1_at(least):
        return f1(score(docs, [join.join(d, some, weights, least) for d, some in zip(docs, found)])['all'])[2]
    best = 0.8
    for _ in range(3):
        best = f1_at(best / 2)
    chosen = round(best / 2, 2)
    while chosen - 0.02 >= LEAST and f1_at(chosen - 0.02) >= best - LOSS / 100:
        chosen = round(chosen - 0.02, 2)
    return chosen


def reliability(docs, told, bins=(0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)):
    """[(low, high, how many, mean confidence, share right)] of what was told."""
    all_ = []
    for doc, kept in zip(docs, told):
        gold, views = [view(doc, g) for g in doc.gold], [view(doc, a) for _, a in kept]
        right = {id(t) for g, t in pairs(gold, views) if jaccard(g[1], t[1]) >= 0.5 or not (g[1] or t[1])}
        all_ += [(p, id(v) in right) for (p, _), v in zip(kept, views)]
    out = []
    for low, high in zip(bins, bins[1:]):
        some = [(p, r) for p, r in all_ if low <= p < high]
        if some:
            out.append((low, min(high, 1.0), len(some), math.fsum(p for p, _ in some) / len(some),
                        sum(r for _, r in some) / len(some)))
    return out
