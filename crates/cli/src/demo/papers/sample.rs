//! A declaration as it was once posted: the one that is built in, as data, or one out of a file.

use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use kernel::{Date, Element};
use reference::Reference;

use crate::files;
use crate::region::corridor::{Corridor, Piece, Sample};

/// A declaration that is posted as it is, and what a region must know so that it can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    /// The message, byte by byte.
    pub(crate) message: String,
    /// Its local reference number.
    pub(crate) lrn: String,
    /// The holder of the transit procedure.
    pub(crate) holder: String,
    /// The number of the authorised consignor's authorisation.
    authorisation: String,
    /// The guarantee.
    grn: String,
    /// What opens it.
    access_code: String,
}

impl Declared {
    fn of(message: String) -> anyhow::Result<Self> {
        let day = Date::constant(2023, 4, 3);
        let reading = wire::read(message.as_bytes(), &Reference::new(), day);
        let (_, tree) = reading.accepted().context("no message that is understood")?;
        let value = |path| text(tree, path);
        Ok(Self {
            lrn: value("TransitOperation/LRN")?,
            holder: value("HolderOfTheTransitProcedure/identificationNumber")?,
            authorisation: value("Authorisation/referenceNumber")?,
            grn: value("Guarantee/GuaranteeReference/GRN")?,
            access_code: value("Guarantee/GuaranteeReference/accessCode")?,
            message,
        })
    }
}

fn text(tree: &Element, path: &str) -> anyhow::Result<String> {
    let found = tree.text(path).map(ToOwned::to_owned);
    found.with_context(|| format!("a declaration without {path}"))
}

/// The region of the sample, and the declaration: the one that is built in, or that of a file, whose
/// holder, authorisation and guarantee the registers of the region then have instead.
pub(crate) fn sample(file: Option<&Path>) -> anyhow::Result<(Corridor, Declared)> {
    let data = include_str!("../../../data/sample.json");
    let read = |data: &str| -> anyhow::Result<Sample> {
        serde_json::from_str(data).context("the sample of the demonstration")
    };
    let built_in = read(data)?;
    let ours = Declared::of(message(&built_in.declaration)?)?;
    let Some(file) = file else { return Ok((built_in.corridor, ours)) };
    let theirs = Declared::of(files::read(file)?)?;
    let names = [
        (&ours.holder, &theirs.holder),
        (&ours.authorisation, &theirs.authorisation),
        (&ours.grn, &theirs.grn),
        (&ours.access_code, &theirs.access_code),
    ];
    let data = names.into_iter().fold(data.to_owned(), |data, (ours, theirs)| {
        data.replace(&format!("\"{ours}\""), &format!("\"{theirs}\""))
    });
    Ok((read(&data)?.corridor, theirs))
}

/// A declaration that is given as data, as it is posted.
fn message(declaration: &[(String, Piece)]) -> Result<String, std::fmt::Error> {
    let mut text = "<ncts:CC015C xmlns:ncts=\"http://ncts.dgtaxud.ec\">\n".to_owned();
    write(&mut text, 1, declaration)?;
    text.push_str("</ncts:CC015C>\n");
    Ok(text)
}

fn write(text: &mut String, depth: usize, pieces: &[(String, Piece)]) -> std::fmt::Result {
    let indent = "  ".repeat(depth);
    for (name, piece) in pieces {
        match piece {
            Piece::Value(value) => writeln!(text, "{indent}<{name}>{value}</{name}>")?,
            Piece::Group(pieces) => {
                writeln!(text, "{indent}<{name}>")?;
                write(text, depth + 1, pieces)?;
                writeln!(text, "{indent}</{name}>")?;
            }
        }
    }
    Ok(())
}
