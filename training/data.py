"""Documents to windows of words with labels."""
import bisect
import json
import random
from collections import Counter

import meant
import text as T

SCOPE = 96                       # words that the role head sees on either side of an anchor
WINDOW_PIECES = 256              # word pieces a window holds at most where the model is used, [CLS] and [SEP] beside them
TRAINING_PIECES = (160, 256, 340, 400, 400)
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
        self.texts = [self.text[s:e] for s, e, _ in ws]
        self.paragraph = [p for _, _, p in ws]
        self.quote = T.quotation(self.text, ws)
        self.language = d.get('language', 'en')
        spaced = lambda s: s == 0 or T.kind(self.text[s - 1]) == 's'
        self.pieces = [pieces.of(self.text[s:e], q, spaced(s)) for (s, e, _), q in zip(ws, self.quote)]
        starts, ends = [w[0] for w in ws], [w[1] for w in ws]
        self.gold = []
        told = d.get('attributions', [])
        for a, speaker in zip(told, meant.targets(self, told)):
            g = {'meant': speaker}
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
        f = [w.lower() for w in d.texts]
        total.update(f)
        for g in d.gold:
            for i, j in g['cue']:
                inside.update(f[i:j])
    return {w: inside[w] / (total[w] + 3.0) for w in inside}


def set_anchors(docs, propensity):
    for d in docs:
        for g in d.gold:
            i, j = g['cue'][0]
            g['anchor'] = max(range(i, j), key=lambda k: propensity.get(d.texts[k].lower(), 0.0))


def windows(doc, budget):
    """[(start, end)] in words: whole paragraphs, as many as fit in `budget` pieces; a longer paragraph is cut.

    A paragraph that leads to the next (a colon at its end, a quotation left open) goes into the next one's window."""
    ends = [0]
    for p in doc.pieces:
        ends.append(ends[-1] + len(p))
    size = lambda i, j: ends[j] - ends[i]
    n = len(doc.words)
    stops = [k for k in range(1, n) if doc.paragraph[k] != doc.paragraph[k - 1]] + [n]
    out, start, end, before = [], 0, 0, 0
    for stop in stops if n else []:
        here = end
        if end > start and size(start, stop) > budget:
            leads = doc.quote[end - 1] == T.UNCLOSED or doc.text[doc.words[end - 1][0]] == ':'
            if leads and before > start and size(before, stop) <= budget:
                end = before
            out.append((start, end))
            start = end
        while size(start, stop) > budget:
            fit = bisect.bisect_right(ends, ends[start] + budget) - 1
            out.append((start, fit))
            start = fit
        before, end = max(here, start), stop
    if end > start:
        out.append((start, end))
    return out


def training_windows(docs, rng):
    """One pass: every word once, cut at paragraph ends, with window sizes drawn at random."""
    out = []
    for d in docs:
        budget = rng.choice(TRAINING_PIECES)
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
