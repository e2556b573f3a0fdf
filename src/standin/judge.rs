//! Discord's documented limits, and a promise that every bot may make: nobody is mentioned but a role that a post
//! names. Lengths are UTF-16 units, trimmed, as Discord counts.

use serde_json::Value;

/// Where a request breaks a rule.
pub(crate) fn breaches(method: &str, path: &str, body: &Value) -> Vec<String> {
    let mut judge = Judge { found: Vec::new() };
    let last = path.rsplit('/').next().unwrap_or_default();
    match (method, last) {
        (_, "callback") => judge.callback(body),
        ("PATCH", "@original") => judge.message(body, false),
        ("POST", _) if path.starts_with("/webhooks/") => judge.message(body, true),
        ("POST", "messages") => judge.post(body),
        ("PATCH", _) if path.starts_with("/channels/") && path.contains("/messages/") => {
            judge.message(body, false)
        }
        ("POST", "threads") => judge.thread(body),
        (_, "commands") => judge.commands(body),
        _ => {}
    }
    judge.found
}

struct Judge {
    found: Vec<String>,
}

const EPHEMERAL: u64 = 1 << 6;
const LINK: u64 = 5;
const CHAT_INPUT: u64 = 1;

impl Judge {
    fn must(&mut self, holds: bool, rule: impl Into<String>) {
        if !holds {
            self.found.push(rule.into());
        }
    }

    fn within(&mut self, what: &str, text: &Value, least: usize, most: usize) {
        let length = length(text);
        self.must(
            (least..=most).contains(&length),
            format!("{what} has {length} characters, not {least} to {most}"),
        );
    }

    fn callback(&mut self, body: &Value) {
        let data = &body["data"];
        match body["type"].as_u64() {
            Some(4) => self.message(data, true),
            Some(7) => self.message(data, false),
            Some(5) => {
                let carries = data.as_object().into_iter().flatten();
                let more: Vec<&String> = carries
                    .filter(|(key, value)| *key != "flags" && !is_empty(value))
                    .map(|(key, _)| key)
                    .collect();
                self.must(more.is_empty(), format!("a deferral carries flags only, not {more:?}"));
                self.must(
                    data["flags"].as_u64().unwrap_or(0) & !EPHEMERAL == 0,
                    "the only flag is EPHEMERAL",
                );
            }
            Some(6) => self.must(is_empty(data), "an acknowledged press carries nothing"),
            Some(8) => self.choices(list(&data["choices"])),
            Some(9) => self.modal(data),
            kind => self.must(false, format!("sayso sends no answer of type {kind:?}")),
        }
    }

    fn choices(&mut self, choices: &[Value]) {
        self.must(choices.len() <= 25, "at most 25 choices");
        for choice in choices {
            self.within("choice", &choice["name"], 1, 100);
            if choice["value"].is_string() {
                self.within("value of a choice", &choice["value"], 1, 100);
            }
        }
    }

    fn modal(&mut self, modal: &Value) {
        self.within("title of a form", &modal["title"], 1, 45);
        self.within("custom_id", &modal["custom_id"], 1, 100);
        let rows = list(&modal["components"]);
        self.must((1..=5).contains(&rows.len()), "1 to 5 fields in a form");
        for field in rows.iter().flat_map(|row| list(&row["components"])) {
            self.within("label", &field["label"], 1, 45);
            self.within("custom_id", &field["custom_id"], 1, 100);
            self.within("placeholder", &field["placeholder"], 0, 100);
        }
    }

    /// A message of the bot's own, not of a question: it may mention the roles that it names.
    fn post(&mut self, message: &Value) {
        let nonce = length(&message["nonce"]);
        self.must(nonce <= 25, format!("a nonce of {nonce} characters, at most 25"));
        self.must(message["enforce_nonce"] != true || nonce > 0, "enforce_nonce needs a nonce");
        let mut quiet = message.clone();
        let allowed = list(&message["allowed_mentions"]["roles"]);
        let content = message["content"].as_str().unwrap_or_default();
        let named = |role: &Value| role.as_str().is_some_and(|id| content.contains(&format!("<@&{id}>")));
        self.must(allowed.iter().all(named), "a role that may be mentioned stands in the content");
        if quiet["allowed_mentions"].is_object() {
            quiet["allowed_mentions"]["roles"] = Value::Null;
        }
        self.message(&quiet, true);
    }

    fn thread(&mut self, thread: &Value) {
        self.within("name of a thread", &thread["name"], 1, 100);
        if thread["message"].is_object() {
            self.post(&thread["message"]);
        }
    }

