//! What the options about packets mean: the checks of single values, and the framing that results from all of them.

use super::diagnostics::SettingError;
use super::raw::{RawSettings, Reader};
use super::value::Value;
use crate::protocol::{Eof, Framing, LengthField, LengthType, Rule};

/// The framing of a client, whose options are set like those of a port.
pub fn framing_of(options: &RawSettings) -> Framing {
    framing(&mut Reader::new(&[options]))
}

/// When several are switched on the first one in this order counts, as in the original.
pub(super) fn framing(read: &mut Reader<'_>) -> Framing {
    let on = |read: &Reader<'_>, option| read.flag(option).unwrap_or(false);
    let asked: Vec<&str> = ORDER.into_iter().filter(|option| on(read, option)).collect();
    let max_length = read.size("package_max_length").unwrap_or(DEFAULT_MAX_LENGTH);
    // The function alone does not switch the check on.
    let rule = match asked.first() {
        Some(&SPLIT) => Rule::EofSplit(eof(read)),
        Some(&CHECK) => Rule::EofCheck(eof(read)),
        Some(&LENGTH) if matches!(read.value("package_length_func"), Some(Value::Callable)) => Rule::LengthFunction,
        Some(&LENGTH) => Rule::Length(length_field(read)),
        Some(&MQTT) => Rule::Mqtt,
        _ => Rule::Raw,
    };
    let several = asked.iter().filter(|option| !(**option == CHECK && asked[0] == SPLIT)).count() > 1;
    if several {
        let used = asked[0];
        read.warn(
            used,
            format!(
                "options [{}] are on at once, but a port has one framing: [{used}] is used; switch the others off",
                asked.join("], [")
            ),
        );
    }
    Framing { rule, max_length }
}

fn eof(read: &Reader<'_>) -> Eof {
    let mark = read.value("package_eof").and_then(Value::to_text);
    mark.and_then(|mark| Eof::new(&mark)).unwrap_or_default()
}

fn length_field(read: &Reader<'_>) -> LengthField {
    let letter = read.value("package_length_type").and_then(Value::to_text).and_then(|text| text.first().copied());
    LengthField {
        kind: letter.and_then(LengthType::from_letter).unwrap_or_default(),
        offset: read.size("package_length_offset").unwrap_or(0),
        body_offset: read.int("package_body_offset").unwrap_or(DEFAULT_BODY_OFFSET),
    }
}

/// `package_length_type`: the first letter counts.
pub(super) fn check_length_type(value: &Value) -> Result<(), SettingError> {
    let letters = value.to_text().unwrap_or_default();
    match letters.first().copied().and_then(LengthType::from_letter) {
        Some(_) => Ok(()),
        None => Err(SettingError::UnknownLengthType { given: value.shown() }),
    }
}

pub(super) fn check_eof(value: &Value) -> Result<(), SettingError> {
    match value.to_text().unwrap_or_default().len() {
        0 => Err(SettingError::EmptyEof),
        1..=Eof::LONGEST => Ok(()),
        length => Err(SettingError::LongEof { length, most: Eof::LONGEST }),
    }
}

pub(super) fn check_length_offset(value: &Value) -> Result<(), SettingError> {
    check_offset("package_length_offset", value)
}

pub(super) fn check_body_offset(value: &Value) -> Result<(), SettingError> {
    check_offset("package_body_offset", value)
}

fn check_offset(option: &'static str, value: &Value) -> Result<(), SettingError> {
    match value.to_int().value {
        offset if offset > FARTHEST => Err(SettingError::FarOffset { option, offset, most: FARTHEST }),
        _ => Ok(()),
    }
}

const SPLIT: &str = "open_eof_split";
const CHECK: &str = "open_eof_check";
const LENGTH: &str = "open_length_check";
const MQTT: &str = "open_mqtt_protocol";
const ORDER: [&str; 4] = [SPLIT, CHECK, LENGTH, MQTT];
/// Of the original, whatever the type: a length of four bytes that counts what follows it.
const DEFAULT_BODY_OFFSET: i64 = 4;
const DEFAULT_MAX_LENGTH: usize = 2 << 20;
/// Headers are no longer than this in the original.
const FARTHEST: i64 = 8152;

#[cfg(test)]
mod tests;
