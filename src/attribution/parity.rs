//! The Rust engine sees what the training saw: words, quotation and pieces exactly, scores as far as 8 bits go.

use serde::Deserialize;

use crate::antecedents::Marked;
use crate::linear::Kernels;
use crate::model::Model;

/// Words, and how likely each names the speaker.
type Words = Vec<(usize, f32)>;

/// A text of ours with what Python makes of it (`training/golden.py`).
#[derive(Deserialize)]
struct Golden {
    text: String,
    words: Vec<(usize, usize)>,
    paragraphs: Vec<u32>,
    quotation: Vec<u8>,
    pieces: Vec<Vec<u16>>,
    /// Anchor, the tagger's logit, the verifier's logit, words that may name the speaker and how likely each is.
    candidates: Vec<(usize, f32, f32, Words)>,
}

fn check(model: &[u8], kernels: &Kernels, goldens: &str) {
    let (model, goldens) =
        (Model::read(model, kernels).unwrap(), serde_json::from_str::<Vec<Golden>>(goldens).unwrap());
    goldens.iter().for_each(|golden| check_cut(&model, golden));
    check_scores(&model, &goldens);
}

fn check_cut(model: &Model, golden: &Golden) {
    let cut = model.cut(&golden.text);
    let words: Vec<_> = cut.words.iter().map(|w| (w.start, w.end)).collect();
    assert_eq!(words, golden.words);
    let paragraphs: Vec<_> = cut.words.iter().map(|w| w.paragraph).collect();
    assert_eq!(paragraphs, golden.paragraphs);
    let quotation: Vec<_> = cut.quotation.iter().map(|&q| q as u8).collect();
    assert_eq!(quotation, golden.quotation);
    let pieces: Vec<_> = cut.piece_at.windows(2).map(|w| cut.pieces[w[0]..w[1]].to_vec()).collect();
    assert_eq!(pieces, golden.pieces);
}

fn check_scores(model: &Model, goldens: &[Golden]) {
    let (mut count, mut tag_off, mut verify_off, mut meant_off) = (0.0, 0.0, 0.0, 0.0);
    for golden in goldens {
        let cut = model.cut(&golden.text);
        let (found, keys) = model.found(&cut);
        let marked = Marked::new(&cut.chars, &cut.words, &cut.quotation);
        for (anchor, tag, verify, meant) in &golden.candidates {
            let Some(f) = found.iter().find(|f| f.anchor == *anchor) else {
                assert!(*tag < -1.0, "no candidate at word {anchor}, where training has {tag}");
                continue;
            };
            count += 1.0;
            tag_off += (f.tag - tag).abs();
            verify_off += (f.verify - verify).abs();
            let pointed = model.antecedents.point(&keys, &marked, f);
            let likely =
                |word| pointed.iter().find(|(own, _)| *own == word).map_or(0.0, |(_, likely)| *likely);
            meant_off += meant.iter().map(|(word, wanted)| (likely(*word) - wanted).abs()).sum::<f32>();
        }
    }
    assert!(count >= 8.0, "too few candidates to compare: {count}");
    assert!(tag_off / count < 0.35, "tagger off by {}", tag_off / count);
    assert!(verify_off / count < 0.5, "verifier off by {}", verify_off / count);
    assert!(meant_off / count < 0.2, "words that are meant off by {}", meant_off / count);
}

#[test]
fn the_english_network_is_the_trained_one() {
    check(crate::MODEL, &Kernels::fast(), include_str!("model/golden.json"));
}

#[test]
fn the_multilingual_network_is_the_trained_one() {
    check(crate::MULTILINGUAL, &Kernels::new(), include_str!("model/golden-multilingual.json"));
}
