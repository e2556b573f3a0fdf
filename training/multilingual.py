"""Trains the span engine of the other five languages: `python multilingual.py CORPUS --extra ../corpus --heads checkpoint.pt`.

The lower layers of multilingual-e5-small stay as they are, what they make of each window is kept, and only the upper layers and the
heads learn: a third of the work, and what the languages share is not unlearnt while most of the examples are English.
"""
import argparse
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import torch

import batch as B
import calibrate
import data as D
import e5
import export
import golden
import join
import score
import shipped
from model import Model
from predict import FLOOR, predict
from text import Unigram
from train import loss_of, own_corpus
from vocabulary import chosen

LAYERS, FROZEN = 8, 4            # of the base's twelve
OWN_TIMES = 4                    # how often a pass reads our articles in the languages that the engine is for


class Kept:
    """Batches with the frozen layers' states, which are worked out once a window."""

    def __init__(self, encoder, bf16):
        self.encoder, self.bf16, self.states = encoder, bf16, {}

    def collate(self, batch, pieces, rng=None, rate=0.0):
        t = B.collate(batch, pieces)
        keys = [(id(d), s, e) for d, s, e in batch]
        if any(k not in self.states for k in keys):
            with torch.autocast('cpu', dtype=torch.bfloat16, enabled=self.bf16):
                lower = self.encoder.lower(t['ids'], t['mask']).bfloat16()
            sizes = (t['mask'][:, 0, 0] == 0).sum(1).tolist()
            for k, row, n in zip(keys, lower, sizes):
                self.states[k] = row[:n].clone()
        t['lower'] = torch.nn.utils.rnn.pad_sequence([self.states[k] for k in keys], batch_first=True).float()
        return t


def groups(model, rate, head_rate):
    e, out = model.encoder, []
    for p in [*e.word.parameters(), *e.position.parameters(), *e.norm.parameters(), *e.blocks[:e.frozen].parameters()]:
        p.requires_grad_(False)
    for i, b in enumerate(e.blocks[e.frozen:]):
        out.append((list(b.parameters()), rate * 0.9 ** (len(e.blocks) - e.frozen - 1 - i)))
    inside = {id(p) for p in e.parameters()}
    out.append(([e.quote.weight, e.place.weight] + [p for p in model.parameters() if id(p) not in inside], head_rate))
    g = []
    for ps, lr in out:
        g.append({'params': [p for p in ps if p.dim() > 1], 'lr': lr, 'base': lr, 'weight_decay': 0.01})
        g.append({'params': [p for p in ps if p.dim() <= 1], 'lr': lr, 'base': lr, 'weight_decay': 0.0})
    return [x for x in g if x['params']]


def heads_of_english(model, path):
    """What the English engine knows above its states: the role head behind its first projection, the label chain, the verifier."""
    w = torch.load(path)['model']
    own = model.state_dict()
    for k, v in w.items():
        if k.startswith(('roles.', 'crf.', 'verify')) and not k.startswith(('roles.word', 'roles.anchor')):
            own[k].copy_(v)


def small(model):
    """The weights that training changes."""
    still = ('encoder.word', 'encoder.position', 'encoder.norm') + tuple(f'encoder.blocks.{i}.' for i in range(model.encoder.frozen))
    return {k: v for k, v in model.state_dict().items() if not k.startswith(still)}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('corpus')
    ap.add_argument('--extra', required=True)
    ap.add_argument('--heads')
    ap.add_argument('--start', help='checkpoint or shipped file to go on from, with a fresh optimizer')
    ap.add_argument('--base')
    ap.add_argument('--documents', type=int, default=800, help='documents of CORPUS in a pass')
    ap.add_argument('--epochs', type=float, default=4)
    ap.add_argument('--minutes', type=float, help='end earlier, by the clock')
    ap.add_argument('--rate', type=float, default=2e-4)
    ap.add_argument('--head-rate', type=float, default=1e-3)
    ap.add_argument('--role', type=float, default=0.04)
    ap.add_argument('--negatives', type=int, default=5)
    ap.add_argument('--mask', type=float, default=0.0)
    ap.add_argument('--pieces', type=int, default=1700)
    ap.add_argument('--held', type=int, default=40)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--threads', type=int, default=2)
    ap.add_argument('--f32', action='store_true')
    ap.add_argument('--layers', type=int, default=LAYERS)
    ap.add_argument('--frozen', type=int, default=FROZEN)
    ap.add_argument('--checkpoint', default='multilingual.pt')
    ap.add_argument('--out', default='../src/attribution/model')
    ap.add_argument('--only-finish', action='store_true', help='no training: calibrate, write and score --start')
    ap.add_argument('--keep', help='numbers of the pieces that ship, where they were chosen before')
    args = ap.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    base = e5.Base(args.base or e5.package_file())
    pieces = Unigram(base.pieces, base.scores)
    numbers = kept_numbers(args, base, pieces)
    model, pieces = network(base, numbers, args.layers, args.frozen)
    if args.heads:
        heads_of_english(model, args.heads)
    if args.start and args.start.endswith('.bin'):
        shipped.into(model, args.start)
    elif args.start:
        model.load_state_dict(torch.load(args.start)['model'], strict=False)
    if args.only_finish:
        return finish(model, base, numbers, pieces, args)
    train, own, held = documents(args, pieces)
    propensity = D.cue_propensity(train + own)
    D.set_anchors(train + own, propensity)
    reading = train + [d for d in own for _ in range(1 if d.language == 'en' else OWN_TIMES)]
    words = sum(len(d.words) for d in reading)
    print(f'{len(reading)} documents, {words} words, {sum(len(d.gold) for d in reading)} attributions', file=sys.stderr, flush=True)
    opt = torch.optim.AdamW(groups(model, args.rate, args.head_rate), betas=(0.9, 0.98), fused=True)
    trained = [p for p in model.parameters() if p.requires_grad]
    kept = Kept(model.encoder, not args.f32)
    import train as loop
    loop.collate = kept.collate
    begin, done, step = time.time(), 0, 0
    parts = dict.fromkeys(('bio', 'anchor', 'verify', 'role'), 0.0)
    progress, saved = 0.0, 0.0
    model.train()
    while progress < 1:
        for batch in D.batches(windows(reading, rng), rng, args.pieces):
            clock = (time.time() - begin) / 60 / args.minutes if args.minutes else 0.0
            progress = max(clock, done / words / args.epochs)
            if progress >= 1:
                break
            scale = min(1.0, progress / 0.05) * (1 - progress) / 0.95
            for g in opt.param_groups:
                g['lr'] = g['base'] * min(1.0, scale)
            loss = loss_of(model, batch, pieces, rng, args, parts)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            opt.step()
            step += 1
            done += sum(e - s for _, s, e in batch)
            if step % 25 == 0:
                print(f'step {step} epoch {done / words:.2f} progress {progress:.3f} {done / (time.time() - begin):.0f} words/s '
                      + ' '.join(f'{k} {v / 25:.4f}' for k, v in parts.items()), file=sys.stderr, flush=True)
                parts = dict.fromkeys(parts, 0.0)
            if progress - saved > 0.1:
                saved = progress
                torch.save({'model': small(model), 'epochs': done / words, 'args': vars(args)}, args.checkpoint)
    torch.save({'model': small(model), 'epochs': done / words, 'args': vars(args)}, args.checkpoint)
    finish(model, base, numbers, pieces, args)


