//! Letters as outlines, from a font that is part of the program: a picture must not depend on the machine's fonts.

use tiny_skia::{Path, PathBuilder};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Noto Sans Regular (Google, SIL Open Font License 1.1, OFL.txt beside it), cut to Latin and Cyrillic.
static FONT: &[u8] = include_bytes!("NotoSans-subset.ttf");

/// Characters of a line that are looked at.
const CHARS_MAX: usize = 200;

pub(crate) struct Letters {
    face: Face<'static>,
}

impl Letters {
    /// The font of the program; none only where its file is broken, which a test excludes.
    pub(crate) fn embedded() -> Option<Letters> {
        Face::parse(FONT, 0).ok().map(|face| Letters { face })
    }

    /// A line of text with its left end at `x` and its base at `y`, and its width in pixels. What is wider than
    /// `room` is cut with “…”; what the font lacks is a hollow box.
    pub(crate) fn line(&self, text: &str, x: f32, y: f32, size: f32, room: f32) -> (Option<Path>, f32) {
        let scale = size / f32::from(self.face.units_per_em());
        let glyphs: Vec<GlyphId> = text
            .chars()
            .filter(|c| !c.is_control())
            .take(CHARS_MAX)
            .map(|c| self.face.glyph_index(c).unwrap_or(GlyphId(0)))
            .collect();
        let glyphs = self.fitting(glyphs, scale, room);
        let mut path = PathBuilder::new();
        let mut at = x;
        for glyph in glyphs {
            let mut outline = Outline { path: &mut path, x: at, y, scale };
            // A glyph without an outline is a space.
            let _ = self.face.outline_glyph(glyph, &mut outline);
            at += self.advance(glyph) * scale;
        }
        (path.finish(), at - x)
    }

    fn fitting(&self, mut glyphs: Vec<GlyphId>, scale: f32, room: f32) -> Vec<GlyphId> {
        let width = |glyphs: &[GlyphId]| glyphs.iter().map(|glyph| self.advance(*glyph) * scale).sum::<f32>();
        if width(&glyphs) <= room {
            return glyphs;
        }
        let cut = self.face.glyph_index('…').unwrap_or(GlyphId(0));
        while !glyphs.is_empty() && width(&glyphs) + self.advance(cut) * scale > room {
            glyphs.pop();
        }
        glyphs.push(cut);
        glyphs
    }

    fn advance(&self, glyph: GlyphId) -> f32 {
        f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0))
    }
}

/// Turns the font's upward outlines into the picture's downward ones.
struct Outline<'a> {
    path: &'a mut PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Outline<'_> {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Outline<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, bend_x: f32, bend_y: f32, x: f32, y: f32) {
        let ((bend_x, bend_y), (x, y)) = (self.place(bend_x, bend_y), self.place(x, y));
        self.path.quad_to(bend_x, bend_y, x, y);
    }

    fn curve_to(&mut self, one_x: f32, one_y: f32, two_x: f32, two_y: f32, x: f32, y: f32) {
        let ((one_x, one_y), (two_x, two_y)) = (self.place(one_x, one_y), self.place(two_x, two_y));
        let (x, y) = self.place(x, y);
        self.path.cubic_to(one_x, one_y, two_x, two_y, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts_have_letters_and_long_lines_are_cut() {
        let letters = Letters::embedded().unwrap();
        for c in "Az09“”«»—…ÄßéñЇїҐґЩъ".chars() {
            assert!(letters.face.glyph_index(c).is_some(), "{c}");
        }
        let (_, short) = letters.line("Ruiz", 0.0, 0.0, 20.0, 200.0);
        let (path, long) = letters.line(&"Ruiz".repeat(40), 0.0, 0.0, 20.0, 200.0);
        assert!(path.is_some() && short < long && long <= 200.0, "{short} {long}");
    }
}
