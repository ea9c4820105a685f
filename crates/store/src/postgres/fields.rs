//! What the columns of a row mean.

use journal::{LogId, StreamHead};
use kernel::{Administration, Digest, DossierId, Epoch, NameKind, NodeId};

use crate::rows::{
    AlarmRow, CommandRow, EntryRow, ForeignRow, InStream, OutStream, Place, ReaderRow, Source,
    ToldRow, key_place,
};
use crate::tables::Value;

/// A value that is not what its column should hold: the row is damaged.
#[derive(Debug)]
pub(super) struct Unread;

/// The columns of one row.
pub(super) struct Fields<'a>(pub(super) &'a [Value]);

fn whole<T, E>(value: Result<T, E>) -> Result<T, Unread> {
    value.map_err(|_| Unread)
}

impl<'a> Fields<'a> {
    pub(super) fn maybe_number(&self, column: usize) -> Result<Option<i64>, Unread> {
        match self.0.get(column) {
            Some(Value::Number(number)) => Ok(Some(*number)),
            Some(Value::Nothing) => Ok(None),
            _ => Err(Unread),
        }
    }

    pub(super) fn number(&self, column: usize) -> Result<i64, Unread> {
        self.maybe_number(column)?.ok_or(Unread)
    }

    pub(super) fn unsigned(&self, column: usize) -> Result<u64, Unread> {
        whole(u64::try_from(self.number(column)?))
    }

    pub(super) fn maybe_unsigned(&self, column: usize) -> Result<Option<u64>, Unread> {
        whole(self.maybe_number(column)?.map(u64::try_from).transpose())
    }

    pub(super) fn maybe_text(&self, column: usize) -> Result<Option<String>, Unread> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            Some(Value::Nothing) => Ok(None),
            _ => Err(Unread),
        }
    }

    fn words(&self, column: usize) -> Result<&'a str, Unread> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(Unread),
        }
    }

    pub(super) fn text(&self, column: usize) -> Result<String, Unread> {
        self.words(column).map(str::to_owned)
    }

    fn blob(&self, column: usize) -> Result<&'a [u8], Unread> {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(Unread),
        }
    }

    pub(super) fn bytes(&self, column: usize) -> Result<Vec<u8>, Unread> {
        self.blob(column).map(<[u8]>::to_vec)
    }

    pub(super) fn array<const N: usize>(&self, column: usize) -> Result<[u8; N], Unread> {
        whole(self.blob(column)?.try_into())
    }

    pub(super) fn digests(&self, column: usize) -> Result<Vec<Digest>, Unread> {
        let (chunks, rest) = self.blob(column)?.as_chunks::<32>();
        let digests = chunks.iter().map(|chunk| Digest(*chunk)).collect();
        if rest.is_empty() { Ok(digests) } else { Err(Unread) }
    }

    pub(super) fn place(&self, column: usize) -> Result<Place, Unread> {
        self.number(column).map(key_place)
    }

    pub(super) fn epoch(&self, column: usize) -> Result<Epoch, Unread> {
        whole(u32::try_from(self.number(column)?)).map(Epoch)
    }

    pub(super) fn partition(&self, column: usize) -> Result<u16, Unread> {
        whole(u16::try_from(self.number(column)?))
    }

    pub(super) fn dossier(&self, column: usize) -> Result<DossierId, Unread> {
        whole(DossierId::parse(self.words(column)?))
    }

    pub(super) fn node(&self, column: usize) -> Result<NodeId, Unread> {
        whole(NodeId::parse(self.words(column)?))
    }

    pub(super) fn log(&self, column: usize) -> Result<LogId, Unread> {
        whole(LogId::parse(self.words(column)?))
    }

    pub(super) fn administration(&self, column: usize) -> Result<Administration, Unread> {
        whole(Administration::parse(self.words(column)?))
    }

    pub(super) fn name_kind(&self, column: usize) -> Result<NameKind, Unread> {
        let text = self.words(column)?;
        NameKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(Unread)
    }
}

pub(super) fn entry(row: &Fields<'_>) -> Result<EntryRow, Unread> {
    Ok(EntryRow {
        place: row.place(0)?,
        header: row.bytes(1)?,
        commitments: row.digests(2)?,
        sealed: row.bytes(3)?,
    })
}

pub(super) fn foreign(row: &Fields<'_>) -> Result<ForeignRow, Unread> {
    Ok(ForeignRow {
        id: row.number(0)?,
        log: row.log(1)?,
        index: row.unsigned(2)?,
        header: row.bytes(3)?,
        commitments: row.digests(4)?,
        sealed: row.bytes(5)?,
        proof: row.digests(6)?,
        size: row.unsigned(7)?,
        received: row.number(8)?,
    })
}

pub(super) fn told(row: &Fields<'_>) -> Result<ToldRow, Unread> {
    let source = row.number(8)?;
    let own = row.number(7)? == 1;
    Ok(ToldRow {
        seq: row.number(0)?,
        dossier: row.dossier(1)?,
        kind: row.text(2)?,
        writer: row.node(3)?,
        part: row.unsigned(4)?,
        epoch: row.epoch(5)?,
        index: row.unsigned(6)?,
        source: if own { Source::Own(key_place(source)) } else { Source::Foreign(source) },
        verdict: row.text(9)?,
    })
}

pub(super) fn out_stream(row: &Fields<'_>) -> Result<OutStream, Unread> {
    let epoch = row.epoch(1)?;
    Ok(OutStream {
        recipient: row.node(0)?,
        epoch,
        partition: row.partition(2)?,
        head: StreamHead { epoch, number: row.unsigned(3)?, dispatch: row.maybe_unsigned(4)? },
        dispatch_count: row.unsigned(5)?,
        receipted: row.unsigned(6)?,
        receipted_dispatch: row.maybe_unsigned(7)?,
        verified: row.unsigned(8)?,
        cosigned: row.unsigned(9)?,
    })
}

pub(super) fn in_stream(row: &Fields<'_>) -> Result<InStream, Unread> {
    Ok(InStream {
        log: row.log(0)?,
        through: row.unsigned(1)?,
        dispatch: row.maybe_unsigned(2)?,
        dispatched: row.number(3)?,
        size: row.unsigned(4)?,
        root: Digest(row.array(5)?),
        receipt: row.maybe_number(6)?.map(key_place),
        exceptions: row.text(7)?,
    })
}

pub(super) fn reader(row: &Fields<'_>) -> Result<ReaderRow, Unread> {
    Ok(ReaderRow {
        dossier: row.dossier(0)?,
        administration: row.administration(1)?,
        grant: row.text(2)?,
    })
}

pub(super) fn command(row: &Fields<'_>) -> Result<CommandRow, Unread> {
    let about = row.maybe_text(2)?.map(|about| DossierId::parse(&about)).transpose();
    Ok(CommandRow {
        id: row.text(0)?,
        mac: row.array(1)?,
        dossier: whole(about)?,
        answer: row.bytes(3)?,
    })
}

pub(super) fn alarm(row: &Fields<'_>) -> Result<AlarmRow, Unread> {
    Ok(AlarmRow { place: row.place(0)?, body: row.text(1)? })
}
