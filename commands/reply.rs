//! What is sent to Discord: the only maker of embeds, buttons and messages.
//!
//! Whatever is sent goes through [`Reply`], so that nothing leaves without `allowed_mentions` that allow nothing.

use sayso_newsroom::Reading;
use serde_json::{Value, json};
use serenity::all::{
    AutocompleteChoice, ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateAttachment,
    CreateAutocompleteResponse, CreateButton, CreateEmbed, CreateEmbedAuthor,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse, Message, Nonce, RoleId, UserId,
};

use crate::button::Button;
use crate::card;
use crate::plain::{plain, utf16_len};
use crate::posting::Body;
use crate::question::QuestionId;
use crate::sheet::Sheet;
use crate::tongue::Tongue;

/// Longest address of a link button and of an embed, in characters
/// (<https://discord.com/developers/docs/components/reference#button>).
const BUTTON_URL_MAX: usize = 512;
/// See [`BUTTON_URL_MAX`].
const EMBED_URL_MAX: usize = 2048;

/// What the address behind a mark begins with: the channel itself.
const MARK_ADDRESS: &str = "https://discord.com/channels";
/// The name of an answer's picture.
const PICTURE: &str = "timeline.png";

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

impl Seen {
    /// By all, unless the asker chose otherwise.
    pub(crate) fn unless(private: Option<bool>) -> Seen {
        if private == Some(true) { Seen::ByAsker } else { Seen::ByAll }
    }
}

/// A menu under an answer, from which one thing is chosen.
pub(crate) struct Menu {
    /// What it carries; what is chosen comes beside it.
    pub(crate) carries: Button,
    /// What stands in it before anything is chosen.
    pub(crate) shown: String,
    /// At most 25: what is shown of each, and what it means, within 100 characters each.
    pub(crate) choices: Vec<(String, String)>,
}

/// Most choices of a menu, and the longest text of one and of what stands in it before
/// (<https://discord.com/developers/docs/components/reference#string-select>).
const CHOICES_MAX: usize = 25;
/// See [`CHOICES_MAX`].
const CHOICE_MAX: usize = 100;
/// See [`CHOICES_MAX`].
const SHOWN_MAX: usize = 150;

/// One message: a card with its buttons, a line, a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    content: String,
    embeds: Vec<CreateEmbed>,
    rows: Vec<CreateActionRow>,
    files: Vec<CreateAttachment>,
}

impl Reply {
    /// The page `index` of the card of `reading`. `owner` turns its pages; a card that only the asker sees can
    /// be posted.
    pub(crate) fn card(reading: &Reading, index: usize, owner: UserId, seen: Seen, tongue: Tongue) -> Reply {
        let sheet = card::sheet(reading, index, tongue);
        let article = reading.id;
        let turn = |page| Button::Turn { article, page, owner };
        let post = (seen == Seen::ByAsker).then_some(Button::Post { article, owner });
        let has_statements = !reading.brief.statements().is_empty();
        let report = has_statements.then_some(Button::Report { article, page: sheet.index });
        Reply {
            embeds: vec![embed(&sheet)],
            rows: buttons(&sheet, turn, post, report, tongue).into_iter().collect(),
            ..Reply::default()
        }
    }

    /// An answer on one page.
    pub(crate) fn sheet(sheet: Sheet) -> Reply {
        let reply = Reply { embeds: vec![embed(&sheet)], ..Reply::default() };
        match sheet.picture {
            Some(picture) => reply.with_file(PICTURE, picture),
            None => reply,
        }
    }

    /// A page of the answer to a kept question. `owner` turns its pages.
    pub(crate) fn sheet_of(
        sheet: Sheet,
        question: QuestionId,
        owner: UserId,
        can_be_posted: bool,
        tongue: Tongue,
    ) -> Reply {
        let turn = |page| Button::Page { question, page, owner };
        let post = can_be_posted.then_some(Button::Share { question, owner });
        let rows = buttons(&sheet, turn, post, None, tongue).into_iter().collect();
        Reply { rows, ..Reply::sheet(sheet) }
    }

