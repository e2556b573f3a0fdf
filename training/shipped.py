"""A shipped file back into a model, so that training can go on from what is in the repository (8-bit weights, as floats again)."""
import json
import struct
from pathlib import Path

import numpy as np
import torch

from export import MAGIC

KINDS = {'i8': np.int8, 'f32': np.dtype('<f4')}


def tensors(path):
    """({name: tensor}, [piece]) of a shipped file; 4-bit word embeddings are left out, since the base has them."""
    data = Path(path).read_bytes()
    if data[:8] != MAGIC:
        raise SystemExit(f'{path} is no model that export.py wrote')
    _, size, _ = struct.unpack_from('<IIQ', data, 8)
    at = 24 + size
    out, vocabulary = {}, []
    for name, t in json.loads(data[24:at])['tensors'].items():
        start = at + t['at']
        if t['type'] == 'text':
            vocabulary = data[start:start + t['shape'][0]].decode().removesuffix('\n').split('\n')
        elif t['type'] in KINDS and not name.startswith('encoder.word.halves'):
            n = int(np.prod(t['shape']))
            out[name] = torch.from_numpy(np.frombuffer(data, KINDS[t['type']], n, start).astype('<f4').reshape(t['shape']).copy())
    return out, vocabulary


def into(model, path):
    """Every weight that the file has, into a model of the same shape."""
    w, _ = tensors(path)
    own = model.state_dict()
    convs = {name for name, m in model.named_modules() if isinstance(m, torch.nn.Conv1d)}
    with torch.no_grad():
        for name, value in own.items():
            stem, _, part = name.rpartition('.')
            if name == 'crf.trans' or name == 'crf.first':
                ban = own['crf.ban' if part == 'trans' else 'crf.ban_first']
                value.copy_(torch.where(ban < 0, value, w[name]))
            elif stem in convs:
                if part == 'bias':
                    value.copy_(w[stem + '.after'])
                else:
                    flat = w[stem + '.weight'] * w[stem + '.scale'][:, None]
                    value.copy_(flat.view(value.shape[2], value.shape[0], value.shape[1]).permute(1, 2, 0))
            elif name == 'encoder.position.weight':
                value[:len(w[name])] = w[name]
            elif name in w and stem + '.scale' in w and part == 'weight':
                value.copy_(w[name] * w[stem + '.scale'][:, None])
            elif name in w:
                value.copy_(w[name])
