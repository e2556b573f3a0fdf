//! What monitors and systemd see of a running bot.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::path::Path;

use crate::support::{ADA, Bot, Discord, Web, command, folder};

/// Status and body of a request, written as a monitor would.
fn ask(address: &str, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), body.to_owned())
}

fn get(address: &str, path: &str) -> (u16, String) {
    ask(address, &format!("GET {path} HTTP/1.1\r\nhost: sayso\r\n\r\n"))
}

/// Where the bot answers: it was told port 0, and logs what it was given.
fn address(home: &Path) -> String {
    let log = Bot::log(home);
    let plain = log.split('\u{1b}').map(|part| part.split_once('m').map_or(part, |(_, rest)| rest));
    let plain: String = plain.collect();
    let line = plain.lines().find(|line| line.contains("/healthz")).unwrap_or_else(|| panic!("{plain}"));
    line.rsplit("address=").next().unwrap().trim().to_owned()
}

/// What systemd is told, one message after the other, until one has `wanted`.
fn told(systemd: &UnixDatagram, wanted: &str) -> Vec<String> {
    let mut heard = Vec::new();
    let mut message = [0; 4096];
    while heard.last().is_none_or(|last: &String| !last.contains(wanted)) {
        let length = systemd.recv(&mut message).unwrap();
        heard.push(String::from_utf8_lossy(&message[..length]).trim().to_owned());
    }
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn monitors_and_systemd_see_the_bot_come_and_go() {
    let discord = Discord::start().await;
    let web = Web::start(1).await;
    let home = folder("health");
    // In the system's own folder for such: the path of a socket may have 108 bytes at most.
    let socket = std::env::temp_dir().join(format!("sayso-health-{}", std::process::id()));
    drop(std::fs::remove_file(&socket));
    let systemd = UnixDatagram::bind(&socket).unwrap();
    let bot = Bot::start_with(
        &discord,
        &[&web],
        home.clone(),
        vec![
            ("SAYSO_HEALTH_ADDR", "127.0.0.1:0".to_owned()),
            ("NOTIFY_SOCKET", socket.display().to_string()),
            ("WATCHDOG_USEC", "2000000".to_owned()),
        ],
    );
    discord.ready(1).await;
    let ready = told(&systemd, "READY=1");
    assert!(!ready.iter().any(|line| line.contains("STOPPING")), "{ready:?}");
    told(&systemd, "WATCHDOG=1");

    let address = address(&home);
    assert_eq!(get(&address, "/healthz"), (200, "ok\nexports: ok\nlook-out: ok\ntimetable: ok\n".to_owned()));
    assert_eq!(
        get(&address, "/readyz"),
        (200, "ok\ngateway: ok\nrecord: ok\nexports: ok\nlook-out: ok\ntimetable: ok\n".to_owned())
    );
    assert_eq!(get(&address, "/").0, 404);
    assert_eq!(ask(&address, "POST /readyz HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n").0, 405);
    for hostile in
        ["\u{16}\u{3}\u{1}\r\n\r\n", "GET\r\n\r\n", &format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(100_000))]
    {
        // Over the limit the connection may be reset before the refusal is read.
        let mut stream = TcpStream::connect(&address).unwrap();
        let mut answer = Vec::new();
        drop(stream.write_all(hostile.as_bytes()));
        drop(stream.read_to_end(&mut answer));
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }

    discord.answer(&discord.brief(ADA, &web.link("bridge"))).await;
    discord.answer(&discord.brief(ADA, &web.link("missing"))).await;
    let (status, text) = get(&address, "/metrics");
    assert_eq!(status, 200);
    for sample in [
        "sayso_fetches_total{class=\"ok\"} 1",
        "sayso_fetches_total{class=\"not-found\"} 1",
        "sayso_readings_total{outcome=\"read\"} 1",
        "sayso_readings_total{outcome=\"not-fetched\"} 1",
        "sayso_record_entries{kind=\"articles\"} 1",
        "sayso_ready{part=\"gateway\"} 1",
        "sayso_ack_seconds_count{outcome=\"sent\"} 2",
    ] {
        assert!(text.lines().any(|line| line == sample), "{sample} is not in\n{text}");
    }
    assert!(text.contains("sayso_statements_total{quotation=\"direct\""), "{text}");
    assert!(!text.contains("127.0.0.1") && !text.contains("bridge"), "no address is told:\n{text}");

    let asked =
        |address: &str| command(&home).arg("health").env("SAYSO_HEALTH_ADDR", address).output().unwrap();
    let health = asked(&address);
    assert!(health.status.success() && health.stdout.starts_with(b"ok\n"), "{health:?}");

    let exports: Vec<_> = std::fs::read_dir(home.join("record/exports")).unwrap().collect();
    assert_eq!(exports.len(), 1, "today's export is there: {exports:?}");

    assert!(bot.terminate().await.success());
    told(&systemd, "STOPPING=1");
    let health = asked(&address);
    assert_eq!(health.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&health.stderr).contains("nothing answers at"), "{health:?}");
    std::fs::remove_file(&socket).unwrap();
}
