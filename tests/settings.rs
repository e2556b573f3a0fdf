//! Every setting of the program is told to those who set it, and none that it does not have.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn read(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The names in a text that stand between `open` and `close` and look like settings of ours.
fn names(text: &str, open: &str, close: &str) -> BTreeSet<String> {
    let is_setting = |name: &&str| {
        (name.starts_with("SAYSO_") || name.starts_with("DISCORD_"))
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    text.split(open)
        .skip(1)
        .filter_map(|rest| rest.split(close).next())
        .filter(is_setting)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_setting_is_in_the_example_and_in_the_guide() {
    let code = read("src/config.rs");
    let code = code.split("#[cfg(test)]").next().unwrap();
    let mut program = names(code, "\"", "\"");
    // A secret can also come as a file; config.rs makes that name of the other.
    assert!(program.contains("DISCORD_TOKEN") && code.contains("{name}_FILE"));
    program.insert("DISCORD_TOKEN_FILE".to_owned());

    let example = read(".env.example").replace("\n# ", "\n");
    assert_eq!(names(&example, "\n", "="), program, ".env.example on the left, src/config.rs on the right");

    let guide = read("docs/operators.md");
    let table = guide.split("## Settings").nth(1).unwrap().split("\n## ").next().unwrap();
    assert_eq!(
        names(table, "\n| `", "`"),
        program,
        "docs/operators.md on the left, src/config.rs on the right"
    );
}

/// The names of metrics in a text, without the endings that a histogram adds.
fn metrics(text: &str) -> BTreeSet<String> {
    let is_of_name = |c: char| c.is_ascii_lowercase() || c == '_';
    let words = text.split(|c| !is_of_name(c)).filter(|word| {
        ["sayso_", "process_"].iter().any(|front| word.starts_with(front)) && word.len() > "sayso__".len()
    });
    words.map(|word| word.trim_end_matches("_bucket").to_owned()).collect()
}

#[test]
fn every_metric_is_in_the_guide_and_on_the_dashboard() {
    let code = read("src/metrics/lib.rs");
    let code = code.split("mod process;").nth(1).unwrap().split("#[cfg(test)]").next().unwrap();
    let quoted: String = code.split('"').skip(1).step_by(2).collect::<Vec<_>>().join(" ");
    let (mut counted, mut drawn) = (metrics(&quoted), metrics(&read("deploy/grafana.json")));
    assert_eq!(drawn, counted, "deploy/grafana.json on the left, src/metrics/lib.rs on the right");
    let guide = read("docs/operators.md");
    let table = guide.split("## Monitoring").nth(1).unwrap().split("\n## ").next().unwrap();
    drawn = metrics(table);
    // It carries a version, for joins; there is nothing to watch in it.
    counted.remove("sayso_build_info");
    assert_eq!(drawn, counted, "docs/operators.md on the left, src/metrics/lib.rs on the right");
}
