"""A trained model's raw candidates for documents: word spans and scores, before calibration and joining."""
import torch

import data as D
from batch import candidates, collate, spans

FLOOR = 0.15                     # anchors less probable than this are not looked at


@torch.no_grad()
def predict(model, docs, pieces, floor=FLOOR, bf16=True):
    """[[candidate]] a document: anchor, probabilities, spans, features."""
    model.eval()
    out = []
    for d in docs:
        found = []
        for s, e in D.windows(d, D.WINDOW_PIECES):
            found += window(model, d, s, e, pieces, floor, bf16)
        out.append(found)
    return out


def window(model, d, s, e, pieces, floor, bf16):
    batch = [(d, s, e)]
    with torch.autocast('cpu', dtype=torch.bfloat16, enabled=bf16):
        h = model.words(collate(batch, pieces))
        tags = model.tags(h)
        p = torch.sigmoid(tags[:, 3])
        chosen = [(0, s + k, None) for k in (p > floor).nonzero().squeeze(1).tolist()]
        if not chosen:
            return []
        c = candidates(batch, chosen, False)
        x, em = model.role(h, tags, c)
    v = model.verify(x, em, tags[c['anchor'], 3], c['keep'])
    paths = model.crf.viterbi(em, c['lengths'])
    path_log = model.crf.log_probability(em, paths, c['lengths'])
    soft = torch.softmax(em, 2)
    out = []
    for i, path in enumerate(paths):
        got = spans(path, c['low'][i])
        sure = soft[i, torch.arange(len(path)), torch.tensor(path)]
        mean = lambda lo, hi: (lambda q: float(q.mean()) if len(q) else 0.0)(
            torch.tensor([float(sure[k]) for k, y in enumerate(path) if lo <= y <= hi]))
        out.append({'anchor': chosen[i][1], 'tag': float(tags[c['anchor'][i], 3]), 'verify': float(v[i]), 'path': float(path_log[i]),
                    'sure_source': mean(1, 2), 'sure_content': mean(3, 4), 'sure_cue': mean(5, 6), **got})
    return out
