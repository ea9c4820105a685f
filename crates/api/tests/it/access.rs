//! Who may ask what: every route against everybody, at home and abroad; and that each of them is
//! written down.

mod commands;
pub(crate) mod lines;
mod scene;
mod table;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::expect_file;
use reqwest::Method;

use crate::client::Request;
use crate::region::Region;
use commands::{COMMANDS, GUARANTEE_COMMANDS, MAY, MOVEMENT_COMMANDS};
use lines::Lines;
use scene::{Scene, scene};
use table::{AT_HOME, TABLE, WHO};

/// Under what each is known in the log, in the order of the columns.
const KNOWN_AS: [&str; 20] = [
    "nobody",
    "trader:SN100",
    "trader:SN300",
    "trader:SN200",
    "guarantor:G-1",
    "guarantor:G-2",
    "trader:ML300",
    "officer:awa",
    "officer:moussa",
    "officer:ndeye",
    "system:GAINDE",
    "nobody",
    "peer:ML-1",
    "peer:CORRIDOR-1",
    "officer:keita",
    "system:GAINDE",
    "trader:SN200",
    "trader:ML300",
    "guarantor:G-1",
    "trader:SN100",
];

#[test]
fn every_route_is_open_to_whom_it_should_be_to_nobody_else_and_each_request_is_written_down() {
    let lines = Lines::default();
    let kept = lines.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .on_thread_start(move || kept.keep_of_thread())
        .build()
        .unwrap();
    runtime.block_on(ask_everything(&lines));
}

async fn ask_everything(lines: &Lines) {
    let hosts = |config: &mut api::Config| config.webhooks.hosts = vec!["127.0.0.1:9".to_owned()];
    let mut region = Region::with_both(hosts).await;
    let scene = scene(&region).await;
    let mut wrong = Vec::new();
    for (method, route, content, answers) in TABLE {
        for (column, expected) in answers.into_iter().enumerate() {
            let (who, path) = (WHO[column].0, scene.path(route, column));
            let key = format!("{route} {who}").replace(' ', "-");
            lines.forget();
            let answer = scene.clients[column]
                .send(Request {
                    method: method.parse::<Method>().unwrap(),
                    path: &path,
                    headers: &[("idempotency-key", &key)],
                    body: content(&scene, who),
                })
                .await;
            if answer.status != expected {
                let (status, text) = (answer.status, answer.text());
                wrong.push(format!("{method} {route} by {who}: {status} not {expected} {text}"));
            }
            let line = Asked { method, path: &path, status: answer.status };
            wrong.extend(line.written(lines, known(method, route, column)));
        }
    }
    wrong.extend(command_everything(&scene, lines).await);
    assert_eq!(wrong, Vec::<String>::new());
    region.stop().await;
}

/// Every command by everybody.
async fn command_everything(scene: &Scene, lines: &Lines) -> Vec<String> {
    let mut wrong = Vec::new();
    for (route, command, answers) in COMMANDS {
        let body = serde_json::to_vec(&commands::body(scene, route, command)).unwrap();
        for (column, expected) in answers.into_iter().enumerate() {
            let (who, path) = (WHO[column].0, scene.path(route, column));
            let key = format!("{route} {command} {who}").replace(' ', "-");
            lines.forget();
            let headers = [("idempotency-key", key.as_str()), ("if-match", "\"0\"")];
            let (method, body) = (Method::POST, body.clone());
            let asked = Request { method, path: &path, headers: &headers, body };
            let answer = scene.clients[column].send(asked).await;
            if answer.status != expected {
                let (status, text) = (answer.status, answer.text());
                wrong.push(format!("{command} {route} by {who}: {status} not {expected} {text}"));
            }
            let line = Asked { method: "POST", path: &path, status: answer.status };
            wrong.extend(line.written(lines, known("POST", route, column)));
        }
    }
    wrong
}

/// A request that was answered.
struct Asked<'a> {
    method: &'a str,
    path: &'a str,
    status: u16,
}

