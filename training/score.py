"""Who-said-what scores of attributions against gold, in words of the document.

A gold and a predicted attribution pair where their contents share at least half of their words (Jaccard, without
punctuation), one to one, the best pairs first. A pair is right where both sources are absent or share at least half.
"""
from collections import Counter

import text as T

KINDS = ('direct', 'mixed', 'indirect')


def score(docs, predictions):
    """docs with their gold, predictions as `join.join` gives them; {kind or 'all': {'gold','told','found','right'}}."""
    total = {k: Counter() for k in ('all', *KINDS)}
    for doc, kept in zip(docs, predictions):
        gold = [view(doc, g) for g in doc.gold]
        told = [view(doc, a) for _, a in kept]
        for g in gold:
            count(total, g, 'gold')
        for t in told:
            count(total, t, 'told')
        for g, t in pairs(gold, told):
            right = jaccard(g[1], t[1]) >= 0.5 or not (g[1] or t[1])
            count(total, g, 'found')
            count(total, t, 'found told')
            if right:
                count(total, g, 'right')
                count(total, t, 'right told')
    return total


def view(doc, a):
    """(content words, source words, kind)"""
    content = frozenset(k for i, j in a['content'] for k in range(i, j) if solid(doc, k))
    source = frozenset(k for i, j in a['source'] for k in range(i, j) if solid(doc, k))
    inside = sum(doc.quote[k] in (T.INSIDE, T.UNCLOSED) for k in content)
    return content, source, KINDS[0] if inside == len(content) else KINDS[1] if inside else KINDS[2]


def solid(doc, k):
    return T.kind(doc.text[doc.words[k][0]]) in 'wc'


def count(total, a, what):
    for kind in ('all', a[2]):
        total[kind][what] += 1


def pairs(gold, told):
    """One-to-one pairs, greedily by overlap of content, then of source."""
    close = []
    for i, g in enumerate(gold):
        for j, t in enumerate(told):
            overlap = jaccard(g[0], t[0])
            if overlap >= 0.5:
                close.append((overlap + 0.01 * jaccard(g[1], t[1]), i, j))
    used_gold, used_told = set(), set()
    for _, i, j in sorted(close, reverse=True):
        if i not in used_gold and j not in used_told:
            used_gold.add(i), used_told.add(j)
            yield gold[i], told[j]


def jaccard(a, b):
    return len(a & b) / len(a | b) if a | b else 0.0


def f1(c, what='right'):
    """Precision, recall, F1."""
    p = c[what + ' told'] / c['told'] if c['told'] else 0.0
    r = c[what] / c['gold'] if c['gold'] else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def show(total):
    lines = ['kind      gold  told   detection P R F1      who-said-what P R F1']
    for kind, c in total.items():
        d, w = f1(c, 'found'), f1(c)
        lines.append(f'{kind:8} {c["gold"]:5} {c["told"]:5}   ' + ' '.join(f'{100 * x:5.1f}' for x in d) + '     '
                     + ' '.join(f'{100 * x:5.1f}' for x in w))
    return '\n'.join(lines)
