//! What is counted, and its text for Prometheus.
//!
//! Knows no other crate, so that every stage may count. A number never says who or where: labels are classes from
//! short fixed lists, never a host, a server, a person or a word of a page.
//!
//! # Example
//!
//! ```
//! let metrics = sayso_metrics::Metrics::new();
//! metrics.fetched("not-found");
//! metrics.outbox(3, 12.5);
//! let text = metrics.text();
//! assert!(text.contains("sayso_fetches_total{class=\"not-found\"} 1"));
//! assert!(text.contains("sayso_outbox_waiting 3"));
//! ```

mod process;

use std::sync::LazyLock;

use prometheus::core::Collector;
use prometheus::{
    Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, TextEncoder,
};

/// The media type of [`Metrics::text`].
pub const TEXT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Buckets of waits that Discord limits to three seconds, in seconds.
const ACK_S: [f64; 8] = [0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0];
/// Buckets of delays of news, in seconds: from one to a day.
const DELAY_S: [f64; 10] = [1.0, 10.0, 60.0, 300.0, 900.0, 1800.0, 3600.0, 10_800.0, 43_200.0, 86_400.0];
/// Buckets of lateness of a digest, in seconds.
const LATE_S: [f64; 9] = [0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0];

/// Everything that is counted. Counting never blocks and never fails.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    fetches: IntCounterVec,
    readings: IntCounterVec,
    statements: IntCounterVec,
    discord: IntCounterVec,
    limited: IntCounter,
    acks: HistogramVec,
    outbox_waiting: IntGauge,
    outbox_oldest: Gauge,
    lateness: Histogram,
    published_to_read: Histogram,
    read_to_posted: Histogram,
    record: IntGaugeVec,
    record_bytes: IntGauge,
    ready: IntGaugeVec,
    resident_bytes: IntGauge,
    open_files: IntGauge,
    cpu_seconds: Gauge,
}

/// Sizes of the record, as [`Metrics::record`] takes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordSize {
    /// Articles kept.
    pub articles: u64,
    /// Statements kept.
    pub statements: u64,
    /// Bytes on the disk.
    pub bytes: u64,
}

impl Metrics {
    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Metrics {
        let registry = Registry::new();
        let r = &registry;
        let metrics = Metrics {
            fetches: counters(
                r,
                "sayso_fetches_total",
                "Visits of a page or feed, by how they ended.",
                &["class"],
            ),
            readings: counters(
                r,
                "sayso_readings_total",
                "Links asked for, by what became of them.",
                &["outcome"],
            ),
            statements: counters(
                r,
                "sayso_statements_total",
                "Statements found in pages that were read, by how they are quoted and who speaks.",
                &["quotation", "speaker"],
            ),
            discord: counters(
                r,
                "sayso_discord_requests_total",
                "Requests to Discord, by HTTP status; 401, 403 and 429 count against 10,000 in ten minutes.",
                &["status"],
            ),
            limited: registered(
                r,
                IntCounter::new(
                    "sayso_discord_limited_total",
                    "Requests that were held back for Discord's limits, or answered by 429 and sent again.",
                ),
            ),
            acks: registered(
                r,
                HistogramVec::new(
                    HistogramOpts::new(
                        "sayso_ack_seconds",
                        "What acknowledging an interaction took; Discord waits three seconds in all.",
                    )
                    .buckets(ACK_S.to_vec()),
                    &["outcome"],
                ),
            ),
            outbox_waiting: gauge(r, "sayso_outbox_waiting", "Posts that wait to be sent."),
            outbox_oldest: seconds(r, "sayso_outbox_oldest_seconds", "Age of the oldest post that waits."),
            lateness: histogram(
                r,
                "sayso_schedule_lateness_seconds",
                "From when a digest was due to when it was begun.",
                &LATE_S,
            ),
            published_to_read: histogram(
                r,
                "sayso_published_to_read_seconds",
                "From an article's own date to when it was read.",
                &DELAY_S,
            ),
            read_to_posted: histogram(
                r,
                "sayso_read_to_posted_seconds",
                "From when an article was read to when it was posted.",
                &DELAY_S,
            ),
            record: registered(
                r,
                IntGaugeVec::new(Opts::new("sayso_record_entries", "What the record keeps."), &["kind"]),
            ),
            record_bytes: gauge(r, "sayso_record_bytes", "Bytes of the record on the disk."),
            ready: registered(
                r,
                IntGaugeVec::new(Opts::new("sayso_ready", "Whether a part works: 1 or 0."), &["part"]),
            ),
            resident_bytes: gauge(r, "process_resident_memory_bytes", "Resident memory size in bytes."),
            open_files: gauge(r, "process_open_fds", "Number of open file descriptors."),
            cpu_seconds: seconds(r, "process_cpu_seconds_total", "User and system time spent, in seconds."),
            registry,
        };
        let version = Opts::new("sayso_build_info", "The version that runs, as a label.")
            .const_label("version", env!("CARGO_PKG_VERSION"));
        registered(&metrics.registry, IntGauge::with_opts(version)).set(1);
        metrics
    }

