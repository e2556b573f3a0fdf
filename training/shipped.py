"""A shipped file back into a model, so that training can go on from what is in the repository (8-bit weights, as floats again)."""
import numpy as np
import torch

import export

KINDS = {'i8': np.int8, 'f32': np.dtype('<f4')}


def tensors(path):
    """({name: tensor}, [piece]) of a shipped file; 4-bit word embeddings are left out, since the base has them."""
    out, vocabulary = {}, []
    for name, (data, kind, shape) in export.read(path)[0].items():
        if kind == 'text':
            vocabulary = data.decode().removesuffix('\n').split('\n')
        elif kind in KINDS and not name.startswith('encoder.word.halves'):
            out[name] = torch.from_numpy(np.frombuffer(data, KINDS[kind]).astype('<f4').reshape(shape).copy())
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
