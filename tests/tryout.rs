//! `sayso try`, as the page in the browser meets it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::folder;

/// A running `sayso try`. Dropping it kills it.
struct Trial {
    child: Child,
    address: String,
}

impl Trial {
    fn start(name: &str) -> Trial {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sayso"))
            .args(["try", "--port", "0"])
            .env_clear()
            .current_dir(folder(name))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut told = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut told).unwrap();
        let (_, rest) = told.split_once("http://").unwrap_or_else(|| panic!("no address in {told:?}"));
        let address = rest.split('/').next().unwrap().to_owned();
        Trial { child, address }
    }

    async fn ask(&self, request: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no body in {answer:?}"));
        serde_json::from_str(body).unwrap()
    }

    async fn act(&self, act: &Value) -> Value {
        let body = act.to_string();
        let head =
            format!("POST /act HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {}", body.len());
        self.ask(&format!("{head}\r\n\r\n{body}")).await
    }

    /// The page as it stands once `seen` finds what it looks for; waits for changes, not for a time.
    async fn until(&self, seen: impl Fn(&Value) -> bool) -> Value {
        let mut after = -1;
        loop {
            let view = self.ask(&format!("GET /view?after={after} HTTP/1.1\r\n\r\n")).await;
            if seen(&view) {
                return view;
            }
            after = view["version"].as_i64().unwrap();
        }
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[tokio::test]
async fn a_newcomer_asks_without_a_token_and_sees_a_card() {
    let trial = Trial::start("tryout");
    trial.until(|view| view["commands"].as_array().is_some_and(|commands| !commands.is_empty())).await;
    let link = "https://saltmarsh-courier.example/news/tide-gate-memo";
    let options = json!([{"name": "link", "type": 3, "value": link}]);
    let done = trial.act(&json!({"slash": "brief", "options": options})).await;
    assert!(done["token"].is_string(), "{done}");
    let description = |message: &Value| message["embeds"][0]["description"].as_str().map(str::to_owned);
    let card = |view: &Value| view["messages"].as_array().unwrap().iter().find_map(description);
    let view = trial.until(|view| card(view).is_some()).await;
    assert!(card(&view).unwrap().contains("Nobody brought it to me, not once"), "{view}");

    let refused = trial.act(&json!({"dance": true})).await;
    assert!(refused["error"].is_string(), "{refused}");
}