def finish(model, base, numbers, pieces, args):
    """Calibrates on the articles kept for it, writes the model, scores it on our dev split."""
    bf16 = not args.f32
    _, _, held = documents(args, pieces, 0)
    D.set_anchors(held, {})
    found = predict(model, held, pieces, bf16=bf16)
    weights = calibrate.logistic(*calibrate.labelled(held, found))
    threshold = calibrate.threshold(held, found, weights)
    settings = {'window_pieces': D.WINDOW_PIECES, 'scope': D.SCOPE, 'floor': FLOOR, 'threshold': threshold,
                'overlap': join.OVERLAP, 'confidence': weights, 'frozen': model.encoder.frozen}
    print(json.dumps(settings))
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    export.write(out / 'multilingual.bin', model, pieces.pieces, settings, export.Unigrams(base, numbers))
    golden.write(out / 'golden-multilingual.json', golden.MULTILINGUAL_TEXTS, model, pieces, settings)
    dev = [D.Doc(d, pieces) for d in own_corpus(args.extra, 'dev')]
    for language in sorted({d.language for d in dev}):
        some = [d for d in dev if d.language == language]
        told = [join.join(d, f, weights, threshold) for d, f in zip(some, predict(model, some, pieces, bf16=bf16))]
        print(language, score.show(score.score(some, told)), sep='\n')


def kept_numbers(args, base, pieces):
    """Numbers of the base's pieces that ship: as they were chosen before, or chosen now."""
    if args.keep:
        return json.loads(Path(args.keep).read_text())
    if args.start and args.start.endswith('.bin'):
        return shipped_numbers(args.start, base)
    return chosen(pieces)


def shipped_numbers(path, base):
    """Numbers of the base's pieces that a shipped file has."""
    number = {p: k for k, p in enumerate(base.pieces)}
    return [number[p] for p in shipped.tensors(path)[1]]


def network(base, numbers, layers=LAYERS, frozen=FROZEN):
    """The network as the base begins it, with these of its pieces."""
    model = Model(len(numbers), layers, frozen)
    e5.load(model.encoder, base, numbers)
    return model, Unigram([base.pieces[k] for k in numbers], [base.scores[k] for k in numbers])


def documents(args, pieces, most=None):
    """(documents of CORPUS, our own, our own that are kept for calibration: three in each language but English)."""
    most = args.documents if most is None else most
    train = D.load(Path(args.corpus, 'train.jsonl'))
    random.Random(7).shuffle(train)
    train = [D.Doc(d, pieces) for d in train[args.held:][:most]]
    own = [D.Doc(d, pieces) for d in own_corpus(args.extra)]
    held = []
    for language in sorted({d.language for d in own} - {'en'}):
        held += [d for d in own if d.language == language][-3:]
    away = {id(d) for d in held}
    return train, [d for d in own if id(d) not in away], held


def windows(docs, rng):
    """One pass. A document of CORPUS is cut alike every time, ours anew, so that few states need to be kept."""
    out = []
    for k, d in enumerate(docs):
        budget = (160, 256, 340)[k % 3] if d.language == 'en' else rng.choice((160, 256, 340))
        out += [(d, s, e) for s, e in D.windows(d, budget)]
    return out


if __name__ == '__main__':
    main()