    /// The one of this process: counting must not need a handle in every signature.
    pub fn global() -> &'static Metrics {
        static GLOBAL: LazyLock<Metrics> = LazyLock::new(Metrics::new);
        &GLOBAL
    }

    /// A visit of a page or feed ended as `class` says: `ok`, `unchanged`, or the code of its error.
    pub fn fetched(&self, class: &str) {
        self.fetches.with_label_values(&[class]).inc();
    }

    /// A link that was asked for came to `outcome`, such as `read`, `recalled` or `fetch`.
    pub fn reading(&self, outcome: &str) {
        self.readings.with_label_values(&[outcome]).inc();
    }

    /// A statement was found: how it is quoted (`direct`, `mixed`, `indirect`) and what kind of speaker it has
    /// (`person`, `anonymous`, …, or `none`).
    pub fn statement(&self, quotation: &str, speaker: &str) {
        self.statements.with_label_values(&[quotation, speaker]).inc();
    }

    /// A request to Discord ended with an HTTP status; 0 stands for no answer at all.
    pub fn discord(&self, status: u16) {
        self.discord.with_label_values(&[status.to_string().as_str()]).inc();
    }

    /// A request to Discord was held back ahead of a limit, or turned away with 429 and sent again.
    pub fn discord_limited(&self) {
        self.limited.inc();
    }

    /// An interaction was acknowledged (or, with `sent` false, could not be); the requests for it took `seconds`.
    pub fn acknowledged(&self, sent: bool, seconds: f64) {
        self.acks.with_label_values(&[if sent { "sent" } else { "failed" }]).observe(seconds);
    }

    /// How many posts wait to be sent, and for how long the oldest has, in seconds.
    pub fn outbox(&self, waiting: usize, oldest_s: f64) {
        self.outbox_waiting.set(whole(waiting as u64));
        self.outbox_oldest.set(oldest_s);
    }

    /// A digest was begun so many seconds after it was due.
    pub fn late(&self, seconds: f64) {
        self.lateness.observe(seconds.max(0.0));
    }

    /// An article was read so many seconds after its own date. Dates in the future count as none.
    pub fn published_to_read(&self, seconds: f64) {
        if seconds >= 0.0 {
            self.published_to_read.observe(seconds);
        }
    }

    /// An article was posted so many seconds after it was read.
    pub fn read_to_posted(&self, seconds: f64) {
        self.read_to_posted.observe(seconds.max(0.0));
    }

    /// How much the record keeps.
    pub fn record(&self, size: RecordSize) {
        self.record.with_label_values(&["articles"]).set(whole(size.articles));
        self.record.with_label_values(&["statements"]).set(whole(size.statements));
        self.record_bytes.set(whole(size.bytes));
    }

    /// Whether a part of the program works.
    pub fn ready(&self, part: &str, ready: bool) {
        self.ready.with_label_values(&[part]).set(ready.into());
    }

    /// Everything as Prometheus reads it (text format 0.0.4), with the process's own figures as they are now.
    #[must_use]
    pub fn text(&self) -> String {
        let process = process::figures();
        self.resident_bytes.set(whole(process.resident_bytes));
        self.open_files.set(whole(process.open_files));
        self.cpu_seconds.set(process.cpu_seconds);
        // It fails only where a family has no numbers, and those are not gathered.
        TextEncoder::new().encode_to_string(&self.registry.gather()).unwrap_or_default()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics::new()
    }
}

