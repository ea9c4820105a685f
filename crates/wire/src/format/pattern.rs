//! A small matcher for the few forms no plain format can say: classes and repeats, no groups.

/// One form: what may stand, one place after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(super) parts: Vec<Part>,
}

/// A class of characters and how often it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) class: Class,
    pub(super) least: usize,
    pub(super) most: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Class {
    /// Whether the ranges say what may not stand.
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Class {
    pub(super) fn has(&self, character: char) -> bool {
        let inside = self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&character));
        inside != self.negated
    }
}

impl Pattern {
    /// Compiles what stands between the slashes; `None` where it is no pattern.
    pub(crate) fn compile(source: &str) -> Option<Self> {
        let mut rest = source.chars().peekable();
        let mut parts = Vec::new();
        while let Some(first) = rest.next() {
            let class = match first {
                '.' => Class { negated: true, ranges: Vec::new() },
                '[' => bracketed(&mut rest)?,
                '\\' => single(rest.next()?),
                '|' | '(' | ')' | '{' | '}' | ']' | '*' | '+' | '?' => return None,
                literal => single(literal),
            };
            let (least, most) = match rest.peek() {
                Some('?') => (0, 1),
                Some('*') => (0, usize::MAX),
                Some('+') => (1, usize::MAX),
                Some('{') => counted(&mut rest)?,
                _ => {
                    parts.push(Part { class, least: 1, most: 1 });
                    continue;
                }
            };
            rest.next();
            parts.push(Part { class, least, most });
        }
        (!parts.is_empty()).then_some(Self { parts })
    }

    /// Whether the whole text has the form.
    pub(crate) fn matches(&self, text: &str) -> bool {
        follows(&self.parts, text)
    }
}

fn single(character: char) -> Class {
    Class { negated: false, ranges: vec![(character, character)] }
}

fn bracketed(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Class> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let low = match rest.next()? {
            ']' => return Some(Class { negated, ranges }),
            '\\' => rest.next()?,
            low => low,
        };
        // A dash before the closing bracket stands for itself.
        let mut ahead = rest.clone();
        let ranged = ahead.next() == Some('-') && ahead.next().is_some_and(|next| next != ']');
        if ranged {
            rest.next();
            ranges.push((low, rest.next()?));
        } else {
            ranges.push((low, low));
        }
    }
}

/// Reads `{3` or `{5,7`, and leaves the closing brace.
fn counted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<(usize, usize)> {
    rest.next();
    let mut text = String::new();
    while let Some(character) = rest.next_if(|next| *next != '}') {
        text.push(character);
    }
    rest.peek()?;
    match text.split_once(',') {
        Some((least, most)) => Some((least.parse().ok()?, most.parse().ok()?)),
        None => text.parse().ok().map(|times| (times, times)),
    }
}

/// Takes as much as it may and gives back what the rest needs. Formats are short and their classes
/// seldom overlap, so that little is ever given back.
fn follows(parts: &[Part], text: &str) -> bool {
    let Some((part, after)) = parts.split_first() else { return text.is_empty() };
    let taken = text.chars().take(part.most).take_while(|next| part.class.has(*next));
    let (mut count, mut end) =
        taken.fold((0, 0), |(count, end), next| (count + 1, end + next.len_utf8()));
    while count >= part.least {
        let Some((before, rest)) = text.split_at_checked(end) else { return false };
        if follows(after, rest) {
            return true;
        }
        let Some(last) = before.chars().next_back() else { return false };
        count -= 1;
        end -= last.len_utf8();
    }
    false
}
