//! `/source import` and `/source export`: lists of sources as OPML, which other readers of feeds take too.

use sayso_newsroom::opml;
use sayso_servers::{NAME_CHARS_MAX, Source};
use serenity::all::Attachment;

use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error};

/// Largest list that is taken, in bytes.
const FILE_BYTES_MAX: u32 = 1 << 20;

#[poise::command(slash_command)]
pub(super) async fn import(ctx: Context<'_>, file: Attachment) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let unread = || Complaint::Typed("not-opml", String::new());
        if file.size > FILE_BYTES_MAX {
            return Err(unread());
        }
        asked.may_fetch()?;
        let bytes = file.download().await.map_err(|_| unread())?;
        let list = opml::read(&String::from_utf8_lossy(&bytes)).map_err(|_| unread())?;
        let (now, left_out) = (asked.now, list.left_out);
        let (added, refused) = asked
            .change(format!("/source import {}", file.filename), move |settings| {
                let (mut added, mut refused) = (Vec::new(), left_out);
                for outline in list.outlines {
                    let host = outline.feed.host_str().unwrap_or_default().to_owned();
                    let source = Source {
                        name: outline.title.unwrap_or(host).chars().take(NAME_CHARS_MAX).collect(),
                        address: outline.site.unwrap_or_else(|| outline.feed.clone()),
                        feed: outline.feed.clone(),
                        story: None,
                        post_to: None,
                        words: String::new(),
                        paused: None,
                        added_at: now,
                    };
                    match settings.add_source(source) {
                        Ok(_) => added.push(outline.feed),
                        Err(_) => refused += 1,
                    }
                }
                Ok((added, refused))
            })
            .await?;
        for feed in &added {
            asked.data.newsroom().follow(asked.home(), feed, now).await?;
        }
        let values = [("added", added.len().into()), ("refused", refused.into())];
        Ok(Reply::line(asked.tongue.say_with("sources-imported", values)))
    })
    .await
}

#[poise::command(slash_command)]
pub(super) async fn export(ctx: Context<'_>) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let settings = asked.settings().await?;
        let outlines: Vec<opml::Outline> = settings
            .sources
            .values()
            .map(|source| opml::Outline {
                feed: source.feed.clone(),
                title: Some(source.name.clone()),
                site: Some(source.address.clone()),
                folders: Vec::new(),
            })
            .collect();
        let list = opml::write("sayso", &outlines).into_bytes();
        let line = asked.tongue.say_with("sources-exported", [("count", outlines.len().into())]);
        Ok::<_, Complaint>(Reply::line(line).with_file("sources.opml", list))
    })
    .await
}
