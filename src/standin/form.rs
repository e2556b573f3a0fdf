//! Bodies: plain JSON, or JSON with files beside it as multipart/form-data
//! (<https://discord.com/developers/docs/reference#uploading-files>).

use serde_json::{Value, json};

use crate::http::Request;

/// A file that came with a message.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The JSON of a request, and its files.
pub(crate) fn read(request: &Request) -> (Value, Vec<File>) {
    if request.body.is_empty() {
        return (Value::Null, Vec::new());
    }
    match boundary(&request.kind) {
        Some(boundary) => parts(&request.body, &boundary),
        None => (json(&request.body), Vec::new()),
    }
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| json!({"not JSON": error.to_string()}))
}

fn boundary(kind: &str) -> Option<String> {
    let rest = kind.strip_prefix("multipart/form-data")?;
    let (_, boundary) = rest.split_once("boundary=")?;
    Some(format!("--{}", boundary.trim_matches('"')))
}

fn parts(body: &[u8], boundary: &str) -> (Value, Vec<File>) {
    let (mut value, mut files) = (Value::Null, Vec::new());
    for part in split(body, boundary.as_bytes()) {
        let Some(at) = find(part, b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&part[..at]).into_owned();
        let bytes = part[at + 4..].strip_suffix(b"\r\n").unwrap_or(&part[at + 4..]);
        match (named(&head, "name"), named(&head, "filename")) {
            (Some(name), _) if name == "payload_json" => value = json(bytes),
            (_, Some(name)) => files.push(File { name, bytes: bytes.to_vec() }),
            _ => {}
        }
    }
    (value, files)
}

fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(at) = find(rest, boundary) {
        found.push(&rest[..at]);
        rest = &rest[at + boundary.len()..];
    }
    found
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The value of `name="…"` in a part's head.
fn named(head: &str, name: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_with_a_picture_is_read() {
        let body = b"--xx\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.png\"\r\n\r\n\x89PNG\r\n\r\n1\r\n\
            --xx\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{\"content\":\"c\"}\r\n--xx--\r\n";
        let kind = "multipart/form-data; boundary=xx".to_owned();
        let request = Request { method: "POST".into(), path: "/".into(), kind, body: body.to_vec() };
        let (value, files) = read(&request);
        assert_eq!(value, json!({"content": "c"}));
        assert_eq!(
            (files[0].name.as_str(), files[0].bytes.as_slice()),
            ("a.png", b"\x89PNG\r\n\r\n1".as_slice())
        );
    }
}
