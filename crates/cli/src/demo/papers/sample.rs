//! A declaration that is given as data, as it is posted.

use std::fmt::Write;

use crate::region::corridor::Piece;

/// The message.
pub(crate) fn message(declaration: &[(String, Piece)]) -> Result<String, std::fmt::Error> {
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

/// The value at a place.
pub(crate) fn value<'a>(declaration: &'a [(String, Piece)], path: &str) -> Option<&'a str> {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let (_, piece) = declaration.iter().find(|(name, _)| name == first)?;
    match piece {
        Piece::Value(value) => Some(value),
        Piece::Group(pieces) => value(pieces, rest),
    }
}
