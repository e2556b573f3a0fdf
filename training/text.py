"""Text as the engine sees it: words with offsets, paragraphs, quotation state, word pieces.

The Rust crate `sayso-attribution` has the same rules in `words.rs`, `quotes.rs` and `pieces.rs`; the goldens that
`export.py` writes keep the two alike. Offsets are Unicode scalars.
"""
import json
import math
import unicodedata
from functools import lru_cache

WORD_CHARS_MAX = 64
PIECES_A_WORD_MAX = 8
# Format characters that show nothing: zero width, bidi, soft hyphen, tags. They never begin or break a word.
INVISIBLE = [(0xAD, 0xAD), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD), (0x70F, 0x70F), (0x180E, 0x180E),
             (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
             (0xFFF9, 0xFFFB), (0xE0001, 0xE007F)]
IDEOGRAPHS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFF)]

OUTSIDE, INSIDE, OPEN, CLOSE, UNCLOSED = range(5)
PLAIN, PARAGRAPH_START, TEXT_START = range(3)
OPENERS = {'\u201e', '\u00ab', '\u201f', '``'}
MARKS = OPENERS | {'\u201c', '\u201d', '\u00bb', '"', "''", '\uff02'}


def within(c, ranges):
    n = ord(c)
    return any(a <= n <= b for a, b in ranges)


@lru_cache(1 << 16)
def kind(c):
    """'s' space or control, 'i' invisible, 'w' part of a word, 'c' ideograph (a word by itself), 'p' anything else."""
    if within(c, INVISIBLE):
        return 'i'
    if c.isspace() or unicodedata.category(c) == 'Cc':
        return 's'
    if within(c, IDEOGRAPHS):
        return 'c'
    if c.isalnum() or unicodedata.category(c)[0] == 'M':
        return 'w'
    return 'p'


def words(text):
    """[(start, end, paragraph)], paragraphs being lines that hold a word."""
    out, paragraph, seen, i, n = [], 0, False, 0, len(text)
    while i < n:
        c = text[i]
        k = kind(c)
        if c == '\n':
            if seen:
                paragraph, seen = paragraph + 1, False
            i += 1
            continue
        if k in 'si':
            i += 1
            continue
        j = i + 1
        if k == 'w':
            while j < n and j - i < WORD_CHARS_MAX and kind(text[j]) in 'wi':
                j += 1
            while kind(text[j - 1]) == 'i':
                j -= 1
        elif c in "'`" and j < n and text[j] == c:
            j += 1
        out.append((i, j, paragraph))
        seen = True
        i = j
    return out


def quotation(text, ws):
    """For each word its quotation state; a region left open ends with its paragraph and is UNCLOSED."""
    state = [OUTSIDE] * len(ws)
    opened, opener, paragraph = None, None, None
    for k, (s, e, p) in enumerate(ws):
        if p != paragraph:
            _leave_open(state, opened, k)
            opened, paragraph = None, p
        m = text[s:e]
        if m not in MARKS:
            state[k] = OUTSIDE if opened is None else INSIDE
            continue
        before = text[s - 1] if s else ' '
        after = text[e] if e < len(text) else ' '
        left = kind(before) != 'w' and before not in '.,;:!?%)]}\u2026'
        right = kind(after) != 's' and after not in '.,;:!?)]}\u2026'
        if m in OPENERS:
            opens = opened is None or not (m == '\u00ab' and opener == '\u00bb')
        elif m == '\u201c':
            opens = opened is None or opener not in ('\u201e', '\u201f', '``')
        elif m in '\u201d\u00bb':
            opens = opened is None and left and right and kind(before) in 'si'
        elif opened is None:
            opens = left or right
        else:
            opens = left and right and kind(before) in 's'
        if opens:
            state[k], opened, opener = OPEN, k, m
        else:
            state[k], opened = CLOSE, None
    _leave_open(state, opened, len(ws))
    return state


def _leave_open(state, opened, end):
    if opened is not None:
        for k in range(opened + 1, end):
            if state[k] == INSIDE:
                state[k] = UNCLOSED


class Pieces:
    """WordPiece, uncased, over the words above; quotation marks are made alike first."""

    def __init__(self, vocab):
        self.vocab = vocab
        self.unk, self.cls, self.sep, self.mask = (vocab[t] for t in ('[UNK]', '[CLS]', '[SEP]', '[MASK]'))
        self.cache = {}

    @staticmethod
    def load(tokenizer_json):
        with open(tokenizer_json, encoding='utf-8') as f:
            return Pieces(json.load(f)['model']['vocab'])

    def of(self, word, state, spaced):
        """The pieces of a word; whether white space goes before it does not matter here."""
        if state == OPEN:
            word = '\u201c'
        elif state == CLOSE:
            word = '\u201d'
        got = self.cache.get(word)
        if got is None:
            got = self.cache[word] = self._cut(fold(word))
        return got

    def _cut(self, w):
        out, i = [], 0
        if not w:
            return [self.unk]
        while i < len(w):
            for j in range(len(w), i, -1):
                t = self.vocab.get(w[i:j] if i == 0 else '##' + w[i:j])
                if t is not None:
                    break
            else:
                return [self.unk]
            out.append(t)
            i = j
        return out[:PIECES_A_WORD_MAX]


def fold(word):
    """Lower case, without accents and invisible characters."""
    plain = ''.join(c for c in word if kind(c) != 'i').lower()
    return ''.join(c for c in unicodedata.normalize('NFD', plain) if unicodedata.category(c)[0] != 'M' and kind(c) != 'i')


class Unigram:
    """Sentencepiece's unigram pieces over the words above, cased; quotation marks are made alike first.

    A word after white space begins with \u2581. The cut is the one whose pieces are most probable together."""

    def __init__(self, pieces, scores):
        self.pieces, self.scores = pieces, scores
        self.number = {p: k for k, p in enumerate(pieces)}
        self.cls, self.pad, self.sep, self.unk = (self.number[t] for t in ('<s>', '<pad>', '</s>', '<unk>'))
        self.open, self.close = self.number['\u2581\u201c'], self.number['\u201d']
        self.longest = max(map(len, pieces))
        self.unknown_score = min(scores) - 10
        self.cache = {}

    def of(self, word, state, spaced):
        if state == OPEN:
            return [self.open]
        if state == CLOSE:
            return [self.close]
        got = self.cache.get((word, spaced))
        if got is None:
            plain = unicodedata.normalize('NFKC', ''.join(c for c in word if kind(c) != 'i'))
            plain = ''.join(c for c in plain if kind(c) not in 'si')
            got = self.cache[word, spaced] = self._cut('\u2581' * spaced + plain)[:PIECES_A_WORD_MAX] if plain else [self.unk]
        return got

    def _cut(self, w):
        best, back = [0.0] + [-math.inf] * len(w), [(0, 0)] * (len(w) + 1)
        for i in range(len(w)):
            for j in range(i + 1, min(len(w), i + self.longest) + 1):
                k = self.number.get(w[i:j])
                if k is None or k <= self.unk:
                    if j > i + 1:
                        continue
                    k = self.unk
                score = best[i] + (self.unknown_score if k == self.unk else self.scores[k])
                if score > best[j]:
                    best[j], back[j] = score, (i, k)
        out, j = [], len(w)
        while j:
            j, k = back[j]
            out.append(k)
        return out[::-1]
