//! What stands in the columns of a row that PostgreSQL gives back.

use journal::{LogId, StreamHead};
use kernel::{Administration, Digest, DossierId, Epoch, NameKind, NodeId};
use postgres::Row;

use super::link::unmarked;
use crate::rows::{
    AlarmRow, EntryRow, ForeignRow, InStream, OutStream, Place, Source, ToldRow, key_place,
};

/// A value that is not what its column should hold: the row is damaged.
#[derive(Debug)]
pub(super) struct Unread;

/// The columns of one row.
pub(super) struct Fields<'a>(pub(super) &'a Row);

fn whole<T, E>(value: Result<T, E>) -> Result<T, Unread> {
    value.map_err(|_| Unread)
}

impl Fields<'_> {
    pub(super) fn number(&self, column: usize) -> Result<i64, Unread> {
        whole(self.0.try_get(column))
    }

    pub(super) fn maybe_number(&self, column: usize) -> Result<Option<i64>, Unread> {
        whole(self.0.try_get(column))
    }

    pub(super) fn unsigned(&self, column: usize) -> Result<u64, Unread> {
        whole(u64::try_from(self.number(column)?))
    }

    pub(super) fn maybe_unsigned(&self, column: usize) -> Result<Option<u64>, Unread> {
        whole(self.maybe_number(column)?.map(u64::try_from).transpose())
    }

    pub(super) fn text(&self, column: usize) -> Result<String, Unread> {
        whole(self.0.try_get(column).map(unmarked))
    }

    pub(super) fn maybe_text(&self, column: usize) -> Result<Option<String>, Unread> {
        whole(self.0.try_get::<_, Option<String>>(column)).map(|text| text.map(unmarked))
    }

    pub(super) fn bytes(&self, column: usize) -> Result<Vec<u8>, Unread> {
        whole(self.0.try_get(column))
    }

    pub(super) fn array<const N: usize>(&self, column: usize) -> Result<[u8; N], Unread> {
        whole(self.0.try_get::<_, &[u8]>(column).map(<[u8; N]>::try_from)).and_then(whole)
    }

    pub(super) fn digests(&self, column: usize) -> Result<Vec<Digest>, Unread> {
        let bytes: &[u8] = whole(self.0.try_get(column))?;
        let (chunks, rest) = bytes.as_chunks::<32>();
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
        whole(DossierId::parse(&self.text(column)?))
    }

    pub(super) fn node(&self, column: usize) -> Result<NodeId, Unread> {
        whole(NodeId::parse(&self.text(column)?))
    }

    pub(super) fn log(&self, column: usize) -> Result<LogId, Unread> {
        whole(LogId::parse(&self.text(column)?))
    }

    pub(super) fn administration(&self, column: usize) -> Result<Administration, Unread> {
        whole(Administration::parse(&self.text(column)?))
    }

    pub(super) fn name_kind(&self, column: usize) -> Result<NameKind, Unread> {
        let text = self.text(column)?;
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

pub(super) fn alarm(row: &Fields<'_>) -> Result<AlarmRow, Unread> {
    Ok(AlarmRow { place: row.place(0)?, body: row.text(1)? })
}