    fn message(&mut self, message: &Value, new: bool) {
        let allowed = &message["allowed_mentions"];
        let none = allowed["parse"].as_array().is_some_and(Vec::is_empty)
            && ["users", "roles"].iter().all(|kind| is_empty(&allowed[kind]));
        self.must(none, format!("allowed_mentions must allow nothing: {allowed}"));
        self.within("content", &message["content"], 0, 2000);
        self.must(message["flags"].as_u64().unwrap_or(0) & !EPHEMERAL == 0, "the only flag is EPHEMERAL");
        let embeds = list(&message["embeds"]);
        self.must(embeds.len() <= 10, "at most 10 embeds");
        let sum: usize = embeds.iter().map(|embed| self.embed(embed)).sum();
        self.must(sum <= 6000, format!("{sum} characters in all embeds, at most 6000"));
        self.rows(list(&message["components"]));
        let files = list(&message["attachments"]);
        let empty = length(&message["content"]) == 0 && embeds.is_empty() && files.is_empty();
        self.must(!empty || !new, "an empty message");
    }

    /// Returns how many characters count towards the sum of all embeds.
    fn embed(&mut self, embed: &Value) -> usize {
        let (author, footer) = (&embed["author"]["name"], &embed["footer"]["text"]);
        self.within("title", &embed["title"], 0, 256);
        self.within("description", &embed["description"], 0, 4096);
        self.within("author", author, 0, 256);
        self.within("footer", footer, 0, 2048);
        let fields = list(&embed["fields"]);
        self.must(fields.len() <= 25, "at most 25 fields");
        for field in fields {
            self.within("field name", &field["name"], 1, 256);
            self.within("field value", &field["value"], 1, 1024);
        }
        if let Some(url) = embed["url"].as_str() {
            self.must(is_web(url) && url.len() <= 2048, "an embed's address is http(s), at most 2048 long");
        }
        let fields: usize = fields.iter().map(|field| length(&field["name"]) + length(&field["value"])).sum();
        let sum = length(&embed["title"])
            + length(&embed["description"])
            + length(author)
            + length(footer)
            + fields;
        self.must(sum > 0, "an empty embed");
        sum
    }

    fn rows(&mut self, rows: &[Value]) {
        self.must(rows.len() <= 5, "at most 5 rows");
        let mut ids = Vec::new();
        for row in rows {
            self.must(row["type"] == 1, "only rows stand at the top");
            let parts = list(&row["components"]);
            self.must((1..=5).contains(&parts.len()), "1 to 5 buttons in a row");
            for part in parts {
                if part["type"] == 2 {
                    self.button(part);
                } else {
                    self.must(parts.len() == 1, "a menu stands alone in its row");
                    self.select(part);
                }
                ids.extend(part["custom_id"].as_str());
            }
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        self.must(ids.len() == count, "no custom_id twice");
    }

    fn button(&mut self, button: &Value) {
        self.within("label", &button["label"], 1, 80);
        let is_link = button["style"] == LINK;
        if is_link {
            let url = button["url"].as_str().unwrap_or_default();
            self.must(is_web(url) && url.len() <= 512, "a link button has an http(s) address of at most 512");
            self.must(button["custom_id"].is_null(), "a link button has no custom_id");
        } else {
            self.within("custom_id", &button["custom_id"], 1, 100);
            self.must(button["url"].is_null(), "only a link button has an address");
        }
    }

    fn select(&mut self, select: &Value) {
        let kind = select["type"].as_u64().unwrap_or(0);
        self.must(matches!(kind, 3 | 5..=8), format!("nothing in a row has type {kind}"));
        self.within("custom_id", &select["custom_id"], 1, 100);
        self.within("placeholder", &select["placeholder"], 0, 150);
        let options = list(&select["options"]);
        self.must(kind != 3 || (1..=25).contains(&options.len()), "1 to 25 options in a menu");
        for option in options {
            self.within("label", &option["label"], 1, 100);
            self.within("value", &option["value"], 1, 100);
            self.within("description", &option["description"], 0, 100);
        }
    }

    fn commands(&mut self, commands: &Value) {
        let commands = list(commands);
        let mut names: Vec<String> =
            commands.iter().map(|it| format!("{} {}", kind(it), it["name"])).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        self.must(names.len() == count, "no two commands of one type and name");
        let typed = commands.iter().filter(|it| kind(it) == CHAT_INPUT).count();
        self.must(typed <= 100, "at most 100 commands");
        self.must(count - typed <= 15, "at most 15 menu entries");
        for command in commands {
            let size = characters(command);
            self.must(size <= 8000, format!("{} has {size} characters, at most 8000", command["name"]));
            self.within("command name", &command["name"], 1, 32);
            self.must(!list(&command["contexts"]).is_empty(), "a command has contexts");
            self.must(!list(&command["integration_types"]).is_empty(), "a command has integration types");
            if kind(command) == CHAT_INPUT {
                self.name(&command["name"]);
                self.within("command description", &command["description"], 1, 100);
                self.options(list(&command["options"]));
            } else {
                self.must(length(&command["description"]) == 0, "a menu entry has no description");
                self.must(list(&command["options"]).is_empty(), "a menu entry has no options");
            }
        }
    }

    fn options(&mut self, options: &[Value]) {
        self.must(options.len() <= 25, "at most 25 options");
        let mut optional = false;
        for option in options {
            self.name(&option["name"]);
            self.within("option description", &option["description"], 1, 100);
            let required = option["required"] == true;
            self.must(!(required && optional), "required options stand first");
            optional |= !required;
            self.must(
                option["autocomplete"] != true || list(&option["choices"]).is_empty(),
                "an option completes or has choices",
            );
            self.choices(list(&option["choices"]));
            self.options(list(&option["options"]));
        }
    }

    fn name(&mut self, name: &Value) {
        let name = name.as_str().unwrap_or_default();
        let fits = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_' | '\'');
        self.must(
            (1..=32).contains(&name.chars().count()) && name.chars().all(fits),
            format!("{name:?} is no name"),
        );
    }
}

