//! A day of a busy bot in minutes: what it costs, and whether anything grows.
//!
//! The real program runs against a stand-in of Discord with many servers and a stand-in of the web with many feeds. First it
//! idles at the world's pace; then its clock goes so fast that a day passes, with feeds looked at, articles read and posted
//! as they come, digests at their times, and people who ask and press without a pause. Each hour of that day gives a line
//! of tab-separated figures.
//!
//! ```sh
//! cargo build && cargo run --example day -- target/debug/sayso --minutes 10 --servers 1000 > day.tsv
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example: what fails ends it"
)]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use jiff::{SignedDuration, Timestamp};
use sayso_newsroom::{Engine, Newsroom, Record, Shelf};
use sayso_servers::{Form, IfEmpty, Schedule, Servers, Source};
use sayso_standin::{Act, Asked, Discord, GENERAL, Person, Response, crowd_channel, crowd_server, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

/// Hosts of the web; each is visited at a distance of seconds.
const HOSTS: u8 = 40;
/// Feeds on each host.
const FEEDS_A_HOST: usize = 3;
/// Each feed has a new article so often, in hours of the bot's clock.
const ARTICLE_EVERY_H: i64 = 4;
/// What people ask by turns.
const TOPICS: [&str; 6] = ["ferry", "bridge", "harbour", "budget", "inspection", "tide gate"];
/// How long anything may take before the day is broken off.
const PATIENCE: Duration = Duration::from_secs(120);
const DAY_H: u32 = 24;
/// When the feeds are looked at first, from the beginning.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(1);

#[derive(Parser)]
struct Arguments {
    /// The program
    sayso: PathBuf,
    /// How many minutes the day takes; 0: it only idles
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// How many servers the bot is on
    #[arg(long, default_value_t = 1000)]
    servers: u64,
    /// How many seconds the bot idles first
    #[arg(long, default_value_t = 60)]
    idle: u64,
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let home = std::env::temp_dir().join(format!("sayso-day-{}", std::process::id()));
    std::fs::create_dir_all(&home).unwrap();
    let hour = Arc::new(AtomicU64::new(0));
    let hosts = web(&hour).await;
    let discord = Discord::start().await.unwrap();
    discord.gather(arguments.servers);
    let begin = now();
    prepare(&home, arguments.servers, &hosts, begin).await;
    eprintln!("{} servers, {} feeds", arguments.servers, hosts.len() * FEEDS_A_HOST);

    let mut bot = Bot::start(&arguments.sayso, &home, &discord, &hosts, None);
    ready(&discord, 1).await;
    bot.idle(arguments.idle).await;
    bot.stop().await;

    if let Some(speed) = (DAY_H * 60).checked_div(arguments.minutes) {
        bot = Bot::start(&arguments.sayso, &home, &discord, &hosts, Some(speed));
        ready(&discord, 2).await;
        bot.live(&discord, &hosts, speed, &hour).await;
        bot.stop().await;
    }
    let breaches = discord.look(|state| state.breaches.clone());
    eprintln!("breaches of Discord's rules: {}", breaches.len());
    for breach in breaches.iter().take(5) {
        eprintln!("  {breach}");
    }
    std::fs::remove_dir_all(&home).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "an example stands outside the program")]
fn now() -> Timestamp {
    Timestamp::now()
}

async fn ready(discord: &Discord, times: usize) {
    let standing =
        discord.until(|state| (state.identifies.len() == times && state.is_connected()).then_some(()));
    tokio::time::timeout(PATIENCE, standing).await.expect("the bot connects");
}

/// Settings of every server, and the feeds that they follow, as admins would have made them.
async fn prepare(home: &Path, count: u64, hosts: &[SocketAddr], at: Timestamp) {
    let record = Record::open(&home.join("record/record")).unwrap();
    let servers = Servers::new(record.clone());
    let engine = Arc::new(Engine::embedded().unwrap());
    let newsroom = Newsroom::new(Arc::new(Shelf::new()), engine, record.clone(), 1);
    let (zones, times) = (
        ["Europe/Kyiv", "America/New_York", "Asia/Tokyo", "UTC"],
        ["07:30", "12:00", "18:15", "every 12 hours"],
    );
    for index in 0..count {
        let pick = |all: [&str; 4]| all[usize::try_from(index % 4).unwrap()].to_owned();
        let host = hosts[usize::try_from(index).unwrap() % hosts.len()];
        let feed: Url = format!("http://{host}/feed/{}", index % FEEDS_A_HOST as u64).parse().unwrap();
        let source = Source {
            name: format!("feed {index}"),
            address: feed.clone(),
            feed: feed.clone(),
            story: None,
            // One server in ten has articles as they come.
            post_to: (index % 10 == 0).then(|| crowd_channel(index)),
            words: String::new(),
            paused: None,
            added_at: at,
        };
        let schedule = Schedule {
            when: pick(times).parse().unwrap(),
            zone: Some(pick(zones)),
            story: None,
            channel: crowd_channel(index),
            form: Form::Full,
            mention: None,
            if_empty: IfEmpty::Say,
            language: None,
            paused: None,
            planned: None,
            told_until: at,
            last: None,
            added_at: at,
        };
        let servers = servers.clone();
        let changed = tokio::task::spawn_blocking(move || {
            servers.change(crowd_server(index), |settings| {
                settings.add_source(source)?;
                settings.add_schedule(schedule, at).map(drop)
            })
        });
        changed.await.unwrap().unwrap();
        // Not at once: first nothing is to be done.
        newsroom.follow(crowd_server(index), &feed, at + FIRST_LOOK).await.unwrap();
    }
    drop((newsroom, servers));
    record.close();
}