impl Asked<'_> {
    /// What is wrong with how it is written down, once, with who asked.
    fn written(&self, lines: &Lines, who: &str) -> Option<String> {
        let Self { method, path, status } = self;
        let line = format!("who=\"{who}\" method=\"{method}\" path=\"{path}\" status={status}");
        (lines.count(&line) != 1).then(|| format!("not written down: {line}"))
    }
}

/// Under what somebody is known where he asks: nobody looks where anybody may ask, the routes of peers
/// look for a certificate, all others for a token.
fn known(method: &str, route: &str, column: usize) -> &'static str {
    let anybody = [
        "/health",
        "/documents",
        "/directory",
        "/errors/{code}",
        "/openapi.json",
        "/offices",
        "/offices/{office}",
        "/agreements",
        "/no/such/place",
    ];
    let name = KNOWN_AS[column];
    let looked_for = name.starts_with("peer") == route.starts_with("/exchange/");
    let open = anybody.contains(&route) && method == "GET";
    if looked_for && !open { name } else { "nobody" }
}

#[test]
fn no_command_is_missing_from_the_table() {
    let document: serde_json::Value =
        serde_json::from_str(include_str!("../../../../docs/openapi.json")).unwrap();
    let mut commands = BTreeSet::new();
    for (schema, route) in
        [("MovementCommand", MOVEMENT_COMMANDS), ("GuaranteeCommand", GUARANTEE_COMMANDS)]
    {
        for variant in document["components"]["schemas"][schema]["oneOf"].as_array().unwrap() {
            let fields = variant["properties"].as_object();
            let word = fields.and_then(|fields| fields.keys().next().cloned());
            let word = word.or_else(|| variant["const"].as_str().map(ToOwned::to_owned));
            commands.insert((route.to_owned(), word.unwrap()));
        }
    }
    let table =
        COMMANDS.iter().map(|(route, command, _)| ((*route).to_owned(), (*command).to_owned()));
    assert_eq!(commands, table.collect());
}

#[test]
fn no_route_is_missing_from_the_table() {
    let source = include_str!("../../src/routes.rs");
    let mut routes = BTreeSet::new();
    for line in source.split(".route(").skip(1) {
        let place = line.split('"').nth(1).unwrap();
        let handlers = line.split("\n        .").next().unwrap();
        for (word, method) in
            [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")]
        {
            if handlers.contains(word) {
                routes.insert((method, place));
            }
        }
    }
    let table: BTreeSet<_> = TABLE
        .iter()
        .map(|(method, route, ..)| (*method, *route))
        .filter(|(_, route)| *route != "/no/such/place")
        .collect();
    assert_eq!(routes, table);
}

/// The table as a page.
fn page() -> String {
    let mut page = String::from(include_str!("../../testdata/access.md"));
    for (word, meaning) in WHO {
        writeln!(page, "* **{word}**: {meaning}").unwrap();
    }
    for (title, columns) in [
        ("At the node of the dossiers", 0..AT_HOME),
        ("At the node of the other administration", AT_HOME..WHO.len()),
    ] {
        let words: Vec<&str> = WHO[columns.clone()].iter().map(|(word, _)| *word).collect();
        let rule = " --- |".repeat(words.len());
        writeln!(page, "\n## {title}\n\n| route | {} |\n| --- |{rule}", words.join(" | ")).unwrap();
        for (method, route, _, answers) in TABLE {
            let answers: Vec<String> =
                answers[columns.clone()].iter().map(ToString::to_string).collect();
            writeln!(page, "| `{method} {route}` | {} |", answers.join(" | ")).unwrap();
        }
        writeln!(page, "\n| command | {} |\n| --- |{rule}", words.join(" | ")).unwrap();
        for (route, command, answers) in COMMANDS {
            let may = |status: &u16| match *status {
                MAY => "may".to_owned(),
                status => status.to_string(),
            };
            let answers: Vec<String> = answers[columns.clone()].iter().map(may).collect();
            let of = route.split('/').nth(1).unwrap();
            writeln!(page, "| `{command}` of {of} | {} |", answers.join(" | ")).unwrap();
        }
    }
    page
}

#[test]
fn the_table_is_published_as_a_page() {
    expect_file!["../../../../docs/access.md"].assert_eq(&page());
}
