//! The registered commands.

use crate::support::Stage;

#[tokio::test]
async fn the_commands_are_registered_and_nothing_private_is_asked_for() {
    let stage = Stage::set("commands").await;
    insta::assert_json_snapshot!(stage.discord.ready(1).await);
    let identify = stage.discord.look(|state| state.identifies[0].clone());
    assert_eq!(identify["intents"], 1, "GUILDS alone");
    assert!(identify["presence"]["activities"].as_array().is_none_or(Vec::is_empty), "no activity is shown");
    stage.strike().await;
}
