"""Trains the antecedent heads of both engines and puts them into their files: `python antecedents.py --extra ../corpus`.

The encoders stay as they are, so that the spans do too; a head takes minutes of one core. `--part 0` (1) leaves every article with an
even (odd) number out, so that the articles left out can be read by a head that has not seen them.
"""
import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import torch

import data as D
import e5
import export
import golden
import meant
import shipped
from model import Model, load_base
from multilingual import network, shipped_numbers
from predict import states
from text import Pieces
from train import base_package, own_corpus

FILES = {'attribution': 'golden.json', 'multilingual': 'golden-multilingual.json'}


def engine(name, path):
    """A shipped engine's network and pieces."""
    if name == 'attribution':
        model = Model()
        pieces = Pieces(load_base(model, base_package()))
    else:
        base = e5.Base(e5.package_file())
        model, pieces = network(base, shipped_numbers(path, base))
    shipped.into(model, path)
    return model.eval(), pieces


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--extra', required=True, help='our own corpus')
    ap.add_argument('--out', default='../src/attribution/model', help='folder of the files, which are read and changed')
    ap.add_argument('--only', choices=FILES)
    ap.add_argument('--part', type=int, choices=(0, 1))
    ap.add_argument('--threads', type=int, default=2)
    args = ap.parse_args()
    torch.set_num_threads(args.threads)
    for name in [args.only] if args.only else FILES:
        path = Path(args.out, f'{name}.bin')
        model, pieces = engine(name, path)
        read = lambda split: [D.Doc(d, pieces) for d in own_corpus(args.extra, split)
                              if (d['language'] == 'en') == (name == 'attribution')]
        train, dev = read('train'), read('dev')
        propensity = D.cue_propensity(train)
        D.set_anchors(train + dev, propensity)
        chosen = [d for k, d in enumerate(train) if args.part is None or k % 2 != args.part]
        meant.fit(model, chosen, lambda d: states(model, d, pieces))
        print(name, 'whom sources mean:', meant.measure(model, dev, lambda d: states(model, d, pieces)))
        settings = export.update(path, {k: v for k, v in export.tensors(model, []).items() if k.startswith('meant.')})
        texts = golden.TEXTS if name == 'attribution' else golden.MULTILINGUAL_TEXTS
        golden.write(Path(args.out, FILES[name]), texts, model, pieces, settings)


if __name__ == '__main__':
    main()
