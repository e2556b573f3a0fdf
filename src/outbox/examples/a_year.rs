//! A year of 1,000 servers with schedules in 12 zones, as the program lives it: it looks every 30 seconds for what is
//! due. Discord is away for five hours once, and the program for three.
//!
//! `cargo run --release -p sayso-outbox --example a_year [SERVERS] [DAYS]`

#![expect(clippy::print_stdout, reason = "it prints what it found")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use sayso_outbox::{Act, Digest, Event, Outbox, Plan, Task, due_digest, marker, snowflake, tasks};
use sayso_record::Record;
use sayso_schedule::When;
use serde::{Deserialize, Serialize};

const ZONES: [&str; 12] = [
    "Europe/Kyiv",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "Asia/Beirut",
    "UTC",
];

/// Of a hundred servers so many have this schedule.
const SCHEDULES: [(u64, &str); 7] = [
    (55, "08:00"),
    (15, "02:30"),
    (14, "weekdays 7:30"),
    (10, "08:00, 20:00"),
    (3, "every 6 hours"),
    (2, "hourly"),
    (1, "30 7 * * MON-FRI"),
];

#[derive(Serialize, Deserialize)]
struct Setting {
    when: When,
    zone: String,
}

struct Year {
    outbox: Outbox,
    zones: BTreeMap<&'static str, TimeZone>,
    now: Timestamp,
    /// While Discord is away.
    away: bool,
    firings: u64,
    planned: u64,
    busy: u64,
    commits_failed: u64,
    /// Messages by marker, with how often they were made.
    made: BTreeMap<String, u32>,
    by_minute: BTreeMap<i64, u64>,
    /// Of the servers with a time of day: the local days of posts.
    days: BTreeMap<u64, BTreeSet<String>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let number = |at: usize, otherwise: u64| {
        std::env::args().nth(at).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let (servers, days) = (number(1, 1_000), i64::try_from(number(2, 365))?);
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    let mut year = Year::begin(servers, begin)?;
    let hours = SignedDuration::from_hours;
    let discord_away = begin + hours(24 * (days / 3) + 5)..begin + hours(24 * (days / 3) + 10);
    let program_away = begin + hours(24 * (days / 2) + 6)..begin + hours(24 * (days / 2) + 9);
    let end = begin + hours(24 * days);
    while year.now < end {
        year.away = discord_away.contains(&year.now);
        if !program_away.contains(&year.now) {
            year.look()?;
        }
        year.now += SignedDuration::from_secs(30);
    }
    year.report(servers, days);
    Ok(())
}

impl Year {
    fn begin(servers: u64, now: Timestamp) -> Result<Self, Box<dyn Error>> {
        let (record, database) = (Record::in_memory(), TimeZoneDatabase::bundled());
        let mut zones = BTreeMap::new();
        for name in ZONES {
            zones.insert(name, database.get(name)?);
        }
        for server in 1..=servers {
            let mut share = server % 100;
            let typed = SCHEDULES.iter().find(|(part, _)| {
                let found = share < *part;
                share = share.saturating_sub(*part);
                found
            });
            let zone = ZONES[usize::try_from(server)? % ZONES.len()];
            let when: When = typed.map_or("08:00", |(_, typed)| typed).parse()?;
            let guild = record.guild(server);
            let mut change = guild.change();
            let first = when.next(&zones[zone], now).map_or(now, |due| due.at);
            change
                .put("schedule/1", &Setting { when, zone: zone.to_owned() })?
                .put_job(first, "schedule/1")?;
            change.commit()?;
        }
        Ok(Self {
            outbox: Outbox::new(record),
            zones,
            now,
            away: false,
            firings: 0,
            planned: 0,
            busy: 0,
            commits_failed: 0,
            made: BTreeMap::new(),
            by_minute: BTreeMap::new(),
            days: BTreeMap::new(),
        })
    }