/// Hosts with feeds whose articles appear as the hours go.
async fn web(hour: &Arc<AtomicU64>) -> Vec<SocketAddr> {
    let mut hosts = Vec::new();
    for host in 2..2 + HOSTS {
        let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 0, host), 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let hour = Arc::clone(hour);
        serve(listener, move |request| {
            let answer = answer(address, &request.path, hour.load(Ordering::Relaxed));
            async move { answer }
        });
        hosts.push(address);
    }
    hosts
}

fn answer(host: SocketAddr, path: &str, hour: u64) -> Response {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts.as_slice() {
        ["feed", feed] => {
            let latest = hour / ARTICLE_EVERY_H.unsigned_abs();
            let item = |number: u64| {
                format!(
                    "<item><title>{}</title><link>http://{host}/story/{feed}/{number}</link></item>",
                    title(feed, number)
                )
            };
            let items: String = (0..=latest).rev().map(item).collect();
            let feed =
                format!("<rss version=\"2.0\"><channel><title>Feed {feed}</title>{items}</channel></rss>");
            Response::new(200, "application/rss+xml", feed)
        }
        ["story", feed, number] => {
            Response::new(200, "text/html; charset=utf-8", story(host, feed, number.parse().unwrap_or(0)))
        }
        _ => Response::new(404, "text/html", "<h1>No such page</h1>"),
    }
}

fn title(feed: &str, number: u64) -> String {
    let topic = TOPICS[usize::try_from(number).unwrap_or(0) % TOPICS.len()];
    format!("What was said of the {topic}, part {number} of series {feed}")
}

/// An article with twelve paragraphs, of which half quote somebody.
fn story(host: SocketAddr, feed: &str, number: u64) -> String {
    const PEOPLE: [&str; 4] = ["Ana Ruiz", "Tomas Egelund", "Delia Farrow", "Ruth Amadi"];
    let paragraph = |line: usize| {
        let (person, topic) = (PEOPLE[line % 4], TOPICS[(line + feed.len()) % TOPICS.len()]);
        if line.is_multiple_of(2) {
            format!(
                "<p>“Nobody looked at the {topic} {line} times in week {number} of {host},” {person} said on Tuesday.</p>"
            )
        } else {
            format!(
                "<p>The {topic} was the matter of a hearing, which went on for {line} hours in the town hall.</p>"
            )
        }
    };
    let text: String = (0..12).map(paragraph).collect();
    let title = title(feed, number);
    format!(
        "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
    )
}

/// The program at work.
struct Bot {
    child: Child,
}

/// What the system tells of a process.
#[derive(Debug, Clone, Copy)]
struct Size {
    resident_kib: u64,
    files: usize,
    threads: u64,
    cpu_ticks: u64,
}

impl Bot {
    fn start(sayso: &Path, home: &Path, discord: &Discord, hosts: &[SocketAddr], speed: Option<u32>) -> Bot {
        let allowed = hosts.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let log = std::fs::File::options().create(true).append(true).open(home.join("log")).unwrap();
        let mut command = Command::new(sayso);
        command.arg("run").env_clear().current_dir(home).stdin(Stdio::null()).stderr(log);
        command
            .env("DISCORD_TOKEN", "a.day.long")
            .env("DISCORD_API_BASE", discord.base())
            .env("NO_PROXY", "*");
        command.env("SAYSO_DATA", home.join("record")).env("SAYSO_ALLOW_LOOPBACK", allowed);
        for limit in ["COMMANDS", "SERVER_COMMANDS", "FETCHES", "PRESSES"] {
            command.env(format!("SAYSO_{limit}_A_MINUTE"), "60000");
        }
        if let Some(speed) = speed {
            command.env("SAYSO_CLOCK_SPEED", speed.to_string());
        }
        Bot { child: command.spawn().unwrap() }
    }

