//! What is sent to Discord: the only maker of embeds, buttons and messages.
//!
//! Whatever is sent goes through [`Reply`], so that nothing leaves without `allowed_mentions` that allow nothing.

use sayso_newsroom::{ArticleId, Reading};
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateEmbedAuthor,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, EditInteractionResponse, UserId,
};

use crate::button::Button;
use crate::card::{self, Page};

/// Longest address of a link button and of an embed, in characters
/// (<https://discord.com/developers/docs/components/reference#button>).
const BUTTON_URL_MAX: usize = 512;
/// See [`BUTTON_URL_MAX`].
const EMBED_URL_MAX: usize = 2048;

/// Nobody is pinged, whatever a page says. Also the framework's default.
pub fn no_mentions() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}

/// Who sees a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Everybody in the channel.
    ByAll,
    /// The one who asked.
    ByAsker,
}

/// One message: a card with its buttons, or a line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    content: String,
    embeds: Vec<CreateEmbed>,
    rows: Vec<CreateActionRow>,
}

impl Reply {
    /// The page `index` of the card of `reading`. `owner` turns its pages; a card that only the asker sees can
    /// be posted.
    pub(crate) fn card(reading: &Reading, index: usize, owner: UserId, seen: Seen) -> Reply {
        let page = card::page(reading, index);
        Reply {
            content: String::new(),
            embeds: vec![embed(&page)],
            rows: buttons(&page, reading.id, owner, seen).into_iter().collect(),
        }
    }

    /// A line of sayso's own; words of others in it must have been escaped.
    pub(crate) fn line(line: String) -> Reply {
        Reply { content: line, ..Reply::default() }
    }

    /// As the first answer to an interaction.
    pub(crate) fn into_first(self, seen: Seen) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(self.content)
            .embeds(self.embeds)
            .components(self.rows)
            .ephemeral(seen == Seen::ByAsker)
            .allowed_mentions(no_mentions())
    }

    /// In the place of what stands there.
    pub(crate) fn into_edit(self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(self.content)
            .embeds(self.embeds)
            .components(self.rows)
            .allowed_mentions(no_mentions())
    }

    /// As one more message.
    pub(crate) fn into_follow_up(self, seen: Seen) -> CreateInteractionResponseFollowup {
        CreateInteractionResponseFollowup::new()
            .content(self.content)
            .embeds(self.embeds)
            .components(self.rows)
            .ephemeral(seen == Seen::ByAsker)
            .allowed_mentions(no_mentions())
    }
}

fn embed(page: &Page) -> CreateEmbed {
    let embed = CreateEmbed::new()
        .author(CreateEmbedAuthor::new(page.author.clone()))
        .title(page.title.clone())
        .description(page.description.clone());
    match &page.url {
        Some(url) if url.as_str().len() <= EMBED_URL_MAX => embed.url(url.as_str()),
        _ => embed,
    }
}

/// The buttons under a card, where it has any.
fn buttons(page: &Page, article: ArticleId, owner: UserId, seen: Seen) -> Option<CreateActionRow> {
    let mut buttons = Vec::new();
    if page.of > 1 {
        let last = page.of - 1;
        let turn = |to: usize, label: &str, at_end: bool| {
            // At an end the button is disabled and names its own page, which differs from its neighbour's.
            let id = Button::Turn { article, page: to, owner }.to_id();
            CreateButton::new(id).label(label).style(ButtonStyle::Secondary).disabled(at_end)
        };
        buttons.push(turn(page.index.saturating_sub(1), "Previous", page.index == 0));
        buttons.push(turn((page.index + 1).min(last), "Next", page.index == last));
    }
    if let Some(url) = page.url.as_ref().filter(|url| url.as_str().len() <= BUTTON_URL_MAX) {
        buttons.push(CreateButton::new_link(url.as_str()).label("Open article"));
    }
    if seen == Seen::ByAsker {
        let id = Button::Post { article, owner }.to_id();
        buttons.push(CreateButton::new(id).label("Post here").style(ButtonStyle::Secondary));
    }
    (!buttons.is_empty()).then_some(CreateActionRow::Buttons(buttons))
}
