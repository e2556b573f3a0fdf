"""A trained model as the file that the Rust crate embeds."""
import json
import struct
from pathlib import Path

import numpy as np
import torch

MAGIC, VERSION = b'SAYSOATT', 1
BYTES = {'i8': 1, 'text': 1, 'bf16': 2, 'f32': 4}   # of one number of each type


def rows_to_8_bits(w):
    """[rows, columns] to whole numbers of -127..127 and a scale a row."""
    scale = w.abs().amax(1).clamp(min=1e-12) / 127
    return torch.round(w / scale[:, None]).to(torch.int8), scale


class Unigrams:
    """What the multilingual file has besides: 4-bit rows of the pieces that ship, their scales, their probabilities."""

    def __init__(self, base, numbers):
        whole, scale = base.blocks('emb.word', base.width)
        whole = whole[numbers].view(len(numbers), -1, 2, 16) + 8
        self.halves = (whole[:, :, 0] | whole[:, :, 1] << 4).reshape(len(numbers), -1)
        self.scale = scale[numbers].bfloat16()
        self.scores = torch.tensor([base.scores[k] for k in numbers])


def tensors(model, vocabulary, positions=0, unigrams=None):
    """{name: tensor or text}: matrices in 8 bits with their scales, the small rest in 32."""
    out = {}

    def linear(name, weight, bias):
        out[name + '.weight'], out[name + '.scale'] = rows_to_8_bits(weight)
        out[name + '.bias'] = bias

    def keep(name, value):
        out[name] = value

    e, r = model.encoder, model.roles
    if unigrams:
        out['encoder.word.halves'], out['encoder.word.scale'], out['scores'] = unigrams.halves, unigrams.scale, unigrams.scores
    else:
        out['encoder.word.weight'], out['encoder.word.scale'] = rows_to_8_bits(e.word.weight)
    keep('encoder.position.weight', e.position.weight[:positions])
    keep('encoder.quote.weight', e.quote.weight)
    keep('encoder.place.weight', e.place.weight)
    for name, m in model.named_modules():
        if isinstance(m, torch.nn.LayerNorm):
            keep(name + '.weight', m.weight)
            keep(name + '.bias', m.bias)
        elif isinstance(m, torch.nn.Conv1d):
            w = m.weight.permute(2, 0, 1).reshape(-1, m.weight.shape[1])
            linear(name, w, torch.zeros(w.shape[0]))
            keep(name + '.after', m.bias)
        elif isinstance(m, torch.nn.Linear):
            if name in ('tag', 'verify1', 'verify2', 'roles.emit', 'meant.far', 'meant.marks', 'meant.none'):
                keep(name + '.weight', m.weight)
                keep(name + '.bias', m.bias)
            else:
                linear(name, m.weight, m.bias)
    keep('roles.offset.weight', r.offset.weight)
    keep('roles.flags.weight', r.flags.weight)
    keep('roles.prior', r.prior)
    trans, first = model.crf.scores()
    keep('crf.trans', trans)
    keep('crf.first', first)
    out['vocabulary'] = '\n'.join(vocabulary) + '\n'
    return out


def checksum(data):
    total = 0xcbf29ce484222325
    mask = (1 << 64) - 1
    data = data + bytes(-len(data) % 8)
    for w in np.frombuffer(data, '<u8').tolist():
        total = (((total << 5 | total >> 59) & mask) ^ w) * 0x517cc1b727220a95 & mask
    return total


def raw(t):
    """The bytes of a tensor or text, the name of its type and its shape."""
    if isinstance(t, str):
        return t.encode(), 'text', [len(t.encode())]
    if t.dtype == torch.bfloat16:
        return t.contiguous().view(torch.int16).numpy().astype('<i2').tobytes(), 'bf16', list(t.shape)
    if t.dtype == torch.int8:
        return t.contiguous().numpy().tobytes(), 'i8', list(t.shape)
    return t.detach().float().contiguous().numpy().astype('<f4').tobytes(), 'f32', list(t.shape)


def write(path, model, vocabulary, settings, unigrams=None):
    with torch.no_grad():
        all_tensors = tensors(model, vocabulary, settings['window_pieces'] + 2, unigrams)
        save(path, {name: raw(t) for name, t in all_tensors.items()}, settings)


def read(path):
    """({name: (bytes, name of the type, shape)}, settings) of a file: what `save` takes."""
    data = Path(path).read_bytes()
    if data[:8] != MAGIC:
        raise SystemExit(f'{path} is no model that export.py wrote')
    _, size, _ = struct.unpack_from('<IIQ', data, 8)
    header, parts = json.loads(data[24:24 + size]), {}
    for name, t in header['tensors'].items():
        start = 24 + size + t['at']
        parts[name] = data[start:start + int(np.prod(t['shape'])) * BYTES[t['type']]], t['type'], t['shape']
    return parts, header['settings']


def update(path, new):
    """Puts tensors into a file in place of those that begin with the same word; returns the file's settings."""
    parts, settings = read(path)
    begins = {name.split('.')[0] for name in new}
    kept = {name: part for name, part in parts.items() if name.split('.')[0] not in begins}
    with torch.no_grad():
        save(path, kept | {name: raw(t) for name, t in new.items()}, settings)
    return settings


def save(path, parts, settings):
    places, blob = {}, bytearray()
    for name, (data, kind, shape) in parts.items():
        blob += bytes(-len(blob) % 8)
        places[name] = {'type': kind, 'shape': shape, 'at': len(blob)}
        blob += data
    header = json.dumps({'settings': settings, 'tensors': places}).encode()
    header += b' ' * (-len(header) % 8)
    body = header + bytes(blob) + bytes(-len(blob) % 8)
    with open(path, 'wb') as f:
        f.write(MAGIC + struct.pack('<IIQ', VERSION, len(header), checksum(body)) + body)