/// What counts towards the size of a command: names, descriptions and values, in the longest language.
fn characters(part: &Value) -> usize {
    let longest = |text: &str, other: &str| {
        let others = part[other].as_object().into_iter().flatten().map(|(_, text)| length(text));
        others.chain([length(&part[text])]).max().unwrap_or(0)
    };
    let own = longest("name", "name_localizations") + longest("description", "description_localizations");
    let choices: usize =
        list(&part["choices"]).iter().map(|it| length(&it["name"]) + length(&it["value"])).sum();
    own + choices + list(&part["options"]).iter().map(characters).sum::<usize>()
}

/// A command without a type is typed in the chat.
fn kind(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(CHAT_INPUT)
}

fn length(text: &Value) -> usize {
    text.as_str().unwrap_or_default().trim().encode_utf16().count()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut message = json!({
            "content": "", "allowed_mentions": {"parse": []},
            "embeds": [{"title": "t", "description": "d", "author": {"name": "a"}, "url": "https://argus.example"}],
            "components": [{"type": 1, "components": [
                {"type": 2, "style": 2, "label": "Next", "custom_id": "turn"},
                {"type": 2, "style": 5, "label": "Open", "url": "https://argus.example"},
            ]}],
        });
        change(&mut message);
        breaches("POST", "/webhooks/1/token", &message)
    }

    /// A judge that finds nothing would let everything pass.
    #[test]
    fn the_judge_finds_what_is_wrong() {
        assert_eq!(message(|_| {}), Vec::<String>::new());
        let button =
            |part: &str, value: Value| message(|m| m["components"][0]["components"][0][part] = value.clone());
        let embed = |part: &str, value: Value| message(|m| m["embeds"][0][part] = value.clone());
        let long = |length: usize| json!("x".repeat(length));
        for (found, rule) in [
            (message(|m| m["allowed_mentions"] = json!({"parse": ["users"]})), "allow nothing"),
            (message(|m| m["allowed_mentions"] = Value::Null), "allow nothing"),
            (message(|m| m["content"] = long(2001)), "content has 2001"),
            (message(|m| m["flags"] = json!(4)), "EPHEMERAL"),
            (message(|m| m["embeds"] = json!([])), "empty message"),
            (embed("title", long(257)), "title has 257"),
            (embed("description", json!("🦢".repeat(2049))), "description has 4098"),
            (embed("url", json!("javascript:alert(1)")), "http(s)"),
            (embed("fields", json!([{"name": " ", "value": "v"}])), "field name has 0"),
            (embed("footer", json!({"text": "x".repeat(2049)})), "footer has 2049"),
            (button("custom_id", long(101)), "custom_id has 101"),
            (button("label", json!("")), "label has 0"),
            (button("url", json!("https://argus.example")), "only a link button"),
            (message(|m| m["components"][0]["components"] = json!([])), "1 to 5 buttons"),
            (
                message(|m| {
                    m["components"][0]["components"][1] = m["components"][0]["components"][0].clone()
                }),
                "no custom_id twice",
            ),
        ] {
            assert!(found.iter().any(|breach| breach.contains(rule)), "{rule}: {found:?}");
        }
        let two = json!({"title": "t", "description": "x".repeat(3500)});
        assert!(message(|m| m["embeds"] = json!([two, two])).iter().any(|breach| breach.contains("6000")));
    }

    #[test]
    fn the_judge_knows_commands_and_deferrals() {
        let command = json!([{"type": 1, "name": "Brief", "description": "", "contexts": [0], "integration_types": [0],
        "options": [
            {"name": "private", "description": "d", "type": 5, "required": false},
            {"name": "link", "description": "d", "type": 3, "required": true},
        ]}]);
        let found = breaches("PUT", "/applications/1/commands", &command);
        assert_eq!(found.len(), 3, "{found:?}");
        let deferral = json!({"type": 5, "data": {"flags": 64, "content": "x"}});
        assert_eq!(breaches("POST", "/interactions/1/token/callback", &deferral).len(), 1);
    }
}
