//! The calendar and strftime in the C locale, without libc (whose strftime may take the lock of the time zone).
//! Pure, but for [`now`].

use std::fmt::Write;

use crate::sys::clock;

#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub seconds: i64,
    pub microseconds: u32,
}

pub fn now() -> Now {
    let micros = clock::unix_micros();
    Now { seconds: (micros / 1_000_000) as i64, microseconds: (micros % 1_000_000) as u32 }
}

/// An instant and what local clocks make of it.
#[derive(Debug, Clone, Copy)]
pub struct Local<'a> {
    pub epoch: i64,
    /// Seconds east of UTC.
    pub offset: i32,
    pub zone: &'a str,
}

/// The parts of a date; months and weekdays from 0, weekdays from Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    pub year: i64,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    pub weekday: u32,
    pub yearday: u32,
}

impl Local<'_> {
    pub fn parts(&self) -> Parts {
        let local = self.epoch + i64::from(self.offset);
        let (days, second) = (local.div_euclid(86400), local.rem_euclid(86400) as u32);
        let (year, month, day) = civil(days);
        Parts {
            year,
            month: month - 1,
            day,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            weekday: (days + 4).rem_euclid(7) as u32,
            yearday: (days - days_to_year(year)) as u32,
        }
    }

    /// strftime; an unknown conversion is copied as it stands.
    pub fn format(&self, format: &str, into: &mut String) {
        let parts = self.parts();
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                into.push(c);
                continue;
            }
            match chars.next() {
                // E and O ask for the locale's own digits and eras: the C locale has none.
                Some('E' | 'O') => match chars.next() {
                    Some(conversion) => self.conversion(&parts, conversion, into),
                    None => into.push('%'),
                },
                Some(conversion) => self.conversion(&parts, conversion, into),
                None => into.push('%'),
            }
        }
    }

    fn conversion(&self, p: &Parts, conversion: char, into: &mut String) {
        let hour12 = if p.hour % 12 == 0 { 12 } else { p.hour % 12 };
        // Writing to a String cannot fail.
        let _ = match conversion {
            'a' => write!(into, "{}", &WEEKDAYS[p.weekday as usize][..3]),
            'A' => write!(into, "{}", WEEKDAYS[p.weekday as usize]),
            'b' | 'h' => write!(into, "{}", &MONTHS[p.month as usize][..3]),
            'B' => write!(into, "{}", MONTHS[p.month as usize]),
            'c' => return self.format("%a %b %e %H:%M:%S %Y", into),
            'C' => write!(into, "{:02}", p.year.div_euclid(100)),
            'd' => write!(into, "{:02}", p.day),
            'D' | 'x' => return self.format("%m/%d/%y", into),
            'e' => write!(into, "{:2}", p.day),
            'F' => return self.format("%Y-%m-%d", into),
            'g' => write!(into, "{:02}", p.iso_week().0.rem_euclid(100)),
            'G' => write!(into, "{}", p.iso_week().0),
            'H' => write!(into, "{:02}", p.hour),
            'I' => write!(into, "{hour12:02}"),
            'j' => write!(into, "{:03}", p.yearday + 1),
            'k' => write!(into, "{:2}", p.hour),
            'l' => write!(into, "{hour12:2}"),
            'm' => write!(into, "{:02}", p.month + 1),
            'M' => write!(into, "{:02}", p.minute),
            'n' => writeln!(into),
            'p' => write!(into, "{}", if p.hour < 12 { "AM" } else { "PM" }),
            'P' => write!(into, "{}", if p.hour < 12 { "am" } else { "pm" }),
            'r' => return self.format("%I:%M:%S %p", into),
            'R' => return self.format("%H:%M", into),
            's' => write!(into, "{}", self.epoch),
            'S' => write!(into, "{:02}", p.second),
            't' => write!(into, "\t"),
            'T' | 'X' => return self.format("%H:%M:%S", into),
            'u' => write!(into, "{}", if p.weekday == 0 { 7 } else { p.weekday }),
            'U' => write!(into, "{:02}", (p.yearday + 7 - p.weekday) / 7),
            'V' => write!(into, "{:02}", p.iso_week().1),
            'w' => write!(into, "{}", p.weekday),
            'W' => write!(into, "{:02}", (p.yearday + 7 - (p.weekday + 6) % 7) / 7),
            'y' => write!(into, "{:02}", p.year.rem_euclid(100)),
            'Y' => write!(into, "{}", p.year),
            'z' => {
                let (sign, minutes) = (if self.offset < 0 { '-' } else { '+' }, self.offset.unsigned_abs() / 60);
                write!(into, "{sign}{:02}{:02}", minutes / 60, minutes % 60)
            }
            'Z' => write!(into, "{}", self.zone),
            '%' => write!(into, "%"),
            other => write!(into, "%{other}"),
        };
    }
}

impl Parts {
    /// ISO 8601: the week belongs to the year that holds its Thursday.
    fn iso_week(&self) -> (i64, u32) {
        let monday_based = (self.weekday + 6) % 7;
        let thursday = i64::from(self.yearday) + 3 - i64::from(monday_based);
        let length = days_to_year(self.year + 1) - days_to_year(self.year);
        if thursday < 0 {
            let previous = days_to_year(self.year) - days_to_year(self.year - 1);
            (self.year - 1, ((thursday + previous) / 7 + 1) as u32)
        } else if thursday >= length {
            (self.year + 1, 1)
        } else {
            (self.year, (thursday / 7 + 1) as u32)
        }
    }
}

/// Year, month (1–12) and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level
/// date algorithms").
fn civil(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days from 1970-01-01 to January 1st of `year`.
fn days_to_year(year: i64) -> i64 {
    let before = year - 1;
    before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) - 719_162
}

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::time::{local_offset, reference_strftime};

    fn ours(format: &str, epoch: i64) -> String {
        let offset = local_offset(epoch);
        let mut text = String::new();
        Local { epoch, offset: offset.seconds, zone: &offset.name }.format(format, &mut text);
        text
    }

    #[test]
    fn every_conversion_agrees_with_libc() {
        let format = "%a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %k %l %m %M %n %p %P %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %z %Z %% %Ey %Od";
        // 37 years in steps that meet every weekday, month and time of day, and the days around each New Year.
        for step in 0..3_000 {
            let epoch = 946_684_800 + step * (4 * 86_400 + 40_007);
            assert_eq!(ours(format, epoch), reference_strftime(format, epoch), "at {epoch}");
        }
        for year in 0..60 {
            for day in -4..5 {
                let epoch = (days_to_year(1990 + year) + day) * 86_400;
                assert_eq!(ours(format, epoch), reference_strftime(format, epoch), "at {epoch}");
            }
        }
    }

    #[test]
    fn what_is_no_conversion_is_copied() {
        assert_eq!(ours("a%Qb%", 0), "a%Qb%");
        assert_eq!(ours("", 0), "");
    }

    #[test]
    fn offsets_are_shown_with_their_sign() {
        for (offset, shown) in [(0, "+0000"), (19_800, "+0530"), (-12_600, "-0330")] {
            let mut text = String::new();
            Local { epoch: 0, offset, zone: "" }.format("%z", &mut text);
            assert_eq!(text, shown);
        }
    }
}