    fn size(&self) -> Size {
        let process = PathBuf::from(format!("/proc/{}", self.child.id()));
        let status = std::fs::read_to_string(process.join("status")).unwrap();
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        };
        let stat = std::fs::read_to_string(process.join("stat")).unwrap();
        let after_name: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = |at: usize| after_name[at].parse::<u64>().unwrap();
        Size {
            resident_kib: field("VmRSS:"),
            files: std::fs::read_dir(process.join("fd")).unwrap().count(),
            threads: field("Threads:"),
            cpu_ticks: ticks(11) + ticks(12),
        }
    }

    /// Nobody asks anything.
    async fn idle(&self, seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds / 3 + 1)).await;
        let before = self.size();
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let after = self.size();
        let cpu_ms = (after.cpu_ticks - before.cpu_ticks) * 10;
        eprintln!(
            "idle: {} MiB resident, {} descriptors, {} threads, {cpu_ms} ms of CPU in {seconds} s",
            after.resident_kib >> 10,
            after.files,
            after.threads
        );
    }

    /// A day, with a line an hour.
    async fn live(&self, discord: &Discord, hosts: &[SocketAddr], speed: u32, hour: &Arc<AtomicU64>) {
        let an_hour = Duration::from_secs(3600) / speed;
        println!("hour\tresident_kib\tdescriptors\tthreads\tcpu_s\tasked\tpresses\tposts");
        let (mut asked, mut presses, mut posts, mut sizes) = (0_u64, 0_u64, 0_usize, Vec::new());
        let begin = Instant::now();
        for number in 1..=DAY_H {
            while begin.elapsed() < an_hour * number {
                presses += u64::from(converse(discord, hosts, asked).await);
                asked += 1;
            }
            hour.store(u64::from(number), Ordering::Relaxed);
            posts += discord.look(|state| {
                state
                    .requests
                    .iter()
                    .filter(|sent| sent.path.ends_with("/messages") && sent.status == 200)
                    .count()
            });
            discord.forget_requests();
            let size = self.size();
            println!(
                "{number}\t{}\t{}\t{}\t{}\t{asked}\t{presses}\t{posts}",
                size.resident_kib,
                size.files,
                size.threads,
                size.cpu_ticks / 100
            );
            sizes.push(size);
        }
        let settled = &sizes[sizes.len() / 4..];
        let mean =
            |part: &[Size]| part.iter().map(|size| size.resident_kib as f64).sum::<f64>() / part.len() as f64;
        let quarter = settled.len() / 3;
        let (first, last) = (mean(&settled[..quarter]), mean(&settled[settled.len() - quarter..]));
        let files = |size: &Size| size.files;
        eprintln!(
            "hours 7 to 24: resident {:.1} MiB in the first third, {:.1} in the last ({:+.1} %); descriptors {} to {}",
            first / 1024.0,
            last / 1024.0,
            (last / first - 1.0) * 100.0,
            settled.iter().map(files).min().unwrap(),
            settled.iter().map(files).max().unwrap()
        );
    }

    /// Tells it to stop, and how long that took.
    async fn stop(mut self) {
        let begin = Instant::now();
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        let status = tokio::task::spawn_blocking(move || self.child.wait().unwrap()).await.unwrap();
        eprintln!("SIGTERM: {status} after {:.1} s", begin.elapsed().as_secs_f64());
    }
}

/// Somebody asks something, and turns a page where there is one. Tells whether a button was pressed.
async fn converse(discord: &Discord, hosts: &[SocketAddr], number: u64) -> bool {
    let person = Person::ALL[usize::try_from(number % 3).unwrap()];
    let topic = TOPICS[usize::try_from(number / 7).unwrap() % TOPICS.len()];
    let text = |name: &str, value: &str| json!([{"name": name, "type": 3, "value": value}]);
    let slash = |name: &str, options: Value| Act::Slash { name: name.to_owned(), options };
    let act = match number % 6 {
        0 => {
            let host = hosts[usize::try_from(number / 6).unwrap() % hosts.len()];
            slash("brief", text("link", &format!("http://{host}/story/{}/0", number % FEEDS_A_HOST as u64)))
        }
        1 => slash("whosaid", text("topic", topic)),
        2 => slash("said", text("speaker", "Tomas Egelund")),
        3 => slash("verify", text("quotation", &format!("Nobody looked at the {topic} 4 times in week 1"))),
        4 => slash("digest", json!([])),
        _ => Act::Complete {
            name: "said".to_owned(),
            options: json!([{"name": "speaker", "type": 3, "value": "egel", "focused": true}]),
        },
    };
    let is_completion = matches!(act, Act::Complete { .. });
    let asked = discord.act(person, GENERAL, &act);
    if is_completion {
        drop(tokio::time::timeout(PATIENCE, discord.choices(&asked)).await.expect("completions come"));
        return false;
    }
    let seen = answered(discord, &asked).await;
    let turning = seen
        .buttons()
        .into_iter()
        .find(|button| button["custom_id"].is_string() && button["disabled"] != true);
    let Some(turning) = turning.filter(|_| number.is_multiple_of(3)) else { return false };
    let custom_id = turning["custom_id"].as_str().unwrap().to_owned();
    let press = discord.act(person, GENERAL, &Act::Press { message: seen.id, custom_id, values: None });
    answered(discord, &press).await;
    true
}

async fn answered(discord: &Discord, asked: &Asked) -> sayso_standin::Seen {
    tokio::time::timeout(PATIENCE, discord.answer(asked)).await.expect("an answer comes")
}
