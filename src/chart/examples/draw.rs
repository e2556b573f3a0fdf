//! Draws an invented story: `cargo run -p sayso-chart --example draw > timeline.png`

use std::io::Write as _;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use sayso_chart::{Chart, Mark, Row, Shape};

fn main() -> std::io::Result<()> {
    let from = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_377);
    let at = |hours: i64| from + SignedDuration::from_hours(hours);
    let row = |name: &str, marks: &[(i64, Shape)]| Row {
        name: name.to_owned(),
        marks: marks.iter().map(|(hours, shape)| Mark { at: at(*hours), shape: *shape }).collect(),
    };
    let chart = Chart {
        title: "Tide gate · 13 statements by 5 speakers".to_owned(),
        rows: vec![
            row("Delia Farrow", &[(4, Shape::Paraphrase), (6, Shape::Quotation), (60, Shape::Quotation)]),
            row("Tomas Egelund", &[(5, Shape::Silence), (7, Shape::Quotation), (52, Shape::Denial)]),
            row("Barrage Authority", &[(7, Shape::Denial), (55, Shape::Paraphrase)]),
            row("Рут Амаді", &[(20, Shape::Quotation)]),
            row("a senior engineer, who asked not to be named", &[(2, Shape::Quotation)]),
        ],
        from,
        until: at(72),
        zone: TimeZone::UTC,
        legend: [
            (Shape::Quotation, "quotation".to_owned()),
            (Shape::Paraphrase, "paraphrase".to_owned()),
            (Shape::Denial, "denial".to_owned()),
            (Shape::Silence, "no answer".to_owned()),
        ]
        .into(),
    };
    std::io::stdout().write_all(&chart.png())
}
