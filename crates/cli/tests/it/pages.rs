//! What `docs/operate.md` shows is taken by the program as it stands there.

use crate::commands::{good, text};

/// The fenced fragments of a language, in their order.
fn fragments(language: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operate.md");
    let page = std::fs::read_to_string(path).unwrap();
    let fenced = page.split("```").skip(1).step_by(2);
    let of_language = fenced.filter_map(|fragment| {
        let (named, body) = fragment.split_once('\n')?;
        (named == language).then(|| body.to_owned())
    });
    of_language.collect()
}

#[test]
fn every_example_of_the_operators_page_is_taken() {
    let json = fragments("json");
    let [agreement, offices, people, reference] = &json[..] else { panic!("{}", json.len()) };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let write = |name: &str, body: &str| {
        let path = folder.join(name);
        std::fs::write(&path, body).unwrap();
        path
    };
    let (proposal, note) = (write("agreement.json", agreement), folder.join("trie.note"));
    good(&["region", "propose", text(&proposal), text(&note)]);
    let (offices, home) = (write("offices.json", offices), folder.join("CI"));
    let mut arguments = vec!["node", "init", text(&home), "--region", "corridor"];
    arguments.extend(["--administration", "CI", "--offices", text(&offices)]);
    good(&arguments);
    write("CI/people.json", people);
    good(&["token", text(&home), "--officer", "CI-001"]);
    let data = write("CI/reference.json", reference);
    api::reference(&data).unwrap();
    let csv = fragments("csv");
    let [traders, guarantees] = &csv[..] else { panic!("{}", csv.len()) };
    let (traders, guarantees) = (write("traders.csv", traders), write("g.csv", guarantees));
    // The trader of the example above is in the table too, and holds from always there.
    write("CI/reference.json", "{}");
    good(&["import", "traders", text(&traders), "--node", text(&home)]);
    let mut check = vec!["import", "guarantees", text(&guarantees), "--node", text(&home)];
    check.extend(["--check", "--provision", "A/SP.1/5/90"]);
    good(&check);
    write("CI/reference.json", reference);
    let config = home.join("node.toml");
    let before = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{before}\n{}", fragments("toml").concat())).unwrap();
    let config = api::Config::load(&config).unwrap();
    assert_eq!(config.national.unwrap().acts.system, "ASYCUDA World");
}
