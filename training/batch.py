"""Windows to tensors."""
import torch

import text as T
from data import B_CUE, LABELS, O, ROLE, SCOPE


def collate(batch, pieces, rng=None, mask_rate=0.0):
    """batch: [(doc, start, end)]. Words of all windows are numbered through; `first` finds them in the padded states."""
    rows, firsts, quotes, places = [], [], [], []
    for d, s, e in batch:
        ids, quote, place, first = [pieces.cls], [0], [0], []
        for k in range(s, e):
            first.append(len(ids))
            new = k == s or d.paragraph[k] != d.paragraph[k - 1]
            start = k == 0 or d.paragraph[k] != d.paragraph[k - 1]
            for p in d.pieces[k]:
                ids.append(pieces.mask if rng and rng.random() < mask_rate else p)
                quote.append(d.quote[k])
                place.append(0)
            if new and start:
                place[first[-1]] = T.TEXT_START if k == 0 else T.PARAGRAPH_START
        ids.append(pieces.sep)
        quote.append(0)
        place.append(0)
        rows.append(ids), firsts.append(first), quotes.append(quote), places.append(place)
    width = max(map(len, rows))
    pad = lambda rs: torch.tensor([r + [0] * (width - len(r)) for r in rs])
    mask = torch.zeros(len(rows), 1, 1, width)
    for i, r in enumerate(rows):
        mask[i, :, :, len(r):] = -1e4
    first = torch.tensor([i * width + f for i, fs in enumerate(firsts) for f in fs])
    return {'ids': pad(rows), 'quote': pad(quotes), 'place': pad(places), 'mask': mask, 'first': first}


def tag_targets(batch):
    """Cue BIO (0 outside, 1 begin, 2 inside) and anchor of every word."""
    bio, anchor = [], []
    for d, s, e in batch:
        b, a = [0] * (e - s), [0.0] * (e - s)
        for g in d.gold:
            i, j = g['cue'][0]
            for k in range(max(i, s), min(j, e)):
                b[k - s] = 1 if k == i else 2
            if s <= g['anchor'] < e:
                a[g['anchor'] - s] = 1.0
        bio += b
        anchor += a
    return torch.tensor(bio), torch.tensor(anchor)


def candidates(batch, chosen, labelled=True):
    """chosen: [(window, anchor word in the document, gold or None)] to the tensors of the role head."""
    base, at = [], 0
    for _, s, e in batch:
        base.append(at)
        at += e - s
    rows = []
    for w, a, g in chosen:
        d, s, e = batch[w]
        lo, hi = max(s, a - SCOPE), min(e, a + SCOPE + 1)
        rows.append((base[w] - s + lo, hi - lo, d, a, lo, hi, g, base[w] + a - s))
    n, width = len(rows), max(r[1] for r in rows)
    index = torch.zeros(n, width, dtype=torch.long)
    offset, flags, labels = torch.full_like(index, SCOPE), torch.zeros_like(index), torch.zeros_like(index)
    keep = torch.zeros(n, width, dtype=torch.bool)
    for i, (b, size, d, a, lo, hi, g, _) in enumerate(rows):
        index[i, :size] = torch.arange(b, b + size)
        offset[i, :size] = torch.arange(lo - a + SCOPE, hi - a + SCOPE)
        flags[i, :size] = torch.tensor([d.quote[k] * 2 + (d.paragraph[k] == d.paragraph[a]) for k in range(lo, hi)])
        keep[i, :size] = True
        if labelled and g is not None:
            labels[i, :size] = torch.tensor(role_labels(g, lo, hi))
    return {'anchor': torch.tensor([r[7] for r in rows]), 'index': index, 'offset': offset, 'flags': flags, 'labels': labels,
            'keep': keep, 'lengths': torch.tensor([r[1] for r in rows]), 'low': [r[4] for r in rows]}


def role_labels(g, lo, hi):
    out = [O] * (hi - lo)
    for r, b in ROLE.items():
        for i, j in g[r]:
            for k in range(max(i, lo), min(j, hi)):
                out[k - lo] = b if k == max(i, lo) else b + 1
    return out


def spans(path, lo):
    """Labels to word ranges: {role: [(start, end)]}."""
    out = {r: [] for r in ROLE}
    names = {b: r for r, b in ROLE.items()}
    for k, y in enumerate(path):
        if y in names:
            out[names[y]].append([lo + k, lo + k + 1])
        elif y:
            out[names[y - 1]][-1][1] = lo + k + 1
    return out
