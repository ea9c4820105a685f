//! The public samples, judged as libxml2 with the official schemas has judged them.

use wire::Layer;

use crate::structure;

const FOLDER: &str = "transit/ncts5-hmrc-validator";
const SAMPLES: &str = "samples/test/uk/gov/hmrc/transitmovementsvalidator/versioned/v2_1/data";

#[test]
fn public_samples_are_judged_as_the_official_schemas_judge_them() {
    let Some(folder) = testkit::data(FOLDER) else { return };
    let table = std::fs::read_to_string(folder.join("xsd-verdicts.tsv")).unwrap();
    let mut compared = Vec::new();
    for row in table.lines().skip(1) {
        let mut columns = row.split('\t');
        let (name, verdict) = (columns.next().unwrap(), columns.next().unwrap());
        let reading = structure(&std::fs::read(folder.join(SAMPLES).join(name)).unwrap());
        if reading.message.is_some() {
            let errors: Vec<_> = reading.errors(Layer::Structure).collect();
            assert_eq!(errors.is_empty(), verdict == "VALID", "{name}: {errors:?}");
            compared.push(name.to_owned());
        }
    }
    assert_eq!(compared.len(), 25, "{compared:?}");
}

#[test]
fn the_pairs_of_the_converter_are_understood() {
    let Some(folder) = testkit::data("transit/ncts-converter-pairs") else { return };
    let mut files = Vec::new();
    gather(&folder, &mut files);
    let known = files.iter().filter(|file| {
        let reading = structure(&std::fs::read(file).unwrap());
        assert!(reading.findings.iter().all(|found| found.finding.rule != "xml"), "{file:?}");
        reading.message.is_some()
    });
    assert!(known.count() > 10);
}

fn gather(folder: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            files.push(path);
        }
    }
}
