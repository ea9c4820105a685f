//! Dates and times of XML Schema, in the one form the standards use: no zone, no fraction, no sign.

/// The number that exactly these digits spell.
fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0_u32, |sum, byte| {
        byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0'))
    })
}

/// A day such as `2026-11-23`. There is no year 0.
pub(super) fn date(text: &[u8]) -> bool {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = text else { return false };
    let year = digits(&[*a, *b, *c, *d]).filter(|year| *year > 0);
    let (Some(year), Some(month), Some(day)) = (year, digits(&[*e, *f]), digits(&[*g, *h])) else {
        return false;
    };
    (1..=days(year, month)).contains(&day)
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

/// An instant such as `2026-11-23T08:15:00`. The end of a day may be written as hour 24.
pub(super) fn datetime(text: &[u8]) -> bool {
    let Some((day, [b'T', a, b, b':', c, d, b':', e, f])) = text.split_at_checked(10) else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) =
        (digits(&[*a, *b]), digits(&[*c, *d]), digits(&[*e, *f]))
    else {
        return false;
    };
    date(day) && minute < 60 && second < 60 && (hour < 24 || (hour, minute, second) == (24, 0, 0))
}
