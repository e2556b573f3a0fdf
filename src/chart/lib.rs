//! Statements over time by speaker, as a picture.
//!
//! Pure and total: no I/O, no clock, the same picture for the same values. Knows nothing of Discord. The picture has
//! a ground of its own, dark with light letters, so that it reads the same on a dark page and on a light one; what a
//! mark means is told by its shape, and not by a colour alone.
//!
//! ```
//! use sayso_chart::{Chart, Mark, Row, Shape};
//! let at = |day: i64| jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * day);
//! let row = Row { name: "Ana Ruiz".into(), marks: vec![Mark { at: at(3), shape: Shape::Quotation }] };
//! let chart = Chart {
//!     title: "The ferry strike".into(), rows: vec![row], from: at(0), until: at(10), zone: jiff::tz::TimeZone::UTC,
//!     legend: [(Shape::Quotation, "quotation".into())].into(),
//! };
//! let png = chart.png();
//! assert_eq!(&png[1..4], b"PNG");
//! ```

mod days;
mod text;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};

use crate::days::Tick;
use crate::text::Letters;

/// Rows that are drawn; more would not be read.
pub const ROWS_MAX: usize = 16;

/// Width in pixels: twice what Discord shows, for dense screens.
const WIDTH: f32 = 1100.0;
const ROW: f32 = 44.0;
const TOP: f32 = 76.0;
const BOTTOM: f32 = 96.0;
const EDGE: f32 = 28.0;
/// Room for names.
const NAMES: f32 = 300.0;
const MARK: f32 = 9.0;

const LETTERS: f32 = 20.0;
const SMALL: f32 = 17.0;

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Chart {
    /// One line above.
    pub title: String,
    /// One line a speaker, from above; [`ROWS_MAX`] are drawn.
    pub rows: Vec<Row>,
    /// The left end of time.
    pub from: Timestamp,
    /// The right end.
    pub until: Timestamp,
    /// In which days are counted.
    pub zone: TimeZone,
    /// What the shapes mean, in the reader's language.
    pub legend: BTreeMap<Shape, String>,
}

/// A speaker.
#[derive(Debug, Clone)]
pub struct Row {
    /// The name; what does not fit is cut with “…”.
    pub name: String,
    /// The statements. What lies outside the chart's time is drawn at its ends.
    pub marks: Vec<Mark>,
}

/// A statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Timestamp,
    /// What it was.
    pub shape: Shape,
}

/// What a mark means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// The speaker's own words: a full disc.
    Quotation,
    /// A paraphrase: a ring.
    Paraphrase,
    /// A denial: a cross.
    Denial,
    /// No answer, no comment: a bar.
    Silence,
    /// A change of the article: a diamond.
    Change,
}

impl Chart {
    /// The picture as PNG.
    pub fn png(&self) -> Vec<u8> {
        // Encoding fails for sizes of zero only.
        self.drawn().and_then(|picture| picture.encode_png().ok()).unwrap_or_default()
    }

    /// Height in pixels.
    #[expect(clippy::cast_precision_loss, reason = "at most sixteen rows")]
    fn height(&self) -> f32 {
        TOP + ROW * self.rows.len().clamp(1, ROWS_MAX) as f32 + BOTTOM
    }

    fn drawn(&self) -> Option<Pixmap> {
        let (width, height) = (WIDTH, self.height());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundreds")]
        let mut pen = Pen { on: Pixmap::new(width as u32, height as u32)?, letters: Letters::embedded()? };
        pen.on.fill(ground());
        pen.write(&self.title, EDGE, 44.0, 24.0, bright(), WIDTH - 2.0 * EDGE);
        let bottom = height - BOTTOM;
        for Tick { at, label } in days::ticks(self.from, self.until, &self.zone) {
            let x = self.x(at);
            pen.line(x, TOP - 8.0, x, bottom, faint());
            pen.write(&label, x - 20.0, bottom + 24.0, SMALL, dim(), 120.0);
        }
        let mut y = TOP + ROW / 2.0;
        for row in self.rows.iter().take(ROWS_MAX) {
            pen.write(&row.name, EDGE, y + 7.0, LETTERS, bright(), NAMES - 20.0);
            pen.line(EDGE + NAMES, y, WIDTH - EDGE, y, faint());
            for mark in &row.marks {
                pen.mark(mark.shape, self.x(mark.at), y);
            }
            y += ROW;
        }
        let mut x = EDGE;
        for (shape, meaning) in &self.legend {
            pen.mark(*shape, x + MARK, height - 30.0);
            x += 2.0 * MARK + 10.0;
            x += pen.write(meaning, x, height - 24.0, SMALL, dim(), 240.0) + 30.0;
        }
        Some(pen.on)
    }

    /// Where a time stands.
    #[expect(clippy::cast_precision_loss, reason = "a pixel is far coarser")]
    fn x(&self, at: Timestamp) -> f32 {
        let (from, until) = (self.from.as_second(), self.until.as_second().max(self.from.as_second() + 1));
        let share = (at.as_second().clamp(from, until) - from) as f64 / (until - from) as f64;
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        let share = share as f32;
        let (left, right) = (EDGE + NAMES + 2.0 * MARK, WIDTH - EDGE - 2.0 * MARK);
        left + share * (right - left)
    }
}

fn ground() -> Color {
    Color::from_rgba8(0x23, 0x26, 0x2b, 0xff)
}

fn bright() -> Color {
    Color::from_rgba8(0xe8, 0xea, 0xee, 0xff)
}

fn dim() -> Color {
    Color::from_rgba8(0xa9, 0xaf, 0xba, 0xff)
}

fn faint() -> Color {
    Color::from_rgba8(0x3d, 0x42, 0x4b, 0xff)
}

