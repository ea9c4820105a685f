//! Somebody who listens: server-sent events, as the HTML standard has clients read them.

use reqwest::Response;
use serde_json::Value;

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heard {
    pub(crate) id: i64,
    pub(crate) event: String,
    pub(crate) data: Value,
}

/// What stands between two empty lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Frame {
    pub(crate) id: Option<i64>,
    pub(crate) event: String,
    pub(crate) data: String,
    pub(crate) comments: usize,
}

/// What came so far, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    unread: String,
    last_id: Option<i64>,
}

impl Parser {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.unread.push_str(std::str::from_utf8(bytes).unwrap());
    }

    pub(crate) fn frame(&mut self) -> Option<Frame> {
        let (frame, rest) = self.unread.split_once("\n\n")?;
        let mut read = Frame::default();
        for line in frame.lines() {
            let (name, value) = line.split_once(':').unwrap();
            let value = value.strip_prefix(' ').unwrap_or(value);
            match name {
                "" => read.comments += 1,
                "id" => read.id = Some(value.parse().unwrap()),
                "event" => read.event = value.to_owned(),
                "data" => read.data.push_str(value),
                other => panic!("{other} is no field"),
            }
        }
        self.unread = rest.to_owned();
        self.last_id = read.id.or(self.last_id);
        Some(read)
    }

    /// The next event: a frame without data is none.
    pub(crate) fn event(&mut self) -> Option<Heard> {
        while let Some(frame) = self.frame() {
            if !frame.data.is_empty() {
                return Some(self.heard(&frame));
            }
        }
        None
    }

    fn heard(&self, frame: &Frame) -> Heard {
        let data = serde_json::from_str(&frame.data).unwrap();
        Heard { id: self.last_id.unwrap(), event: frame.event.clone(), data }
    }

    /// Where to go on.
    pub(crate) fn last_id(&self) -> i64 {
        self.last_id.unwrap()
    }
}

/// Somebody who listens over HTTPS.
pub(crate) struct Ear {
    response: Response,
    parser: Parser,
    /// What came before it knew where it is.
    first: Option<Heard>,
}

impl Ear {
    /// Listens, from when it knows where it is.
    pub(crate) async fn over(response: Response) -> Self {
        let mut ear = Self { response, parser: Parser::default(), first: None };
        let frame = ear.frame().await;
        assert!(frame.id.is_some(), "the first thing said is where one is");
        ear.first = (!frame.data.is_empty()).then(|| ear.parser.heard(&frame));
        ear
    }

    /// More of it; nothing at the end.
    async fn more(&mut self) -> Option<()> {
        let bytes = self.response.chunk().await.unwrap()?;
        self.parser.add(&bytes);
        Some(())
    }

    /// The next event; none where the stream has ended as it should.
    pub(crate) async fn next(&mut self) -> Option<Heard> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            if let Some(heard) = self.parser.event() {
                return Some(heard);
            }
            self.more().await?;
        }
    }

    /// The next frame, whatever it is.
    pub(crate) async fn frame(&mut self) -> Frame {
        loop {
            if let Some(frame) = self.parser.frame() {
                return frame;
            }
            self.more().await.unwrap();
        }
    }

    /// Everything up to an event that is wanted, that one included.
    pub(crate) async fn through(&mut self, wanted: impl Fn(&Heard) -> bool) -> Vec<Heard> {
        let mut heard = Vec::new();
        loop {
            let next = self.next().await.unwrap();
            let last = wanted(&next);
            heard.push(next);
            if last {
                return heard;
            }
        }
    }

    /// Where to go on.
    pub(crate) fn last_id(&self) -> i64 {
        self.parser.last_id()
    }
}

/// What events are of.
pub(crate) fn names(heard: &[Heard]) -> Vec<&str> {
    heard.iter().map(|heard| heard.event.as_str()).collect()
}