    fn look(&mut self) -> Result<(), Box<dyn Error>> {
        for due in tasks(self.outbox.record(), self.now, 5_000, |task| matches!(task, Task::Digest(_)))? {
            let guild = self.outbox.record().guild(due.job.server);
            let Some(setting) = guild.get::<Setting>(&due.job.name)? else { continue };
            let Some(zone) = self.zones.get(setting.zone.as_str()) else { continue };
            let line = self.outbox.line(due.job.server, &due.job.name)?;
            let Some(what) = due_digest(&setting.when, zone, None, &due.job, line.last_due, self.now) else {
                continue;
            };
            self.firings += 1;
            let digest = what.post.is_some().then(|| Digest {
                channel: due.job.server,
                nonce: true,
                covers_until: self.now,
                parts: vec![format!(
                    "{{\"embeds\":[{{\"description\":\"{}\"}}]}}",
                    "What is new. ".repeat(40)
                )],
            });
            match self.outbox.settle_digest(&due.job, &what, digest, self.now, |_, _| Ok(())) {
                Ok(Plan::Planned) if what.post.is_some() => self.planned += 1,
                Ok(Plan::Busy(_)) => self.busy += 1,
                Ok(_) => {}
                Err(_) => self.commits_failed += 1,
            }
        }
        for job in self.outbox.due(self.now, 5_000)? {
            if job.name.starts_with("notice/") {
                if let Some(notice) = self.outbox.notice(&job, self.now)? {
                    self.outbox.notice_told(&notice)?;
                }
                continue;
            }
            let Some(mut turn) = self.outbox.wake(&job, self.now)? else { continue };
            while turn.act != Act::Rest {
                let event = self.discord(&turn);
                turn = self.outbox.told(turn, &event, self.now)?;
            }
        }
        Ok(())
    }

    fn discord(&mut self, turn: &sayso_outbox::Turn) -> Event {
        let (Some(message), Some(post)) = (&turn.message, &turn.kept.post) else { return Event::Lost };
        match turn.act {
            // Half of those who ask lose the answer, half do not get through.
            _ if self.away => match turn.act {
                Act::Send if message.server % 2 == 0 => Event::NotSent(None),
                Act::Send => Event::Lost,
                _ => Event::NotRead(None),
            },
            Act::ReadBack(_) if self.made.contains_key(&message.marker) => Event::Sent(snowflake(self.now)),
            Act::ReadBack(_) => Event::Absent,
            _ => {
                *self.made.entry(marker(message.server, &post.occurrence, message.part)).or_default() += 1;
                *self.by_minute.entry(self.now.as_second() / 60).or_default() += 1;
                let day = post.occurrence.split('|').nth(1).unwrap_or_default().to_owned();
                self.days.entry(message.server).or_default().insert(day);
                Event::Sent(snowflake(self.now))
            }
        }
    }

    fn report(&self, servers: u64, days: i64) {
        let doubled = self.made.values().filter(|count| **count > 1).count();
        let busiest = self.by_minute.values().max().copied().unwrap_or(0);
        let daily = self.days.iter().filter(|(server, _)| **server % 100 < 70).map(|(_, days)| days.len());
        let (fewest, most) =
            daily.fold((usize::MAX, 0), |(least, most), days| (least.min(days), most.max(days)));
        println!("{servers} servers, {days} days, a look every 30 s");
        println!(
            "firings of schedules: {}, posts planned: {}, waited for an earlier post: {}",
            self.firings, self.planned, self.busy
        );
        println!(
            "messages: {}, doubled: {doubled}, failed commits: {}",
            self.made.len(),
            self.commits_failed
        );
        println!("days with a post of servers that post daily: {fewest} to {most}");
        println!("most messages in one minute: {busiest}");
        match cpu_seconds() {
            Some(seconds) => println!("CPU: {seconds:.1} s"),
            None => println!("CPU: not known on this system"),
        }
    }
}

/// User and system time of this process, as Linux tells it.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    // Ticks are hundredths of a second on every Linux that Rust supports.
    Some(ticks / 100.0)
}
