//! Linear models over hashed features (Weinberger et al. 2009, “Feature Hashing for Large Scale Multitask Learning”):
//! weights without a text in them, and the slots that features fall into.

/// Places of a table of weights; a power of two.
pub(crate) const SLOTS: usize = 1 << 14;

/// The weights of a model: in its file a scale (`f32`, little end first), then a signed byte a slot.
pub(crate) struct Weights(Vec<f32>);

impl Weights {
    /// Missing bytes weigh nothing.
    pub(crate) fn read(bytes: &[u8]) -> Weights {
        let (scale, steps) = bytes.split_first_chunk::<4>().unwrap_or((&[0; 4], &[]));
        let scale = f32::from_le_bytes(*scale);
        let mut weights: Vec<f32> =
            steps.iter().map(|step| f32::from(step.cast_signed()) * scale).take(SLOTS).collect();
        weights.resize(SLOTS, 0.0);
        Weights(weights)
    }

    /// What [`Weights::read`] reads of `weights`, which lose what a signed byte cannot tell.
    pub(crate) fn bytes(weights: &[f32]) -> Vec<u8> {
        let scale = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs())) / 127.0;
        let step = |weight: &f32| ((weight / scale.max(f32::MIN_POSITIVE)).round() as i8).cast_unsigned();
        scale.to_le_bytes().into_iter().chain(weights.iter().map(step)).collect()
    }

    /// The weights of these slots together.
    pub(crate) fn sum(&self, slots: &[usize]) -> f32 {
        slots.iter().filter_map(|slot| self.0.get(*slot)).sum()
    }

    /// The likeliest of those with these features, and how likely; none of none.
    pub(crate) fn likeliest(&self, features: &[Vec<usize>]) -> Option<(usize, f32)> {
        self.likelihoods(features).into_iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))
    }

    /// How likely each of those with these features is, together 1.
    pub(crate) fn likelihoods(&self, features: &[Vec<usize>]) -> Vec<f32> {
        let sums: Vec<f32> = features.iter().map(|slots| self.sum(slots)).collect();
        softmax(&sums)
    }
}

/// The probability that a sum of weights stands for, from 0 to 1.
pub(crate) fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

/// The probabilities that sums of weights stand for, together 1; none of none.
pub(crate) fn softmax(sums: &[f32]) -> Vec<f32> {
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let parts: Vec<f32> = sums.iter().map(|sum| (sum - most).exp()).collect();
    // The greatest part is 1.
    let all: f32 = parts.iter().sum();
    parts.into_iter().map(|part| part / all).collect()
}

/// Collects the slots of features.
pub(crate) struct Slots<'a> {
    /// What keeps the features of one language or kind apart from those of others.
    apart: &'a str,
    found: Vec<usize>,
}

impl<'a> Slots<'a> {
    pub(crate) fn apart(apart: &'a str) -> Slots<'a> {
        Slots { apart, found: Vec::new() }
    }

    pub(crate) fn found(self) -> Vec<usize> {
        self.found
    }

    /// A feature of this language or kind.
    pub(crate) fn own(&mut self, parts: &[&str]) {
        self.found.push(slot(std::iter::once(self.apart).chain(parts.iter().copied())));
    }

    /// A feature that all share.
    pub(crate) fn shared(&mut self, parts: &[&str]) {
        self.found.push(slot(std::iter::once("all").chain(parts.iter().copied())));
    }

    /// A feature of this language or kind, and the same for all.
    pub(crate) fn both(&mut self, parts: &[&str]) {
        self.own(parts);
        self.shared(parts);
    }
}

/// FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>) over the parts, a zero byte behind each.
fn slot<'a>(parts: impl Iterator<Item = &'a str>) -> usize {
    let bytes = parts.flat_map(|part| part.bytes().chain(std::iter::once(0)));
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    ((hash >> 32) ^ hash) as usize % SLOTS
}