/// Blue, amber, violet, grey and white differ for colour-blind readers too (Okabe and Ito 2008); none is red or
/// green, which would judge.
fn colour(shape: Shape) -> Color {
    match shape {
        Shape::Quotation | Shape::Paraphrase => Color::from_rgba8(0x56, 0xb4, 0xe9, 0xff),
        Shape::Denial => Color::from_rgba8(0xe6, 0x9f, 0x00, 0xff),
        Shape::Silence => dim(),
        Shape::Change => Color::from_rgba8(0xcc, 0x79, 0xa7, 0xff),
    }
}

struct Pen {
    on: Pixmap,
    letters: Letters,
}

impl Pen {
    /// Writes a line, cut where it is longer than `room`. Returns how wide it became.
    fn write(&mut self, text: &str, x: f32, y: f32, size: f32, with: Color, room: f32) -> f32 {
        let (path, width) = self.letters.line(text, x, y, size, room);
        if let Some(path) = path {
            self.fill(&path, with);
        }
        width
    }

    fn fill(&mut self, path: &Path, with: Color) {
        self.on.fill_path(path, &paint(with), FillRule::Winding, Transform::identity(), None);
    }

    fn stroke(&mut self, path: Option<Path>, with: Color, width: f32) {
        let stroke = Stroke { width, ..Stroke::default() };
        if let Some(path) = path {
            self.on.stroke_path(&path, &paint(with), &stroke, Transform::identity(), None);
        }
    }

    fn line(&mut self, x: f32, y: f32, to_x: f32, to_y: f32, with: Color) {
        let mut path = PathBuilder::new();
        path.move_to(x, y);
        path.line_to(to_x, to_y);
        self.stroke(path.finish(), with, 1.5);
    }

    fn mark(&mut self, shape: Shape, x: f32, y: f32) {
        let with = colour(shape);
        match shape {
            Shape::Quotation => {
                if let Some(disc) = PathBuilder::from_circle(x, y, MARK) {
                    self.fill(&disc, with);
                }
            }
            Shape::Paraphrase => self.stroke(PathBuilder::from_circle(x, y, MARK - 1.5), with, 3.0),
            Shape::Denial => {
                let mut cross = PathBuilder::new();
                for turn in [1.0, -1.0] {
                    cross.move_to(x - MARK, y - turn * MARK);
                    cross.line_to(x + MARK, y + turn * MARK);
                }
                self.stroke(cross.finish(), with, 4.0);
            }
            Shape::Silence => {
                if let Some(bar) = Rect::from_xywh(x - 2.0, y - MARK, 4.0, 2.0 * MARK) {
                    self.fill(&PathBuilder::from_rect(bar), with);
                }
            }
            Shape::Change => {
                let mut diamond = PathBuilder::new();
                diamond.move_to(x, y - MARK - 1.0);
                diamond.line_to(x + MARK + 1.0, y);
                diamond.line_to(x, y + MARK + 1.0);
                diamond.line_to(x - MARK - 1.0, y);
                diamond.close();
                self.stroke(diamond.finish(), with, 3.0);
            }
        }
    }
}

fn paint(with: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(with);
    paint
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn chart(rows: Vec<Row>, hours: i64) -> Chart {
        let legend = [(Shape::Quotation, "quotation".to_owned()), (Shape::Denial, "заперечення".to_owned())];
        let title = "Tide gate".to_owned();
        Chart { title, rows, from: at(0), until: at(hours), zone: TimeZone::UTC, legend: legend.into() }
    }

    fn row(name: &str, marks: &[(i64, Shape)]) -> Row {
        let marks = marks.iter().map(|(hours, shape)| Mark { at: at(*hours), shape: *shape }).collect();
        Row { name: name.to_owned(), marks }
    }

    /// The pixels that are not the ground, in a strip round a row.
    fn inked(picture: &Pixmap, x: std::ops::Range<u32>, y: std::ops::Range<u32>) -> usize {
        let ground = ground().premultiply().to_color_u8();
        y.flat_map(|y| x.clone().map(move |x| (x, y)))
            .filter(|(x, y)| picture.pixel(*x, *y).is_some_and(|pixel| pixel != ground))
            .count()
    }

    #[test]
    fn a_mark_stands_at_its_time_in_its_row() {
        let rows =
            vec![row("Ana Ruiz", &[(0, Shape::Quotation)]), row("Делія Фарроу", &[(100, Shape::Denial)])];
        let picture = chart(rows, 100).drawn().unwrap();
        let (first, second) = (TOP as u32 + 10..TOP as u32 + 34, TOP as u32 + 54..TOP as u32 + 78);
        let left = (EDGE + NAMES) as u32 + 5..(EDGE + NAMES) as u32 + 40;
        let right = 1_100 - 70..1_100 - 30;
        let heavy = |x, y| inked(&picture, x, y) > 150;
        assert!(heavy(left.clone(), first.clone()) && !heavy(right.clone(), first.clone()));
        assert!(heavy(right, second.clone()) && !heavy(left, second.clone()));
        let names = 28..200;
        assert!(heavy(names.clone(), first) && heavy(names, second), "names in both scripts are written");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn anything_becomes_a_picture(
            names in proptest::collection::vec("\\PC{0,120}", 0..30),
            hours in proptest::collection::vec(-200_000_i64..400_000, 0..40),
            length in -10_i64..300_000,
        ) {
            let marks: Vec<(i64, Shape)> = hours.into_iter().map(|it| (it, Shape::Paraphrase)).collect();
            let rows = names.iter().map(|name| row(name, &marks)).collect();
            let png = chart(rows, length).png();
            prop_assert_eq!(&png[1..4], b"PNG");
            prop_assert!(png.len() < 1 << 20);
        }
    }
}