    /// With a file beside it. The name is sayso's own.
    pub(crate) fn with_file(mut self, name: &str, bytes: Vec<u8>) -> Reply {
        self.files.push(CreateAttachment::bytes(bytes, name));
        self
    }

    /// With one more row of buttons, each a label and what it carries.
    pub(crate) fn with_row(mut self, row: Vec<(String, Button, ButtonStyle)>) -> Reply {
        let buttons = row
            .into_iter()
            .map(|(label, button, style)| CreateButton::new(button.to_id()).label(label).style(style));
        self.rows.push(CreateActionRow::Buttons(buttons.collect()));
        self
    }

    /// With a menu under all that stands there; none where nothing can be chosen.
    pub(crate) fn with_menu(mut self, menu: Menu) -> Reply {
        let choice = |(shown, sent): (String, String)| {
            let shown = plain(&shown, CHOICE_MAX);
            let fits = !shown.is_empty() && (1..=CHOICE_MAX).contains(&utf16_len(&sent));
            fits.then(|| CreateSelectMenuOption::new(shown, sent))
        };
        let options: Vec<_> = menu.choices.into_iter().filter_map(choice).take(CHOICES_MAX).collect();
        if !options.is_empty() {
            let kind = CreateSelectMenuKind::String { options };
            let shown = plain(&menu.shown, SHOWN_MAX);
            let menu = CreateSelectMenu::new(menu.carries.to_id(), kind).placeholder(shown);
            self.rows.push(CreateActionRow::SelectMenu(menu));
        }
        self
    }

    /// A line of sayso's own; words of others in it must have been escaped.
    pub(crate) fn line(line: String) -> Reply {
        Reply { content: line, ..Reply::default() }
    }

    /// As the first answer to an interaction.
    pub(crate) fn into_first(self, seen: Seen) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .files(self.files)
            .content(self.content)
            .embeds(self.embeds)
            .components(self.rows)
            .ephemeral(seen == Seen::ByAsker)
            .allowed_mentions(no_mentions())
    }

    /// As a message of its own, asked for by nobody.
    pub(crate) fn into_message(self) -> CreateMessage {
        CreateMessage::new()
            .content(self.content)
            .embeds(self.embeds)
            .components(self.rows)
            .allowed_mentions(no_mentions())
    }

    /// In the place of what stands there, with the files that it brings. Files have their numbers as text, as Discord's
    /// own description of its API wants them; the client's builder would write numbers.
    pub(crate) fn into_edit_with_files(mut self) -> (Value, Vec<CreateAttachment>) {
        let files = std::mem::take(&mut self.files);
        let mut edit = serde_json::to_value(self.into_edit()).expect("a message is JSON");
        if !files.is_empty() {
            let named = files.iter().enumerate();
            let named = named.map(|(at, file)| json!({"id": at.to_string(), "filename": file.filename}));
            edit["attachments"] = Value::Array(named.collect());
        }
        (edit, files)
    }

    /// In the place of what stands there, where it brings no files.
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
            .files(self.files)
            .content(self.content)
            .embeds(self.embeds)
            .components(self.rows)
            .ephemeral(seen == Seen::ByAsker)
            .allowed_mentions(no_mentions())
    }
}

/// Suggestions for an option: what is shown, and what is sent. At most 25, each within 100 characters
/// (<https://discord.com/developers/docs/interactions/receiving-and-responding>).
pub(crate) fn suggestions(found: Vec<(String, String)>) -> CreateAutocompleteResponse {
    const CHOICES_MAX: usize = 25;
    const LENGTH_MAX: usize = 100;
    let choices = found
        .into_iter()
        .map(|(shown, sent)| (plain(&shown, LENGTH_MAX), sent))
        .filter(|(shown, sent)| !shown.is_empty() && (1..=LENGTH_MAX).contains(&utf16_len(sent)))
        .take(CHOICES_MAX)
        .map(|(shown, sent)| AutocompleteChoice::new(shown, sent));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}

