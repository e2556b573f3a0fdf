"""A trained model's raw candidates for documents: word spans and scores, before calibration and joining."""
import torch

import data as D
import meant
from batch import candidates, collate, spans

FLOOR = 0.15                     # anchors less probable than this are not looked at
MEANT = 3                        # words that are told of whom a candidate's source may mean


@torch.no_grad()
def predict(model, docs, pieces, floor=FLOOR, bf16=True):
    """[[candidate]] a document: anchor, probabilities, spans, features, and the words that may name the speaker."""
    model.eval()
    out = []
    for d in docs:
        found, states = [], []
        for s, e in D.windows(d, D.WINDOW_PIECES):
            some, h = window(model, d, s, e, pieces, floor, bf16)
            found += some
            states.append(h.float())
        if found:
            point(model, d, torch.cat(states), found)
        out.append(found)
    return out


@torch.no_grad()
def states(model, d, pieces):
    """The states of a document's words."""
    model.eval()
    return torch.cat([model.words(collate([(d, s, e)], pieces)) for s, e in D.windows(d, D.WINDOW_PIECES)])


def point(model, d, states, found):
    p = meant.logs(model, states, meant.Marked(d), [(c['anchor'], c['source']) for c in found]).exp()[:, :-1]
    for c, row in zip(found, p):
        top = row.topk(min(MEANT, len(row)))
        c['meant'] = [[k, round(x, 3)] for k, x in zip(top.indices.tolist(), top.values.tolist())]


def window(model, d, s, e, pieces, floor, bf16):
    """The candidates of a window and its words' states."""
    batch = [(d, s, e)]
    with torch.autocast('cpu', dtype=torch.bfloat16, enabled=bf16):
        h = model.words(collate(batch, pieces))
        tags = model.tags(h)
        p = torch.sigmoid(tags[:, 3])
        chosen = [(0, s + k, None) for k in (p > floor).nonzero().squeeze(1).tolist()]
        if not chosen:
            return [], h
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
    return out, h
