"""Which of the base's 250,000 pieces ship: those that the engine's languages use most.

How often a piece is used is estimated from the word frequencies of the PyPI package wordfreq (its data: CC BY-SA 4.0; only this choice
depends on it), each word as it is and with a capital. Every single letter and sign of the scripts stays, so that nothing becomes unknown.
"""
from collections import Counter

from text import OPEN, OUTSIDE

LANGUAGES = ('de', 'uk', 'ru', 'fr', 'es', 'en')
# English is read by another engine, but its words and names stand in every language's news.
SHARE = {'en': 0.3}
WORDS = 150_000                  # of each language, the most frequent ones
CAPITAL = {'de': 0.6}            # share of words that begin with a capital; names need them whole
SHIPPED = 34_000


def chosen(pieces, shipped=SHIPPED):
    """Numbers of the pieces to keep, in order, the four that mean no text first."""
    from wordfreq import top_n_list, word_frequency
    uses = Counter()
    for language in LANGUAGES:
        for word in top_n_list(language, WORDS, wordlist='best'):
            often = word_frequency(word, language, wordlist='best') * SHARE.get(language, 1.0)
            capital = CAPITAL.get(language, 0.25)
            for form, share in ((word, 1 - capital), (word.capitalize(), capital)):
                # Linear frequencies would spend nothing on names and compounds, which news is full of.
                for k in pieces.of(form, OUTSIDE, True):
                    uses[k] += (often * share) ** 0.75
    keep = {pieces.cls, pieces.pad, pieces.sep, pieces.unk, pieces.open, pieces.close}
    keep |= {k for k, p in enumerate(pieces.pieces) if len(p.removeprefix('\u2581')) <= 1 and wanted(p[-1:])}
    for k, _ in uses.most_common():
        if len(keep) >= shipped:
            break
        keep.add(k)
    return sorted(keep)


def wanted(sign):
    """Latin, Greek and Cyrillic letters, digits, punctuation, currency and a few arrows."""
    return sign < '\u0530' or '\u1e00' <= sign < '\u2600'