/// A message of a post, with its mark: as the nonce, and in the address behind the line above its title, by which it is
/// known again; the first message of a new thread in a forum takes no nonce. The only message that may ping: the role that
/// the schedule names.
pub(crate) fn post(body: &Body, server: u64, channel: u64, marker: &str, with_nonce: bool) -> CreateMessage {
    let mark = format!("{}/{server}/{channel}?sayso={marker}", MARK_ADDRESS);
    let author = if body.author.is_empty() { "sayso" } else { &body.author };
    let mut embed = CreateEmbed::new()
        .author(CreateEmbedAuthor::new(author).url(mark))
        .title(body.title.clone())
        .description(body.text.clone());
    if let Some(url) = body.url.as_deref().filter(|url| url.len() <= EMBED_URL_MAX) {
        embed = embed.url(url);
    }
    let mut message = CreateMessage::new().embed(embed);
    if with_nonce {
        message = message.nonce(Nonce::String(marker.to_owned())).enforce_nonce(true);
    }
    match body.mention {
        Some(role) => {
            let allowed = no_mentions().roles([RoleId::new(role.max(1))]);
            message.content(format!("<@&{role}>")).allowed_mentions(allowed)
        }
        None => message.allowed_mentions(no_mentions()),
    }
}

/// Whether a message has a mark.
pub(crate) fn has_marker(message: &Message, marker: &str) -> bool {
    let authors = message.embeds.iter().filter_map(|embed| embed.author.as_ref()?.url.as_deref());
    let mark = format!("?sayso={marker}");
    authors.into_iter().any(|url| url.ends_with(&mark))
}

fn embed(sheet: &Sheet) -> CreateEmbed {
    let mut embed = CreateEmbed::new().title(sheet.title.clone()).description(sheet.text.clone());
    if sheet.picture.is_some() {
        embed = embed.attachment(PICTURE);
    }
    if !sheet.author.is_empty() {
        embed = embed.author(CreateEmbedAuthor::new(sheet.author.clone()));
    }
    match &sheet.url {
        Some(url) if url.as_str().len() <= EMBED_URL_MAX => embed.url(url.as_str()),
        _ => embed,
    }
}

/// The buttons under an answer, where it has any: its pages, its source, and posting it.
fn buttons(
    sheet: &Sheet,
    turn: impl Fn(usize) -> Button,
    post: Option<Button>,
    report: Option<Button>,
    tongue: Tongue,
) -> Option<CreateActionRow> {
    let mut buttons = Vec::new();
    if sheet.of > 1 {
        let last = sheet.of - 1;
        let turn = |to: usize, label: String, at_end: bool| {
            // At an end the button is disabled and names its own page, which differs from its neighbour's.
            CreateButton::new(turn(to).to_id()).label(label).style(ButtonStyle::Secondary).disabled(at_end)
        };
        buttons.push(turn(sheet.index.saturating_sub(1), tongue.say("button-previous"), sheet.index == 0));
        buttons.push(turn((sheet.index + 1).min(last), tongue.say("button-next"), sheet.index == last));
    }
    if let Some(url) = sheet.url.as_ref().filter(|url| url.as_str().len() <= BUTTON_URL_MAX) {
        buttons.push(CreateButton::new_link(url.as_str()).label(tongue.say("button-open")));
    }
    if let Some(post) = post {
        let post = CreateButton::new(post.to_id()).label(tongue.say("button-post"));
        buttons.push(post.style(ButtonStyle::Secondary));
    }
    if let Some(report) = report {
        let report = CreateButton::new(report.to_id()).label(tongue.say("button-report"));
        buttons.push(report.style(ButtonStyle::Secondary));
    }
    (!buttons.is_empty()).then_some(CreateActionRow::Buttons(buttons))
}
