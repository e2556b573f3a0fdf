//! A thousand people ask at once while two hundred fetches meet hostile servers: how long they wait.
//! `cargo test --test crowd [--release] [-- people hostile]` prints the figures; nothing is asserted about time.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    dead_code,
    unused_imports,
    reason = "a driver, with what the tests share"
)]

mod support;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use support::{ADA, Asked, BEN, Bot, Discord, MIA, OLES, Web, folder};

/// Questions that are put one after the other, from the record, while the hostile fetches run.
const STEADY: usize = 200;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|number| number.parse().ok());
    let (people, hostile) = (numbers.next().unwrap_or(1000), numbers.next().unwrap_or(200));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(crowd(people, hostile));
}

async fn crowd(people: usize, hostile: usize) {
    let discord = Discord::start().await;
    discord.beat_slowly();
    let (gazette, council) = (Web::start(71).await, Web::start(72).await);
    let mut bad = Vec::new();
    for number in 0..hostile {
        bad.push(Hostile::start(u8::try_from(number).unwrap()).await);
    }
    let allowed: Vec<String> = [gazette.address(), council.address()]
        .into_iter()
        .chain(bad.iter().map(|it| it.address))
        .map(|address| address.to_string())
        .collect();
    let more = vec![("SAYSO_ALLOW_LOOPBACK", allowed.join(","))];
    let bot = Bot::start_with(&discord, &[&gazette, &council], folder("crowd"), more);
    discord.ready(1).await;
    for link in [gazette.link("gazette"), council.link("council")] {
        discord.answer(&discord.brief(ADA, &link)).await;
    }
    let card = discord.answer(&discord.brief(ADA, &council.link("council"))).await;

    let fetches: Vec<Asked> =
        bad.iter().map(|it| discord.brief(BEN, &format!("http://{}/page", it.address))).collect();
    let mut asked = Vec::new();
    for number in 0..people {
        let person = [ADA, BEN, MIA, OLES][number % 4];
        asked.push(match number % 5 {
            0 => discord.brief(person, &council.link("council")),
            1 => discord.slash(person, "said", &[("speaker", json!("Egelund"))]),
            2 => discord.slash(person, "whosaid", &[("topic", json!("gate"))]),
            3 => discord.slash(person, "verify", &[("quotation", json!("That was the whole of the answer"))]),
            _ => discord.press(person, &card, "Next"),
        });
    }
    for asked in &asked {
        discord.answer(asked).await;
    }
    told(&format!("{people} at once, acknowledged"), &discord, &asked, 0);
    told(&format!("{people} at once, answered"), &discord, &asked, 1);

    let mut steady = Vec::new();
    for number in 0..STEADY {
        let question = match number % 3 {
            0 => discord.brief(ADA, &council.link("council")),
            1 => discord.slash(ADA, "said", &[("speaker", json!("Egelund"))]),
            _ => discord.slash(ADA, "whosaid", &[("topic", json!("gate"))]),
        };
        discord.answer(&question).await;
        steady.push(question);
    }
    let still = fetches.iter().filter(|it| discord.delays(it).len() < 2).count();
    println!("{still} of {hostile} hostile fetches were still under way then");
    told("one after the other from the record, acknowledged", &discord, &steady, 0);
    told("one after the other from the record, answered", &discord, &steady, 1);
    for asked in &fetches {
        discord.private_answer(asked).await;
    }
    told("hostile fetches, acknowledged", &discord, &fetches, 0);
    assert!(bot.terminate().await.success());
    discord.assert_lawful();
}

/// Prints how long after the question its request `at` came.
fn told(what: &str, discord: &Discord, asked: &[Asked], at: usize) {
    let mut times: Vec<Duration> =
        asked.iter().filter_map(|asked| discord.delays(asked).get(at).copied()).collect();
    times.sort_unstable();
    let of = |part: usize| times.get((times.len() * part / 1000).min(times.len().saturating_sub(1)));
    println!(
        "{what}: n {}, p50 {:.1?}, p95 {:.1?}, p99 {:.1?}, max {:.1?}",
        times.len(),
        of(500).copied().unwrap_or_default(),
        of(950).copied().unwrap_or_default(),
        of(990).copied().unwrap_or_default(),
        of(1000).copied().unwrap_or_default()
    );
}

/// A host of its own that behaves badly, in one of eight ways.
struct Hostile {
    address: SocketAddr,
}

impl Hostile {
    async fn start(number: u8) -> Hostile {
        let listener = match TcpListener::bind((Ipv4Addr::new(127, 0, 9, number), 0)).await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind("127.0.0.1:0").await.unwrap(),
        };
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever is cut off is no fault of the driver's.
                tokio::spawn(async move { drop(misbehave(stream, number % 8).await) });
            }
        });
        Hostile { address }
    }
}

async fn misbehave(mut stream: TcpStream, way: u8) -> std::io::Result<()> {
    let mut head = vec![0; 4096];
    let read = stream.read(&mut head).await?;
    if head[..read].starts_with(b"GET /robots.txt") && way != 0 {
        return stream.write_all(b"HTTP/1.1 404 -\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    }
    let html = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";
    match way {
        0 => stream.read_u8().await.map(drop),
        1 => {
            stream.write_all(html).await?;
            stream.write_all(b"\r\n<p>").await?;
            let mut drops = tokio::time::interval(Duration::from_millis(200));
            loop {
                drops.tick().await;
                stream.write_all(b"x").await?;
            }
        }
        2 => {
            stream.write_all(html).await?;
            stream.write_all(b"\r\n<p>").await?;
            loop {
                stream.write_all(&[b'x'; 16 << 10]).await?;
            }
        }
        3 => {
            stream.write_all(html).await?;
            loop {
                stream.write_all(b"x-more: and more and more and more and more\r\n").await?;
            }
        }
        4 => {
            stream.write_all(html).await?;
            stream.write_all(b"content-encoding: deflate\r\n\r\n").await?;
            stream.write_all(&bomb()).await
        }
        5 => stream.write_all(b"HTTP/1.1 302 Found\r\nlocation: /page\r\ncontent-length: 0\r\n\r\n").await,
        6 => {
            let page = format!("<html><body>{}", "<div>".repeat(100_000));
            let head = format!("content-length: {}\r\n\r\n", page.len());
            stream.write_all(html).await?;
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(page.as_bytes()).await
        }
        _ => stream.set_zero_linger(),
    }
}

/// One letter 51 million times in 325 kilobytes: a zlib stream of one block with fixed codes (RFC 1951), 258 bytes in 13
/// bits.
fn bomb() -> Vec<u8> {
    let mut bits = Bits { bytes: vec![0x78, 0x9C], used: 0 };
    // Not the last block, fixed codes; then the literal `x` (0x78: code 0b10101000, most significant bit first).
    bits.put(0b0, 1);
    bits.put(0b01, 2);
    bits.put_code(0x30 + 0x78, 8);
    for _ in 0..200_000 {
        // Length 258 is code 285 (8 bits, 0b11000101), distance 1 is code 0 (5 bits).
        bits.put_code(0b1100_0101, 8);
        bits.put_code(0, 5);
    }
    bits.put_code(0, 7);
    bits.bytes
}

struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for at in 0..count {
            if self.used % 8 == 0 {
                self.bytes.push(0);
            }
            if value >> at & 1 == 1 {
                *self.bytes.last_mut().unwrap() |= 1 << (self.used % 8);
            }
            self.used += 1;
        }
    }

    /// Codes are packed with their most significant bit first.
    fn put_code(&mut self, code: u32, count: u32) {
        (0..count).rev().for_each(|at| self.put(code >> at & 1, 1));
    }
}
