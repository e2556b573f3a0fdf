//! Draws the curve that `measure` printed: how long questions take, and how large the store and the memory are,
//! against the number of statements.
//!
//! `cargo run --release -p sayso-record --example plot -- curve.tsv docs/pictures/record.png`

#![expect(clippy::unwrap_used, reason = "a program to draw with, not a part of the product")]

use std::collections::BTreeMap;

use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Rect, Stroke, Transform};
use ttf_parser::{Face, OutlineBuilder};

const FONT: &[u8] = include_bytes!("../../chart/NotoSans-subset.ttf");
const WIDTH: f32 = 1_400.0;
const HEIGHT: f32 = 620.0;

/// A line of a panel: its name, the column, and what its values are multiplied by.
type Line = (&'static str, &'static str, f32);

/// A panel: its title, its lines, and a level that should not be passed.
struct Panel {
    title: &'static str,
    lines: &'static [Line],
    level: (&'static str, f32),
}

const PANELS: [Panel; 2] = [
    Panel {
        title: "milliseconds on a core",
        lines: &[
            ("question, middle", "find_question_p50", 1.0),
            ("question, 99 of 100", "find_question_p99", 1.0),
            ("completion, 99 of 100", "find_completion_p99", 1.0),
            ("durable commit by the clock, middle", "steady_commit_wall_p50", 1.0),
        ],
        level: ("20 ms: the goal for questions", 20.0),
    },
    Panel {
        title: "megabytes",
        lines: &[
            ("text and statements as JSON", "fill_raw", 1.0),
            ("disk", "fill_disk", 1.0),
            ("memory while asked", "find_memory", 1.0),
        ],
        level: ("256 MB: the goal for memory", 256.0),
    },
];

/// Light enough on the dark ground; told apart by shape as well.
const COLOURS: [(u8, u8, u8); 4] = [(120, 190, 255), (255, 180, 90), (140, 220, 150), (230, 140, 220)];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [curve, picture] = &arguments[..] else { panic!("usage: plot curve.tsv picture.png") };
    let table = table(&std::fs::read_to_string(curve).unwrap());
    let mut page = Page {
        pixels: Pixmap::new(WIDTH as u32, HEIGHT as u32).unwrap(),
        face: Face::parse(FONT, 0).unwrap(),
    };
    page.pixels.fill(Color::from_rgba8(24, 26, 31, 255));
    for (panel, left) in PANELS.iter().zip([90.0, 90.0 + WIDTH / 2.0]) {
        page.panel(panel, &table, left);
    }
    std::fs::write(picture, page.pixels.encode_png().unwrap()).unwrap();
}

/// The columns of the curve by name.
fn table(text: &str) -> BTreeMap<String, Vec<f32>> {
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    let column = |at: usize| rows.iter().map(|row| row[at].parse().unwrap()).collect();
    names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), column(at))).collect()
}

struct Page<'a> {
    pixels: Pixmap,
    face: Face<'a>,
}

/// Where values lie in the picture: both axes by powers of ten.
struct Axes {
    left: f32,
    x: (f32, f32),
    y: (f32, f32),
}

impl Axes {
    const WIDTH: f32 = WIDTH / 2.0 - 130.0;
    const TOP: f32 = 70.0;
    const HEIGHT: f32 = 370.0;

    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        let share = |value: f32, (from, to): (f32, f32)| {
            (value.max(1e-3).log10() - from.log10()) / (to.log10() - from.log10())
        };
        let (right, up) = (share(x, self.x), share(y, self.y));
        (self.left + right * Self::WIDTH, Self::TOP + (1.0 - up) * Self::HEIGHT)
    }
}

