//! Rust cut into tokens: as much of the language as keeps a rule from tripping over a string.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword, a name or a number.
    Word,
    /// A string or a character.
    Literal,
    /// A comment, of lines or of a block.
    Comment,
    /// One character of punctuation.
    Mark,
}

/// A token and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    pub(crate) line: usize,
}

impl<'a> Token<'a> {
    /// Whether it is this word or mark. A string is never.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.text == text && matches!(self.kind, Kind::Word | Kind::Mark)
    }

    /// What stands between the quotes of a string.
    pub(crate) fn string(&self) -> Option<&'a str> {
        let quoted = self.text.trim_start_matches(['b', 'c', 'r', '#']).trim_end_matches('#');
        let string = quoted.strip_prefix('"')?.strip_suffix('"')?;
        (self.kind == Kind::Literal).then_some(string)
    }

    /// The lines it stands on.
    pub(crate) fn lines(&self) -> std::ops::RangeInclusive<usize> {
        self.line..=self.line + self.text.matches('\n').count()
    }
}

/// All tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    loop {
        let trimmed = rest.trim_start();
        line += newlines(rest.get(..rest.len() - trimmed.len()).unwrap_or_default());
        let (kind, length) = measure(trimmed);
        let Some((text, after)) = trimmed.split_at_checked(length) else { return tokens };
        if text.is_empty() {
            return tokens;
        }
        tokens.push(Token { kind, text, line });
        line += newlines(text);
        rest = after;
    }
}

/// All but the comments.
pub(crate) fn code(text: &str) -> Vec<Token<'_>> {
    tokens(text).into_iter().filter(|token| token.kind != Kind::Comment).collect()
}

/// Where these words and marks follow one another.
pub(crate) fn find(tokens: &[Token<'_>], pattern: &[&str]) -> Vec<usize> {
    let matches =
        |window: &[Token<'_>]| window.iter().zip(pattern).all(|(token, text)| token.is(text));
    let windows = tokens.windows(pattern.len().max(1)).enumerate();
    windows.filter(|(_, window)| matches(window)).map(|(at, _)| at).collect()
}

/// What stands between the bracket at this place and the one that closes it.
pub(crate) fn inside<'t, 'a>(tokens: &'t [Token<'a>], open: usize) -> &'t [Token<'a>] {
    let within = tokens.get(open + 1..).unwrap_or_default();
    let mut depth = 1_usize;
    for (at, token) in within.iter().enumerate() {
        depth = deeper(depth, token);
        if depth == 0 {
            return within.get(..at).unwrap_or_default();
        }
    }
    within
}

/// The parts between the commas that stand in no bracket.
pub(crate) fn items<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut depth = 0_usize;
    let parts = tokens.split(|token| {
        depth = deeper(depth, token);
        depth == 0 && token.is(",")
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// How many brackets are open after a token. Angles are not counted: they also compare.
fn deeper(depth: usize, token: &Token<'_>) -> usize {
    if ["(", "[", "{"].iter().any(|open| token.is(open)) {
        depth + 1
    } else if [")", "]", "}"].iter().any(|close| token.is(close)) {
        depth.saturating_sub(1)
    } else {
        depth
    }
}

fn newlines(text: &str) -> usize {
    text.matches('\n').count()
}

/// What begins here, and how long it is.
fn measure(rest: &str) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    if let Some(length) = string(rest).or_else(|| character(rest)) {
        return (Kind::Literal, length);
    }
    match rest.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(rest.len()) {
        0 => (Kind::Mark, rest.chars().next().map_or(0, char::len_utf8)),
        word => (Kind::Word, word),
    }
}

/// Block comments stand within one another.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// A string, plain, raw, of bytes or for C.
fn string(rest: &str) -> Option<usize> {
    let body = rest.trim_start_matches(['b', 'c', 'r']);
    let prefix = rest.get(..rest.len() - body.len())?;
    if !["", "b", "c", "r", "br", "cr"].contains(&prefix) {
        return None;
    }
    let fence =
        if prefix.ends_with('r') { body.len() - body.trim_start_matches('#').len() } else { 0 };
    let body = body.get(fence..)?.strip_prefix('"')?;
    let length = if prefix.ends_with('r') {
        body.find(&format!("\"{}", "#".repeat(fence)))? + fence
    } else {
        escaped(body, '"')?
    };
    Some(prefix.len() + fence + 1 + length + 1)
}

/// A character or a byte, and no lifetime.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('\'')?;
    let before = rest.len() - body.len();
    if body.starts_with('\\') {
        return Some(before + escaped(body, '\'')? + 1);
    }
    let first = body.chars().next()?.len_utf8();
    body.get(first..)?.starts_with('\'').then_some(before + first + 1)
}

/// Where the quote is that no backslash stands before.
fn escaped(body: &str, quote: char) -> Option<usize> {
    let mut characters = body.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            return Some(at);
        }
        if character == '\\' {
            characters.next();
        }
    }
    None
}
