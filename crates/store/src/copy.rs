//! One store, or one keystore, copied into another, row by row, and compared with it.

use crate::fault::Fault;
use crate::keys::Keys;
use crate::store::{Read, Store};
use crate::tables::{Table, Value, Values};

/// How many rows the first page of a table has, and how many any has.
const ROWS_FIRST: usize = 64;
const ROWS_MAX: usize = 1_024;
/// About how many bytes a page has.
const PAGE_BYTES: usize = 4 << 20;

/// Who is told, page by page, how it goes: which table, and how many more of its rows are copied, or
/// compared.
pub type Watching<'a> = &'a mut dyn FnMut(&'static str, u64);

/// Copies every row of every table into a store that is empty, and compares all of them, in one
/// transaction: either the whole of a store is there afterwards, or nothing. Nobody may write to what
/// is copied meanwhile, unless it holds still. Gives back how many rows there are.
pub fn copy(from: &dyn Read, to: &mut dyn Store, watching: Watching<'_>) -> Result<u64, Fault> {
    to.begin()?;
    let copied = fill(from, to, watching);
    let copied = copied.and_then(|count| match compared(from, to, watching)? {
        Some((table, row)) => Err(Fault::Differs { table: table.name(), row }),
        None => Ok(count),
    });
    match copied {
        Ok(_) => to.commit()?,
        // The fault that is told is the first one.
        Err(_) => drop(to.roll_back()),
    }
    copied
}

fn fill(from: &dyn Read, to: &mut dyn Store, watching: Watching<'_>) -> Result<u64, Fault> {
    let mut count = 0;
    for table in Table::ALL {
        if to.page(*table, None, 2)?.iter().any(|row| !is_new(row)) {
            return Err(Fault::Filled { table: table.name() });
        }
        let mut pages = Pages::of(*table);
        while let Some(rows) = pages.next(from)? {
            to.put_page(*table, &rows)?;
            let copied = u64::try_from(rows.len()).unwrap_or_default();
            watching(table.name(), copied);
            count += copied;
        }
    }
    Ok(count)
}

/// How far the lists follow the events stands in every store from the beginning.
fn is_new(row: &[Value]) -> bool {
    row == [Value::from("viewed"), Value::from("0")]
}

/// Where two stores are not the same: the first table, and the number of the row in it, from 1.
pub fn differing(one: &dyn Read, other: &dyn Read) -> Result<Option<(Table, u64)>, Fault> {
    compared(one, other, &mut |_, _| {})
}

fn compared(
    one: &dyn Read,
    other: &dyn Read,
    watching: Watching<'_>,
) -> Result<Option<(Table, u64)>, Fault> {
    for table in Table::ALL {
        let (mut pages, mut row) = (Pages::of(*table), 0);
        loop {
            let beside = other.page(*table, pages.after.as_deref(), pages.count)?;
            let rows = pages.next(one)?.unwrap_or_default();
            let same = rows.iter().zip(&beside).take_while(|(one, other)| one == other).count();
            row += u64::try_from(same).unwrap_or_default();
            if same < rows.len() || same < beside.len() {
                return Ok(Some((*table, row + 1)));
            }
            if rows.is_empty() {
                break;
            }
            watching(table.name(), u64::try_from(rows.len()).unwrap_or_default());
        }
    }
    Ok(None)
}

/// Copies every key, what is known of destroyed ones and the heads noted, and compares them. A copy that
/// was broken off may be made again; a keystore that holds anything else is a fault. Gives back how many
/// keys there are.
pub fn copy_keys(from: &dyn Keys, to: &mut dyn Keys) -> Result<u64, Fault> {
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let keys = from.named_after(&after, ROWS_MAX)?;
        let Some((last, _)) = keys.last() else { break };
        after.clone_from(last);
        to.put_named(&keys)?;
        count += u64::try_from(keys.len()).unwrap_or_default();
    }
    after.clear();
    loop {
        let ids = from.destroyed_after(&after, ROWS_MAX)?;
        let Some(last) = ids.last() else { break };
        after.clone_from(last);
        to.destroy_named(&ids)?;
    }
    for head in from.noted_heads()? {
        to.note_head(&head)?;
    }
    match differing_keys(from, to)? {
        Some((table, row)) => Err(Fault::Differs { table, row }),
        None => Ok(count),
    }
}

/// Where two keystores are not the same: in what, and the number in it, from 1.
pub fn differing_keys(
    one: &dyn Keys,
    other: &dyn Keys,
) -> Result<Option<(&'static str, u64)>, Fault> {
    let keys = first_other(
        |after| Ok((one.named_after(after, ROWS_MAX)?, other.named_after(after, ROWS_MAX)?)),
        |(id, _)| id,
    )?;
    if let Some(row) = keys {
        return Ok(Some(("keys", row)));
    }
    let destroyed = first_other(
        |after| {
            Ok((one.destroyed_after(after, ROWS_MAX)?, other.destroyed_after(after, ROWS_MAX)?))
        },
        |id| id,
    )?;
    if let Some(row) = destroyed {
        return Ok(Some(("destroyed", row)));
    }
    Ok((one.noted_heads()? != other.noted_heads()?).then_some(("heads", 1)))
}

/// The number of the first row that two sides do not have alike, page by page.
fn first_other<T: PartialEq>(
    read: impl Fn(&str) -> Result<(Vec<T>, Vec<T>), Fault>,
    id: impl Fn(&T) -> &String,
) -> Result<Option<u64>, Fault> {
    let (mut after, mut row) = (String::new(), 0);
    loop {
        let (one, other) = read(&after)?;
        let same = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
        row += u64::try_from(same).unwrap_or_default();
        if same < one.len() || same < other.len() {
            return Ok(Some(row + 1));
        }
        let Some(last) = one.last() else { return Ok(None) };
        after.clone_from(id(last));
    }
}

/// A table, page by page.
struct Pages {
    table: Table,
    after: Option<Values>,
    count: usize,
}

impl Pages {
    fn of(table: Table) -> Self {
        Self { table, after: None, count: ROWS_FIRST }
    }

    /// The next rows; none where there are no more. The larger the rows of a page, the fewer the next
    /// one has.
    fn next(&mut self, from: &dyn Read) -> Result<Option<Vec<Values>>, Fault> {
        let rows = from.page(self.table, self.after.as_deref(), self.count)?;
        let Some(last) = rows.last() else { return Ok(None) };
        self.after = Some(self.table.key(last).to_vec());
        let bytes: usize = rows.iter().flatten().map(Value::bytes).sum();
        self.count = (PAGE_BYTES * rows.len()).div_ceil(bytes.max(1)).clamp(1, ROWS_MAX);
        Ok(Some(rows))
    }
}
