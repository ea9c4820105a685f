//! What shells and `man` are given.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::commands::{good, passavant, text};
use crate::help::commands;

#[test]
fn every_shell_gets_completions_that_name_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = good(&["completions", shell, "--lang", "fr"]);
        for name in commands().into_iter().flatten() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
        // What a value means is told in the help; a script has values as they are typed.
        assert!(script.contains("two-borders"), "{shell}");
        assert!(!script.contains("Abidjan to"), "{shell}");
    }
    assert!(good(&["completions", "zsh", "--lang", "fr"]).contains("Remettre des messages"));
    assert_eq!(passavant(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn bash_reads_its_completions_without_complaint() {
    let script = good(&["completions", "bash", "--lang", "pt"]);
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    assert!(bash.wait().unwrap().success());
}

#[test]
fn every_command_has_a_page_where_man_looks_for_it_in_the_language_spoken() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path();
    let heads = [
        ("en", "man1", ".SH NAME", ".SH \"EXIT STATUS\""),
        ("fr", "fr/man1", ".SH NOM", ".SH \"CODE DE SORTIE\""),
        ("pt", "pt/man1", ".SH NOME", ".SH \"CÓDIGO DE SAÍDA\""),
    ];
    for (language, folder, name, exit) in heads {
        good(&["man", "--to", text(to), "--lang", language]);
        for path in commands() {
            let file = [&["passavant".to_owned()][..], &path].concat().join("-") + ".1";
            let page = std::fs::read_to_string(to.join(folder).join(&file)).unwrap();
            let lines: Vec<_> = page.lines().collect();
            assert!(lines.contains(&name) && lines.contains(&exit), "{language}: {file}: {page}");
            let code = lines.iter().position(|line| *line == exit).unwrap();
            assert_eq!(lines[code + 1..code + 3], [".TP", "0"], "{language}: {file}");
            assert!(page.starts_with(".ie "), "{language}: {file}");
            assert_eq!(page.matches("Possible values").count(), 0, "{language}: {file}");
        }
        let pages = std::fs::read_dir(to.join(folder)).unwrap().count();
        assert_eq!(pages, commands().len(), "{language}");
    }
}
