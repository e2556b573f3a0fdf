"""Which words of a document name the speaker of an attribution: what the antecedent head points at, and how it learns to."""
import random
import re
import sys
from collections import Counter, defaultdict

import torch

OPENING = {'the', 'a', 'an', 'der', 'die', 'das', 'ein', 'eine', 'einer', 'le', 'la', 'les', 'l', 'un', 'une', 'el', 'los', 'las', 'una'}
CONTENT_CHARS = 4                # shorter words of a description say little
CONTENT_WORDS = 2                # words of a description that are pointed at: its head stands in front
DESCRIBED = ('anonymous', 'group', 'document')   # kinds of speakers that have no name
SHORTEST_STEM = 3
ENDING = 3                       # letters that an inflected ending may have
SAME, STEM = 3, 5                # words of the source longer than that are met again; so many letters are a beginning
JOINTS = ("'", '\u2019', '-')     # within a word, for us: no sentence opens behind them
EPOCHS, RATE, WARM, TOGETHER = 9, 1.5e-3, 200, 2


def tokens(name):
    words = re.findall(r'\w+', name.lower())
    return words[1:] if len(words) > 1 and words[0] in OPENING else words


def alike(a, b, inflected):
    """Whether two words in lower case are one, or, where words are inflected, forms of one."""
    if a == b or not inflected:
        return a == b
    short, long = sorted((a, b), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    return same >= max(SHORTEST_STEM, len(short) - 2) and len(long) - same <= ENDING


class Words:
    """A document's words that can stand in a name, in lower case."""

    def __init__(self, doc):
        self.text, self.lower = doc.texts, [w.lower() for w in doc.texts]
        self.at = [k for k, w in enumerate(self.lower) if w[0].isalnum()]
        self.inflected = doc.language in ('de', 'ru', 'uk')

    def occurrences(self, name):
        """Where the words of a name stand in a row: [[word of the document]]."""
        out, n = [], len(name)
        for i in range(len(self.at) - n + 1):
            here = self.at[i:i + n]
            if all(alike(self.lower[k], w, self.inflected) for k, w in zip(here, name)):
                out.append(here)
        return out


def targets(doc, attributions):
    """For each attribution the words that name its speaker, or None where it has no speaker."""
    if not any(a.get('speaker') for a in attributions):
        return [None] * len(attributions)
    words = Words(doc)
    people = {a['speaker'][0] for a in attributions if a.get('kind') == 'person'}
    surnames = Counter(tokens(name)[-1] for name in people if tokens(name))
    known, printed = {}, defaultdict(set)
    for a in attributions:
        if a.get('speaker'):
            key = (tuple(a['speaker']), a['kind'])
            known.setdefault(key, named(words, *key, surnames))
            printed[a['speaker'][0]] |= telling(words, doc, a)
    of = lambda a: known[tuple(a['speaker']), a['kind']] | printed[a['speaker'][0]] - telling(words, doc, a)
    return [sorted(of(a)) if a.get('speaker') else None for a in attributions]


def telling(words, doc, attribution):
    """The words of a source that tell who it is: names of a person or body, else the head of the description."""
    inside = [k for k in words.at if any(s <= doc.words[k][0] and doc.words[k][1] <= e for s, e in attribution['source'])]
    long = [k for k in inside if len(words.lower[k]) >= CONTENT_CHARS]
    if attribution['kind'] in DESCRIBED:
        return set(long[:CONTENT_WORDS])
    parts = tokens(attribution['speaker'][0])
    return {k for k in inside if any(alike(words.lower[k], part, words.inflected) for part in parts)}


def named(words, names, kind, surnames):
    found = set()
    for name in names:
        parts = tokens(name)
        if not parts:
            continue
        for here in words.occurrences(parts):
            if kind in DESCRIBED:
                content = [k for k in here if len(words.lower[k]) >= CONTENT_CHARS] or here
                found |= set(content[:CONTENT_WORDS])
            else:
                found |= set(here)
    last = tokens(names[0])[-1:] if kind == 'person' and len(tokens(names[0])) > 1 else []
    shared = last and sum(n for other, n in surnames.items() if alike(other, last[0], words.inflected)) > 1
    if last and not shared:
        for (k,) in words.occurrences(last):
            if words.text[k][0].isupper():
                found.add(k)
    return found


class Marked:
    """The marks of a document's words, in the order that `model.MARKS` counts: a capital within a sentence, one that opens it, a
    quotation, a word of the source met again, one that begins alike, the source itself, the anchor's paragraph, the one before."""

    def __init__(self, doc):
        text = doc.texts
        opens = [k == 0 or doc.paragraph[k] != doc.paragraph[k - 1] or not (text[k - 1][0].isalnum() or text[k - 1] in JOINTS)
                 for k in range(len(text))]
        capital = [w[0].isupper() for w in text]
        self.still = torch.tensor([[c and not o, c and o, q != 0] for c, o, q in zip(capital, opens, doc.quote)]).float()
        self.lower = [w.lower() for w in text]
        self.paragraph = torch.tensor(doc.paragraph)

    def of(self, anchor, source):
        own = inside(source)
        words = {self.lower[k] for k in own if len(self.lower[k]) > SAME}
        stems = {w[:STEM] for w in words if len(w) >= STEM}
        rest = [k not in own for k in range(len(self.lower))]
        again = [r and w in words for r, w in zip(rest, self.lower)]
        alike = [r and len(w) >= STEM and w[:STEM] in stems for r, w in zip(rest, self.lower)]
        here = self.paragraph[anchor]
        moving = [torch.tensor(again), torch.tensor(alike), ~torch.tensor(rest), self.paragraph == here, self.paragraph == here - 1]
        return torch.cat([self.still, torch.stack([m.float() for m in moving], 1)], 1)


def logs(model, h, marked, asking):
    """What the head says of these attributions of a document."""
    return model.meant(h, asking, torch.stack([marked.of(a, s) for a, s in asking]))


def spoken(doc):
    return [g for g in doc.gold if g['meant']]


def fit(model, docs, states_of, epochs=EPOCHS, rate=RATE, seed=3):
    """Trains the antecedent head on documents whose speakers are known, the encoder standing still."""
    torch.manual_seed(seed)
    head = model.meant
    head.apply(lambda m: m.reset_parameters() if isinstance(m, torch.nn.Linear) else None)
    docs = [d for d in docs if spoken(d)]
    with torch.no_grad():
        states = {id(d): states_of(d).bfloat16() for d in docs}
    marks = {id(d): Marked(d) for d in docs}
    opt = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=0.1)
    step, steps = 0, epochs * len(docs)
    head.train()
    for epoch in range(epochs):
        random.Random(seed + epoch).shuffle(docs)
        total = 0.0
        for d in docs:
            opt.param_groups[0]['lr'] = rate * min(1, (step + 1) / WARM) * (1 - step / steps)
            loss = loss_of(model, states[id(d)].float(), marks[id(d)], spoken(d))
            loss.backward()
            step += 1
            total += loss.item()
            if step % TOGETHER == 0:
                torch.nn.utils.clip_grad_norm_(head.parameters(), 2.0)
                opt.step()
                opt.zero_grad()
        print(f'antecedents: epoch {epoch + 1} of {epochs}, loss {total / len(docs):.3f}', file=sys.stderr, flush=True)
    head.eval()


def loss_of(model, h, marked, gold):
    """Minus the logarithm of what the words that name the speaker get together."""
    p = logs(model, h, marked, [(g['anchor'], g['source']) for g in gold])
    right = torch.zeros(p.shape, dtype=torch.bool)
    for i, g in enumerate(gold):
        right[i, g['meant']] = True
    return -torch.logsumexp(p.masked_fill(~right, -1e4), 1).mean()


@torch.no_grad()
def measure(model, docs, states_of):
    """{language: (attributions whose speaker is named outside of their source, share whose likeliest other word names the speaker)}."""
    out = {}
    for d in docs:
        gold = [g for g in spoken(d) if not inside(g['source']) & set(g['meant'])]
        if not gold:
            continue
        p = logs(model, states_of(d), Marked(d), [(g['anchor'], g['source']) for g in gold])[:, :-1]
        for row, g in zip(p, gold):
            row[list(inside(g['source']))] = -1e4
            n, right = out.get(d.language, (0, 0))
            out[d.language] = n + 1, right + (int(row.argmax()) in g['meant'])
    return {language: (n, round(right / n, 3)) for language, (n, right) in sorted(out.items())}


def inside(spans):
    return {k for i, j in spans for k in range(i, j)}
