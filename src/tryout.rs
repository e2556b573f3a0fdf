//! `sayso try`: the real bot against a stand-in of Discord, with a page to talk to it and a story to ask about.
//!
//! Needs no token and keeps nothing on the disk. Links of the sample story are read from the program itself; any
//! other link is fetched from the web as the bot would.

use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use async_trait::async_trait;
use indicatif::{ProgressBar, ProgressStyle};
use sayso_newsroom::{
    Engine, Fetch, FetchError, Newsroom, Page, Polled, Record, Shelf, Validators, Want, WebFetcher,
};
use sayso_standin::{Discord, GENERAL, Person};
use tokio::net::TcpListener;
use url::Url;

use crate::config::Config;
use crate::health::Health;
use crate::{bot, clock, logs, run};

/// What the bot shows to a Discord that asks for none.
const TOKEN: &str = "try.without.token";

/// The sample story, invented: each page with its address, oldest first.
const PAGES: [(&str, &str); 5] = [
    (
        "https://tidewater-gazette.example/2025/10/16/twice-warned",
        include_str!("../docs/sample/gazette.html"),
    ),
    ("https://saltmarsh-courier.example/news/tide-gate-memo", include_str!("../docs/sample/tidegate.html")),
    (
        "https://northshore-post.example/news/farrow-egelund-tide-gate",
        include_str!("../docs/sample/post.html"),
    ),
    (
        "https://pryberezhnyi-visnyk.example/novyny/shliuz-soltmarsh",
        include_str!("../docs/sample/visnyk.html"),
    ),
    (
        "https://harbour-times.example/politics/2025/10/18/egelund-recalls",
        include_str!("../docs/sample/times.html"),
    ),
];

/// A feed with the story's later pages, for `/source add`; and the one of them that is not read yet, so that a digest has
/// something new.
const FEED: (&str, &str) =
    ("https://saltmarsh-courier.example/feed", include_str!("../docs/sample/feed.xml"));
/// See [`FEED`].
const NEWS: (&str, &str) =
    ("https://saltmarsh-courier.example/news/hinges-looked-at", include_str!("../docs/sample/hinges.html"));

/// Runs the bot with its page on 127.0.0.1 until it is told to stop.
///
/// # Errors
/// In one line: what is missing or broken, why, and what next.
pub(crate) async fn run(config: &Config, port: u16) -> Result<()> {
    logs::start(config)?;
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| format!("port {port} of 127.0.0.1 cannot be used; choose another with --port"))?;
    let discord = Discord::start().await.context("no port of 127.0.0.1 can be used")?;
    let api_base: Url = discord.base().parse().context("the stand-in of Discord has no address")?;
    let newsroom = newsroom(config)?;
    read_samples(&newsroom).await?;
    discord.write(Person::BEN, GENERAL, &format!("Who actually said that? {}", PAGES[1].0));
    let page = discord.open_page(listener)?;
    writeln!(
        std::io::stdout(),
        "Open http://{page}/ in a browser and type / there. Links that sayso knows already:\n{}\n\
         A feed to add, with an article that it does not know: {}\nCtrl-C ends it; nothing is kept.",
        PAGES.map(|(link, _)| format!("  {link}")).join("\n"),
        FEED.0
    )?;
    let health = Health::new(newsroom.record().clone());
    bot::run(TOKEN, Some(&api_base), run::data(newsroom, config), &health).await
}

fn newsroom(config: &Config) -> Result<Newsroom> {
    let link = |(link, body): &(&str, &'static str)| Ok((Url::parse(link)?, *body));
    let pages: Vec<(Url, &str)> = PAGES.iter().chain([&FEED, &NEWS]).map(link).collect::<Result<_>>()?;
    let shelf = pages.iter().fold(Shelf::new(), |shelf, (url, body)| shelf.with(url, body));
    let door = Door { shelf, web: run::web(config)? };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Newsroom::new(Arc::new(door), Arc::new(Engine::embedded()?), Record::in_memory(), cores))
}

async fn read_samples(newsroom: &Newsroom) -> Result<()> {
    let style =
        ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}").context("the bar's own template")?;
    let bar = ProgressBar::new(PAGES.len() as u64).with_style(style).with_message("reading the sample story");
    for (link, _) in PAGES {
        newsroom.brief(link, clock::now()).await.with_context(|| format!("the sample page {link}"))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// The sample story, and the web behind it.
struct Door {
    shelf: Shelf,
    web: WebFetcher,
}

impl Door {
    /// Names that end in `.example` belong to nobody (RFC 2606): only the shelf can know them.
    fn of(&self, url: &Url) -> &dyn Fetch {
        let invented = url.host_str().is_some_and(|host| host.ends_with(".example"));
        if invented { &self.shelf } else { &self.web }
    }
}

#[async_trait]
impl Fetch for Door {
    async fn page(&self, url: &Url) -> Result<Page, FetchError> {
        self.of(url).page(url).await
    }

    async fn poll(&self, url: &Url, want: Want, known: &Validators) -> Result<Polled, FetchError> {
        self.of(url).poll(url, want, known).await
    }
}
