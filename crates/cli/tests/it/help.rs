//! The help of every command in every language, as golden files.

use std::process::{Command, Stdio};

use expect_test::expect_file;

/// The help of a command, as wide as where no terminal says otherwise.
fn help(path: &[String], language: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(path)
        .args(["--help", "--lang", language])
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{path:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands below one, in the order of its help.
fn below(path: &[String]) -> Vec<Vec<String>> {
    let help = help(path, "en");
    let Some((_, commands)) = help.split_once("Commands:\n") else { return Vec::new() };
    let listed = commands.lines().take_while(|line| !line.is_empty());
    // What runs over a line goes on below the text, not below the name.
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.map(|name| [path, &[name.to_owned()]].concat()).collect()
}

/// Every command, the program itself first.
pub(crate) fn commands() -> Vec<Vec<String>> {
    let (mut all, mut next) = (Vec::new(), vec![Vec::new()]);
    while let Some(path) = next.pop() {
        let mut deeper = below(&path);
        deeper.reverse();
        next.extend(deeper);
        all.push(path);
    }
    all
}

#[test]
fn every_command_can_be_asked_for_json() {
    let commands = commands();
    let asked = commands.iter().filter(|path| below(path).is_empty());
    let deaf: Vec<_> = asked.filter(|path| !help(path, "en").contains("--json")).collect();
    assert_eq!(deaf, Vec::<&Vec<String>>::new());
}

#[test]
fn the_help_of_every_command_is_as_it_was_read_last_in_every_language() {
    let commands = commands();
    for path in ["submit", "check", "show movement", "completions", "man", "region hand-over"] {
        let path: Vec<_> = path.split(' ').map(ToOwned::to_owned).collect();
        assert!(commands.contains(&path), "{path:?}");
    }
    let all = |language: &str| {
        let told = |path: &Vec<String>| {
            let name = ["passavant".to_owned()].iter().chain(path).cloned().collect::<Vec<_>>();
            let help = help(path, language);
            let lines: Vec<_> = help.lines().map(str::trim_end).collect();
            format!("## {}\n\n{}\n", name.join(" "), lines.join("\n"))
        };
        commands.iter().map(told).collect::<Vec<_>>().join("\n")
    };
    expect_file!["../../testdata/help-en.txt"].assert_eq(&all("en"));
    expect_file!["../../testdata/help-fr.txt"].assert_eq(&all("fr"));
    expect_file!["../../testdata/help-pt.txt"].assert_eq(&all("pt"));
}

#[test]
fn no_help_in_french_or_portuguese_says_what_values_there_are_in_english() {
    for language in ["fr", "pt"] {
        for path in commands() {
            let help = help(&path, language);
            for english in ["default:", "possible values", "Possible values", "Options:\n  -V"] {
                assert!(!help.contains(english), "{path:?} in {language}: {help}");
            }
        }
    }
    // A line may end anywhere but before a sign that belongs to the word before it.
    let demo = |language: &str| {
        let help = help(&["demo".to_owned()], language);
        help.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(demo("fr").contains("[par défaut\u{a0}: 2026]"), "{}", demo("fr"));
    assert!(demo("pt").contains("[valores admitidos: one-border"), "{}", demo("pt"));
}

#[test]
fn a_program_whose_reader_goes_away_ends_and_complains_of_nothing() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["region", "init", "--members", "SN,ML", "--hub", "CORRIDOR", "--json"])
        .arg(folder.path().join("region"))
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.as_str()), (Some(141), ""));
}