/// Puts a collector on the list. The names are all in this file and a test makes them: none is odd, none twice.
fn registered<C: Collector + Clone + 'static>(registry: &Registry, made: prometheus::Result<C>) -> C {
    let collector = made.expect("the names of metrics are well formed");
    registry.register(Box::new(collector.clone())).expect("the names of metrics differ");
    collector
}

fn counters(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    registered(registry, IntCounterVec::new(Opts::new(name, help), labels))
}

fn gauge(registry: &Registry, name: &str, help: &str) -> IntGauge {
    registered(registry, IntGauge::new(name, help))
}

fn seconds(registry: &Registry, name: &str, help: &str) -> Gauge {
    registered(registry, Gauge::new(name, help))
}

fn histogram(registry: &Registry, name: &str, help: &str, buckets: &[f64]) -> Histogram {
    registered(registry, Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec())))
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of the text format: a comment, or a name, labels and a number.
    fn is_sample(line: &str) -> bool {
        let Some((name, value)) = line.rsplit_once(' ') else { return false };
        let bare = name.split('{').next().unwrap_or_default();
        value.parse::<f64>().is_ok()
            && bare.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            && name.contains('{') == name.ends_with('}')
    }

    #[test]
    fn everything_counted_is_in_the_text_and_every_line_is_of_the_format() {
        let metrics = Metrics::new();
        metrics.fetched("ok");
        metrics.reading("read");
        metrics.statement("direct", "person");
        metrics.discord(429);
        metrics.discord_limited();
        metrics.acknowledged(true, 0.2);
        metrics.outbox(2, 61.5);
        metrics.late(-1.0);
        metrics.published_to_read(-5.0);
        metrics.read_to_posted(30.0);
        metrics.record(RecordSize { articles: 1, statements: 7, bytes: u64::MAX });
        metrics.ready("gateway", false);
        let text = metrics.text();
        for sample in [
            "sayso_fetches_total{class=\"ok\"} 1",
            "sayso_readings_total{outcome=\"read\"} 1",
            "sayso_statements_total{quotation=\"direct\",speaker=\"person\"} 1",
            "sayso_discord_requests_total{status=\"429\"} 1",
            "sayso_discord_limited_total 1",
            "sayso_ack_seconds_bucket{outcome=\"sent\",le=\"0.25\"} 1",
            "sayso_outbox_waiting 2",
            "sayso_outbox_oldest_seconds 61.5",
            "sayso_schedule_lateness_seconds_sum 0",
            "sayso_published_to_read_seconds_count 0",
            "sayso_read_to_posted_seconds_count 1",
            "sayso_record_entries{kind=\"statements\"} 7",
            "sayso_ready{part=\"gateway\"} 0",
        ] {
            assert!(text.lines().any(|line| line == sample), "{sample} is not in\n{text}");
        }
        for line in text.lines() {
            assert!(line.starts_with("# HELP ") || line.starts_with("# TYPE ") || is_sample(line), "{line}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_process_knows_its_own_size() {
        let text = Metrics::new().text();
        for name in ["process_resident_memory_bytes", "process_open_fds"] {
            let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap();
            assert!(line.rsplit(' ').next().unwrap().parse::<f64>().unwrap() > 0.0, "{line}");
        }
    }
}
