//! `docs/asycuda.md` beside the code: what of a SAD is read, what an answer says, the example files,
//! the configuration, and the places it names.

use std::collections::{BTreeMap, BTreeSet};

use api::{FolderConfig, NationalConfig};
use kernel::{Element, Finding, GuaranteeType};
use reference::Reference;
use serde::Deserialize;
use transit::messages::{
    Completion, Recorded, Sad, SadNames, read_sad, read_sad_names, write_back,
};
use transit::{DeclaredGuarantee, DeclaredKind};

use crate::folder::{refused, taken};
use crate::papers::guarantee;
use crate::region::{OFFICER, Region};

const PAGE: &str = include_str!("../../../../docs/asycuda.md");
const CATALOGUE: &str = include_str!("../../../wire/catalogue/asycuda/SAD.msg");

/// The fenced parts of the page in a language.
fn fenced(language: &str) -> Vec<&'static str> {
    let parts = PAGE.split("```").skip(1).step_by(2);
    parts.filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n')).collect()
}

/// The first cells of a table, by the head of that column, without the marks of code.
fn rows(head: &str) -> Vec<&'static str> {
    let (_, table) = PAGE.split_once(&format!("\n| {head} |")).unwrap();
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    lines.map(|line| line.split('`').nth(1).unwrap()).collect()
}

/// A document of the page, read as it would be if it came in.
fn read(document: &str) -> Element {
    let reference = Reference::load("{}").unwrap();
    let read = wire::read(document.as_bytes(), &reference, "2026-11-24".parse().unwrap());
    assert_eq!(read.findings, [], "{document}");
    read.tree.unwrap()
}

/// Every element of the catalogue that holds no other, by its path.
fn leaves() -> BTreeSet<String> {
    let (mut path, mut found) = (Vec::<(usize, String)>::new(), BTreeSet::new());
    let lines = CATALOGUE.lines().filter(|line| line.starts_with("  ") && !line.trim().is_empty());
    for line in lines {
        let depth = line.len() - line.trim_start().len();
        let mut words = line.split_whitespace();
        let name = words.next().unwrap();
        path.retain(|(above, _)| *above < depth);
        path.push((depth, name.to_owned()));
        let holds = words.nth(1).is_none();
        if !holds {
            let names: Vec<_> = path.iter().map(|(_, name)| name.as_str()).collect();
            found.insert(names.join("/"));
        }
    }
    found
}

/// The same tree with a text at a path, in the first of its groups there.
fn with(tree: &Element, path: &str, text: &str) -> Element {
    let (name, rest) = path.split_once('/').unwrap_or((path, ""));
    let place = tree.children().iter().position(|child| &*child.name == name);
    let before = place.map_or_else(|| Element::group(name), |place| tree.children()[place].clone());
    let after = if rest.is_empty() { Element::leaf(name, text) } else { with(&before, rest, text) };
    let mut children = tree.children().to_vec();
    match place {
        Some(place) => children[place] = after,
        None => children.push(after),
    }
    Element::group(&*tree.name).and_all(children)
}

type Read = (Result<Sad, Vec<Finding>>, Result<SadNames, Vec<Finding>>);

/// Everything that is understood of a SAD.
fn understood(sad: &Element) -> Read {
    let reference =
        Some(kernel::GuaranteeReference::Grn(crate::papers::grn("SN").parse().unwrap()));
    let kind = DeclaredKind::of(GuaranteeType::Comprehensive);
    let guarantee = Some(DeclaredGuarantee { kind, reference, amount: None, number: None });
    let completion = Completion {
        transits: vec!["MLX02000".parse().unwrap()],
        guarantee,
        access_code: None,
        currency: kernel::Currency::parse("XOF").unwrap(),
        representation: None,
    };
    (read_sad(sad, &completion), read_sad_names(sad))
}

#[test]
fn the_page_names_every_element_of_a_sad_that_is_read_and_no_other() {
    let sad = read(fenced("xml")[0]);
    let before = understood(&sad);
    assert!(before.0.is_ok() && before.1.is_ok(), "{before:?}");
    let leaves = leaves();
    assert!(leaves.len() > 150 && leaves.contains("Transit/Seals/Identity"), "{}", leaves.len());
    let is_read = |path: &&String| {
        let changed = [sad.clone().without(path), with(&sad, path, "Cancelled")];
        changed.iter().any(|sad| understood(sad) != before)
    };
    let read: BTreeSet<_> = leaves.iter().filter(is_read).map(String::as_str).collect();
    let told = rows("element of the SAD");
    assert_eq!(told.iter().copied().collect::<BTreeSet<_>>(), read);
    assert_eq!(told.len(), read.len(), "each is one row");
}

/// The paths of what holds a text, in a tree without attributes.
fn filled(tree: &Element, above: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for child in tree.children() {
        let path = if above.is_empty() {
            child.name.to_string()
        } else {
            format!("{above}/{}", child.name)
        };
        match child.value() {
            Some(text) => drop(found.insert(path, text.to_owned())),
            None => found.extend(filled(child, &path)),
        }
    }
    found
}

