//! Which framing options lead to, and which values are refused.

use super::*;
use crate::settings::{Scope, Value};

fn text(text: &str) -> Value {
    Value::Bytes(text.as_bytes().to_vec())
}

fn raw(options: &[(&str, Value)]) -> RawSettings {
    let mut raw = RawSettings::new();
    for (key, value) in options {
        raw.set(key.as_bytes(), value.clone(), Scope::Port).expect("no error");
    }
    raw
}

fn rule(options: &[(&str, Value)]) -> Rule {
    framing_of(&raw(options)).rule
}

const ON: Value = Value::Bool(true);

#[test]
fn nothing_set_is_raw_with_two_mebibytes() {
    assert_eq!(framing_of(&RawSettings::new()), Framing::raw(2 << 20));
    assert_eq!(rule(&[("package_eof", text("\n")), ("package_length_type", text("n"))]), Rule::Raw);
}

#[test]
fn defaults_are_those_of_the_original() {
    assert_eq!(rule(&[("open_eof_check", ON)]), Rule::EofCheck(Eof::new(b"\r\n\r\n").unwrap()));
    let field = LengthField { kind: LengthType::from_letter(b'N').unwrap(), offset: 0, body_offset: 4 };
    assert_eq!(rule(&[("open_length_check", ON)]), Rule::Length(field));
    let short = LengthField { kind: LengthType::from_letter(b'n').unwrap(), ..field };
    let set = [("open_length_check", ON), ("package_length_type", text("n")), ("package_length_offset", Value::Int(0))];
    assert_eq!(rule(&set), Rule::Length(short), "the default does not follow the type");
}

#[test]
fn a_length_field_is_what_was_set() {
    let set = [
        ("open_length_check", ON),
        ("package_length_type", text("NN")),
        ("package_length_offset", Value::Int(8)),
        ("package_body_start", Value::Int(16)),
        ("package_max_length", text("1M")),
    ];
    let field = LengthField { kind: LengthType::from_letter(b'N').unwrap(), offset: 8, body_offset: 16 };
    assert_eq!(framing_of(&raw(&set)), Framing { rule: Rule::Length(field), max_length: 1 << 20 });
}

#[test]
fn of_several_the_first_in_the_original_s_order_is_used_and_said() {
    let both = raw(&[("open_length_check", ON), ("open_eof_check", ON), ("open_mqtt_protocol", ON)]);
    let mut read = Reader::new(&[&both]);
    assert_eq!(framing(&mut read).rule, Rule::EofCheck(Eof::default()));
    let said = read.into_warnings();
    assert_eq!(said.len(), 1);
    let said = said[0].to_string();
    assert!(said.contains("[open_eof_check], [open_length_check], [open_mqtt_protocol]"), "{said}");

    let documented = raw(&[("open_eof_check", ON), ("open_eof_split", ON)]);
    let mut read = Reader::new(&[&documented]);
    assert_eq!(framing(&mut read).rule, Rule::EofSplit(Eof::default()));
    assert!(read.into_warnings().is_empty(), "split makes check more precise");
}

#[test]
fn impossible_values_are_refused_with_the_original_s_words() {
    let refuse = |key: &str, value: Value| {
        RawSettings::new().set(key.as_bytes(), value, Scope::Server).expect_err(key).to_string()
    };
    for bad in ["x", "i", "m", "M", ""] {
        let said = refuse("package_length_type", text(bad));
        assert!(said.starts_with("unknown package_length_type, see pack(). Link: https://php.net/pack"), "{said}");
    }
    assert!(refuse("package_eof", text("")).starts_with("package_eof cannot be an empty string"));
    assert!(refuse("package_eof", text("123456789")).starts_with("package_eof max length is 8"));
    for option in ["package_length_offset", "package_body_offset"] {
        let said = refuse(option, Value::Int(8153));
        assert!(said.starts_with(&format!("'{option}' value is too large")), "{said}");
    }
    assert!(RawSettings::new().set(b"package_eof", text("12345678"), Scope::Server).unwrap().is_empty());
}