impl Page<'_> {
    fn panel(&mut self, panel: &Panel, table: &BTreeMap<String, Vec<f32>>, left: f32) {
        let sizes = &table["statements"];
        let values = |line: &Line| table[line.1].iter().map(|value| value * line.2).collect::<Vec<f32>>();
        let all: Vec<f32> = panel.lines.iter().flat_map(values).chain([panel.level.1]).collect();
        let power = |value: f32, up: bool| {
            let log = value.max(0.01).log10();
            10_f32.powf(if up { log.ceil() } else { log.floor() })
        };
        let lowest = all.iter().copied().fold(f32::MAX, f32::min);
        let highest = all.iter().copied().fold(f32::MIN, f32::max);
        let ends = (sizes[0] * 0.8, sizes[sizes.len() - 1] * 1.25);
        let axes = Axes { left, x: ends, y: (power(lowest, false), power(highest, true)) };
        self.frame(panel, &axes, sizes);
        for (nth, line) in panel.lines.iter().enumerate() {
            let points: Vec<(f32, f32)> =
                sizes.iter().zip(values(line)).map(|(size, value)| axes.at(*size, value)).collect();
            self.line(&points, nth);
            let row = nth as f32;
            let place =
                (left + (row % 2.0) * 300.0, Axes::TOP + Axes::HEIGHT + 80.0 + (row / 2.0).floor() * 30.0);
            self.mark(place, nth);
            self.text(line.0, (place.0 + 16.0, place.1 + 6.0), 17.0);
        }
    }

    fn frame(&mut self, panel: &Panel, axes: &Axes, sizes: &[f32]) {
        self.text(panel.title, (axes.left, Axes::TOP - 22.0), 21.0);
        let mut level = axes.y.0;
        while level <= axes.y.1 * 1.01 {
            let (x, y) = axes.at(axes.x.0, level);
            self.stroke(&[(x, y), (x + Axes::WIDTH, y)], (60, 64, 72), 1.0);
            self.text(&short(level), (x - 62.0, y + 6.0), 17.0);
            level *= 10.0;
        }
        for size in sizes {
            let (x, y) = axes.at(*size, axes.y.0);
            self.stroke(&[(x, y), (x, y + 6.0)], (150, 154, 162), 1.5);
            self.text(&short(*size), (x - 18.0, y + 26.0), 17.0);
        }
        self.text(
            "statements",
            (axes.left + Axes::WIDTH / 2.0 - 40.0, Axes::TOP + Axes::HEIGHT + 52.0),
            17.0,
        );
        let (x, y) = axes.at(axes.x.0, panel.level.1);
        for dash in 0..24 {
            let from = x + Axes::WIDTH * dash as f32 / 24.0;
            self.stroke(&[(from, y), (from + Axes::WIDTH / 48.0, y)], (220, 220, 220), 1.5);
        }
        self.text(panel.level.0, (x + 8.0, y - 8.0), 15.0);
    }

    fn line(&mut self, points: &[(f32, f32)], nth: usize) {
        self.stroke(points, COLOURS[nth], 2.5);
        points.iter().for_each(|point| self.mark(*point, nth));
    }

    /// A circle, a square, a triangle or a rhomb.
    fn mark(&mut self, (x, y): (f32, f32), nth: usize) {
        let mut path = PathBuilder::new();
        match nth {
            0 => path.push_circle(x, y, 6.0),
            1 => path.push_rect(Rect::from_xywh(x - 5.0, y - 5.0, 10.0, 10.0).unwrap()),
            _ => {
                let corners: &[(f32, f32)] = if nth == 2 {
                    &[(0.0, -7.0), (7.0, 6.0), (-7.0, 6.0)]
                } else {
                    &[(0.0, -8.0), (8.0, 0.0), (0.0, 8.0), (-8.0, 0.0)]
                };
                path.move_to(x + corners[0].0, y + corners[0].1);
                corners[1..].iter().for_each(|corner| path.line_to(x + corner.0, y + corner.1));
                path.close();
            }
        }
        let path = path.finish().unwrap();
        self.pixels.fill_path(&path, &paint(COLOURS[nth]), FillRule::Winding, Transform::identity(), None);
    }

    fn stroke(&mut self, points: &[(f32, f32)], colour: (u8, u8, u8), width: f32) {
        let mut path = PathBuilder::new();
        path.move_to(points[0].0, points[0].1);
        points[1..].iter().for_each(|point| path.line_to(point.0, point.1));
        // One size alone makes no line.
        let Some(path) = path.finish() else { return };
        let stroke = Stroke { width, ..Stroke::default() };
        self.pixels.stroke_path(&path, &paint(colour), &stroke, Transform::identity(), None);
    }

    fn text(&mut self, text: &str, (x, y): (f32, f32), size: f32) {
        let scale = size / f32::from(self.face.units_per_em());
        let mut outline = Outline { path: PathBuilder::new(), x, y, scale };
        for letter in text.chars() {
            let Some(glyph) = self.face.glyph_index(letter) else { continue };
            self.face.outline_glyph(glyph, &mut outline);
            outline.x += f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
        }
        let Some(path) = outline.path.finish() else { return };
        let paint = paint((225, 227, 232));
        self.pixels.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
    }
}

fn paint(colour: (u8, u8, u8)) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(colour.0, colour.1, colour.2, 255);
    paint
}

fn short(value: f32) -> String {
    match value {
        1_000_000.0.. => format!("{} M", value / 1e6),
        1_000.0.. => format!("{} k", value / 1e3),
        _ => format!("{value}"),
    }
}

/// The outline of letters on its way to a path.
struct Outline {
    path: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Outline {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
