"""Candidates to attributions: calibrated confidence, one attribution a cue, contents that do not overlap."""
import math

OVERLAP = 0.5                    # share of the shorter of two contents that both may hold
FEATURES = ('tag', 'verify', 'sure_source', 'sure_content', 'sure_cue', 'log_length', 'no_source', 'path')


def features(c):
    n = sum(j - i for i, j in c['content'])
    return [c['tag'], c['verify'], c['sure_source'], c['sure_content'], c['sure_cue'], math.log(1 + n), float(not c['source']), c['path']]


def confidence(c, weights):
    """Logistic in the features; `weights` has one more value, the constant."""
    z = weights[-1] + sum(w * f for w, f in zip(weights, features(c)))
    return 1 / (1 + math.exp(-max(-30, min(30, z))))


def size(spans):
    return sum(j - i for i, j in spans)


def shared(a, b):
    return sum(max(0, min(j, m) - max(i, k)) for i, j in a for k, m in b)


def join(doc, found, weights, threshold, overlap=OVERLAP):
    """[(confidence, {role: word spans})] of a document, in the order of their cues."""
    scored = sorted(((confidence(c, weights), -k, c) for k, c in enumerate(found) if c['content']), reverse=True)
    kept = []
    for p, _, c in scored:
        if p < threshold:
            break
        cue = c['cue'] or [[c['anchor'], c['anchor'] + 1]]
        clash = False
        for _, o in kept:
            both = shared(c['content'], o['content'])
            if shared(cue, o['cue']) or both > overlap * min(size(c['content']), size(o['content'])):
                clash = True
                break
        if not clash:
            kept.append((p, {'source': c['source'], 'cue': cue, 'content': c['content']}))
    kept.sort(key=lambda x: x[1]['cue'][0][0])
    return kept


def characters(doc, spans):
    return [[doc.words[i][0], doc.words[j - 1][1]] for i, j in spans]


def attributions(doc, kept):
    return [{**{r: characters(doc, a[r]) for r in ('source', 'cue', 'content')}, 'confidence': round(p, 4)} for p, a in kept]