#[test]
fn the_page_names_every_element_of_an_answer_and_shows_one_as_it_is_written() {
    let mrn = "26SNT4D8QOX2V7YJK5".parse().ok();
    let (lrn, office) = ("DKR-2026-0001".parse().unwrap(), "MLX02000".parse().unwrap());
    let recorded = |result| Recorded {
        mrn: mrn.as_ref(),
        lrn: &lrn,
        what: "entered",
        office: &office,
        at: "2026-11-24T18:05:00Z".parse().unwrap(),
        result,
    };
    let everything = filled(&write_back(&recorded(Some("B1"))), "");
    let told: BTreeSet<_> = rows("element of the answer").into_iter().map(str::to_owned).collect();
    assert_eq!(told, everything.into_keys().collect());
    assert!(mrn.is_some(), "the number of the page is one");
    assert_eq!(filled(&read(fenced("xml")[1]), ""), filled(&write_back(&recorded(None)), ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sad_of_the_page_is_taken_amended_and_refused_as_the_page_says() {
    let mut region = Region::with_folder(|_| {}).await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    // Whoever declares for another needs a mandate, of which the register here has none.
    let sad = fenced("xml")[0].replace(">SN200<", ">SN100<");
    let (before, after) = sad.split_once("<Export_release>").unwrap();
    let (_, after) = after.split_once("</Export_release>").unwrap();
    let declared = format!("{before}{after}").replace(">A2<", "><");
    taken(&region.sn, "1.xml", &declared.replace(">400000.0<", ">500000.0<")).await;
    taken(&region.sn, "2.xml", &sad).await;
    let officer = region.sn.client(OFFICER);
    let view = officer.movement_in(&officer.only_movement().await, "under-way").await;
    let steps = view["steps"].as_array().unwrap().iter().map(|step| step["what"].as_str().unwrap());
    let steps: Vec<_> = steps.filter(|what| !what.contains("cover")).collect();
    assert_eq!(steps, ["presented", "accepted", "amended", "released", "exited"]);
    let problem = refused(&region.sn, "3.xml", sad.replace(">Rice<", ">Maize<").as_bytes()).await;
    assert!(problem.to_string().contains("TRA-023"), "{problem}");
    region.stop().await;
}

#[test]
fn the_configuration_of_the_page_is_taken() {
    #[derive(Deserialize)]
    struct Told {
        national: NationalConfig,
        folder: FolderConfig,
    }
    let told: Told = toml::from_str(fenced("toml")[0]).unwrap();
    assert_eq!(told.national.acts.system, "ASYCUDA World");
    assert_eq!(told.national.push.unwrap().retry_ms, [1_000, 5_000, 30_000, 300_000]);
    assert_eq!(told.folder.poll_ms, 500);
}

#[test]
fn every_place_the_page_asks_for_is_there() {
    let routes = include_str!("../../src/routes.rs");
    let lines = PAGE.lines().filter(|line| line.starts_with("curl "));
    let asked = lines.filter_map(|line| line.split("\"$NODE").nth(1)?.split(['"', '?']).next());
    let mut count = 0;
    for place in asked {
        let mut parts: Vec<_> = place.split('/').collect();
        let named = match parts[1] {
            "answers" => "{number}",
            "movements" => "{movement}",
            _ => "{guarantee}",
        };
        parts.get_mut(2).map(|part| std::mem::replace(part, named));
        let route = parts.join("/");
        assert!(routes.contains(&format!("route(\"{route}\"")), "{route}");
        count += 1;
    }
    assert_eq!(count, 8);
}

#[test]
fn the_parties_of_the_page_are_entered_and_each_kind_is_named_with_its_fields() {
    let text = fenced("json").into_iter().find(|text| text.contains("licences")).unwrap();
    let counts = reference::Reference::new().enter_parties(text).unwrap();
    assert_eq!((counts.rows, counts.added), (2, 2));
    let schema = serde_json::to_value(schemars::schema_for!(reference::Parties)).unwrap();
    let kinds = schema["properties"].as_object().unwrap();
    let rows = PAGE.lines().filter_map(|line| {
        let cell = line.strip_prefix('|')?.trim_end_matches('|').split('|').nth(1)?.trim();
        let (kind, fields) = cell.split_once(": ")?;
        Some((kind.strip_prefix('`')?.strip_suffix('`')?, fields))
    });
    let mut named = std::collections::BTreeSet::new();
    for (kind, fields) in rows.filter(|(kind, _)| kinds.contains_key(*kind)) {
        let entry = kinds[kind]["items"]["$ref"].as_str().unwrap().trim_start_matches('#');
        let known = schema.pointer(entry).unwrap()["properties"].as_object().unwrap();
        for field in fields.split('`').skip(1).step_by(2) {
            assert!(known.contains_key(field), "{kind}: {field}");
        }
        named.insert(kind.to_owned());
    }
    assert_eq!(named, kinds.keys().cloned().collect());
}
