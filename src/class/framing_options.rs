//! The framing options of clients and sockets (`open_length_check`, `open_eof_check`, `package_…`): a PHP array in, a framing out.

use rswoole_engine::protocol::{Eof, Framing, LengthField, LengthType, Rule};

use super::client_options;
use crate::errors::{self, code};
use crate::socket::Packets;
use crate::zend::{self, Array, Callable, Outcome, Raised, Zv, throw_type_error};

/// As the server's default.
const MAX_LENGTH: usize = 2 * 1024 * 1024;

/// None: an option is wrong, and a warning has said so.
pub fn packets(options: &Array) -> Outcome<Option<Option<Packets>>> {
    let on = |name: &str| options.get(name).is_some_and(|value| value.to_bool());
    let number = |name: &str| options.get(name).map(|value| value.to_int());
    let max_length = client_options::size(options, "package_max_length");
    let mut function = None;
    let rule = if on("open_mqtt_protocol") {
        Rule::Mqtt
    } else if on("open_length_check") {
        match options.get("package_length_func").filter(|value| !value.is_null()) {
            Some(value) => {
                let callable = Callable::new(&value).map_err(|reason| throw_type_error(&reason))?;
                function = Some(callable);
                Rule::LengthFunction
            }
            None => match length_field(options, &number)? {
                Some(field) => Rule::Length(field),
                None => return Ok(None),
            },
        }
    } else if on("open_eof_check") || on("open_eof_split") {
        let mark = options.get("package_eof").map_or(Ok(zend::Str::new(b"\r\n")), |mark| mark.to_str())?;
        match Eof::new(&mark) {
            Some(eof) => Rule::EofSplit(eof),
            None if mark.is_empty() => return Err(zend::fatal("package_eof cannot be an empty string")),
            None => return refuse(&format!("package_eof is longer than {} bytes", Eof::LONGEST)),
        }
    } else {
        Rule::Raw
    };
    let framing = Framing { rule, max_length: max_length.unwrap_or(MAX_LENGTH) };
    Ok(Some(Packets::new(&framing, function)))
}

fn length_field(options: &Array, number: &impl Fn(&str) -> Option<i64>) -> Outcome<Option<LengthField>> {
    let letter = options.get("package_length_type").map_or(Ok(zend::Str::new(b"N")), |letter: Zv| letter.to_str())?;
    let Some(kind) = letter.first().and_then(|letter| LengthType::from_letter(*letter)) else {
        return refuse(&format!(
            "Unknown package_length_type name '{}', see pack(). Link: https://php.net/pack",
            letter.to_text()
        ));
    };
    let offset = usize::try_from(number("package_length_offset").unwrap_or(0)).unwrap_or(0);
    Ok(Some(LengthField { kind, offset, body_offset: number("package_body_offset").unwrap_or(0) }))
}

fn refuse<T>(warning: &str) -> Outcome<Option<T>> {
    errors::set_last(code::PHP_FATAL_ERROR);
    zend::warning(warning);
    Raised::check(None)
}
