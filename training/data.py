"""Documents to windows of words with labels."""
import bisect
import json
import random
from collections import Counter

import text as T

SCOPE = 96                       # words that the role head sees on either side of an anchor
WINDOW_PIECES = 400              # word pieces a window holds at most, [CLS] and [SEP] beside them
O, B_SOURCE, I_SOURCE, B_CONTENT, I_CONTENT, B_CUE, I_CUE = range(7)
LABELS = 7
ROLE = {'source': B_SOURCE, 'content': B_CONTENT, 'cue': B_CUE}


def load(path):
    with open(path, encoding='utf-8') as f:
        return [json.loads(line) for line in f if line.strip()]


class Doc:
    """One text cut into words, with the gold as word ranges."""

    def __init__(self, d, pieces):
        self.id, self.text = d['id'], d['text']
        ws = T.words(self.text)
        self.words = ws
        self.paragraph = [p for _, _, p in ws]
        self.quote = T.quotation(self.text, ws)
        self.pieces = [pieces.of(self.text[s:e], q) for (s, e, _), q in zip(ws, self.quote)]
        starts, ends = [w[0] for w in ws], [w[1] for w in ws]
        self.gold = []
        for a in d.get('attributions', []):
            g = {}
            for r in ROLE:
                spans = []
                for s, e in a[r]:
                    i, j = bisect.bisect_right(ends, s), bisect.bisect_left(starts, e)
                    if i < j:
                        spans.append((i, j))
                g[r] = spans
            if g['cue'] and g['content']:
                self.gold.append(g)


def cue_propensity(docs):
    """How often each word form stands in a cue, smoothed: says which word of a long cue is its anchor."""
    inside, total = Counter(), Counter()
    for d in docs:
        f = [d.text[s:e].lower() for s, e, _ in d.words]
        total.update(f)
        for g in d.gold:
            for i, j in g['cue']:
                inside.update(f[i:j])
    return {w: inside[w] / (total[w] + 3.0) for w in inside}


def set_anchors(docs, propensity):
    for d in docs:
        for g in d.gold:
            i, j = g['cue'][0]
            g['anchor'] = max(range(i, j), key=lambda k: propensity.get(d.text[d.words[k][0]:d.words[k][1]].lower(), 0.0))


def windows(doc, budget, first=0, overlap=0):
    """Word ranges of whole paragraphs within `budget` pieces; a longer paragraph is cut. Yields (start, core, end):
    words before `core` are context seen already."""
    n = len(doc.words)
    size = [len(p) for p in doc.pieces]
    bounds = [k for k in range(n) if k == 0 or doc.paragraph[k] != doc.paragraph[k - 1]] + [n]
    start, out, used, prev = first, [], 0, first
    for b in bounds:
        if b <= start:
            continue
        chunk = sum(size[prev:b])
        if used and used + chunk > budget:
            out.append((start, prev))
            start, used = prev, 0
        while chunk > budget:
            k, got = prev, 0
            while got + size[k] <= budget:
                got += size[k]
                k += 1
            out.append((start, k))
            start = prev = k
            chunk = sum(size[prev:b])
        used += chunk
        prev = b
    if start < n:
        out.append((start, n))
    return out


def training_windows(docs, rng):
    """One pass: every word once, cut at paragraph ends, with window sizes drawn at random."""
    out = []
    for d in docs:
        budget = rng.choice((160, 256, 340, 400, 400))
        ws = windows(d, budget)
        out += [(d, s, e) for s, e in ws]
    return out


def batches(ws, rng, pieces_a_batch):
    """Windows of similar length together, batches in random order."""
    ws = [(sum(len(p) for p in d.pieces[s:e]) + rng.random() * 40, d, s, e) for d, s, e in ws]
    ws.sort(key=lambda w: w[0])
    out, cur, longest = [], [], 0
    for n, d, s, e in ws:
        longest = n
        if cur and longest * (len(cur) + 1) > pieces_a_batch:
            out.append(cur)
            cur = []
        cur.append((d, s, e))
    if cur:
        out.append(cur)
    rng.shuffle(out)
    return out
