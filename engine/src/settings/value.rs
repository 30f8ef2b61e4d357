//! A PHP value as it was set, and PHP's own conversions of it: the original accepts `"4"` where it wants 4, so must we.

/// What PHP put under a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Bytes(Vec<u8>),
    List(Vec<Value>),
    Map(Vec<(Vec<u8>, Value)>),
    /// A closure or another callable object; the PHP side keeps the callable itself.
    Callable,
    /// Any other object, by the name of its class.
    Object(String),
}

/// A converted number and whether the conversion was clean (a whole numeric string, a scalar).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Converted<T> {
    pub value: T,
    pub clean: bool,
}

impl Value {
    /// `(bool)`, as PHP decides it.
    pub fn truthy(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Bool(b) => *b,
            Value::Int(i) => *i != 0,
            Value::Float(f) => *f != 0.0,
            Value::Bytes(b) => !b.is_empty() && b != b"0",
            Value::List(l) => !l.is_empty(),
            Value::Map(m) => !m.is_empty(),
            Value::Callable | Value::Object(_) => true,
        }
    }

    /// `(int)`: strings by their leading number, floats cut towards zero.
    pub(super) fn to_int(&self) -> Converted<i64> {
        match self {
            Value::Int(i) => Converted { value: *i, clean: true },
            Value::Float(f) => Converted { value: float_to_int(*f), clean: f.is_finite() },
            Value::Bytes(b) => {
                let number = leading_number(b);
                let value = number.text.parse::<i64>().unwrap_or_else(|_| float_to_int(number.parse()));
                Converted { value, clean: number.whole }
            }
            other => Converted { value: i64::from(other.truthy()), clean: other.is_scalar() },
        }
    }

    /// `(float)`.
    pub(super) fn to_float(&self) -> Converted<f64> {
        match self {
            Value::Float(f) => Converted { value: *f, clean: true },
            Value::Int(i) => Converted { value: *i as f64, clean: true },
            Value::Bytes(b) => {
                let number = leading_number(b);
                Converted { value: number.parse(), clean: number.whole }
            }
            other => Converted { value: f64::from(u8::from(other.truthy())), clean: other.is_scalar() },
        }
    }

    /// `(string)` of a scalar; None for arrays and objects.
    pub(super) fn to_text(&self) -> Option<Vec<u8>> {
        match self {
            Value::Null | Value::Bool(false) => Some(Vec::new()),
            Value::Bool(true) => Some(b"1".to_vec()),
            Value::Int(i) => Some(i.to_string().into_bytes()),
            Value::Float(f) => Some(f.to_string().into_bytes()),
            Value::Bytes(b) => Some(b.clone()),
            _ => None,
        }
    }

    /// Bytes with php.ini's shorthand: `2M`, `64k`, `1G`. None when the text is no quantity.
    pub(super) fn to_size(&self) -> Option<Converted<i64>> {
        match self {
            Value::Bytes(b) => quantity(b).map(|value| Converted { value, clean: true }),
            other => Some(other.to_int()),
        }
    }

    /// As [`Value::to_size`], where nobody asks how the value was written.
    pub fn size(&self) -> Option<i64> {
        self.to_size().map(|size| size.value)
    }

    /// A number of seconds; None: something else, or not only a number.
    pub fn seconds(&self) -> Option<f64> {
        Some(self.to_float()).filter(|number| number.clean).map(|number| number.value)
    }

    /// The type as PHP names it in its own messages.
    pub fn type_name(&self) -> String {
        match self {
            Value::Null => "null".into(),
            Value::Bool(_) => "bool".into(),
            Value::Int(_) => "int".into(),
            Value::Float(_) => "float".into(),
            Value::Bytes(_) => "string".into(),
            Value::List(_) | Value::Map(_) => "array".into(),
            Value::Callable => "callable".into(),
            Value::Object(class) => class.clone(),
        }
    }

    /// The value as a message shows it: short, quoted, printable.
    pub fn shown(&self) -> String {
        const LONGEST: usize = 64;
        match self {
            Value::Bool(b) => b.to_string(),
            Value::Int(i) => i.to_string(),
            Value::Float(f) => f.to_string(),
            Value::Bytes(b) if b.len() > LONGEST => format!("'{}…'", b[..LONGEST].escape_ascii()),
            Value::Bytes(b) => match std::str::from_utf8(b) {
                Ok(text) if !text.chars().any(char::is_control) => format!("'{text}'"),
                _ => format!("'{}'", b.escape_ascii()),
            },
            other => other.type_name(),
        }
    }

    fn is_scalar(&self) -> bool {
        matches!(self, Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_))
    }
}

/// PHP leaves out-of-range floats undefined here; the nearest integer is the least surprising answer.
fn float_to_int(f: f64) -> i64 {
    f as i64
}

struct LeadingNumber<'a> {
    text: &'a str,
    /// Nothing but white space follows.
    whole: bool,
}

impl LeadingNumber<'_> {
    fn parse(&self) -> f64 {
        self.text.parse().unwrap_or(0.0)
    }
}

/// The longest numeric prefix after white space: sign, digits, fraction, exponent.
fn leading_number(bytes: &[u8]) -> LeadingNumber<'_> {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    let rest = &bytes[start..];
    let digits = |from: usize| rest[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = usize::from(matches!(rest.first(), Some(b'+' | b'-')));
    let whole_part = digits(sign);
    let mut end = sign + whole_part;
    let mut any = whole_part > 0;
    if rest.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if any || fraction > 0 {
            end += 1 + fraction;
            any = true;
        }
    }
    if !any {
        return LeadingNumber { text: "", whole: false };
    }
    if matches!(rest.get(end), Some(b'e' | b'E')) {
        let exponent_sign = usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + exponent_sign);
        if exponent > 0 {
            end += 1 + exponent_sign + exponent;
        }
    }
    let text = std::str::from_utf8(&rest[..end]).unwrap_or_default();
    LeadingNumber { text, whole: rest[end..].iter().all(u8::is_ascii_whitespace) }
}

fn quantity(bytes: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    if text.is_empty() {
        return Some(0);
    }
    let (digits, shift) = match text.as_bytes().last()? {
        b'k' | b'K' => (&text[..text.len() - 1], 10),
        b'm' | b'M' => (&text[..text.len() - 1], 20),
        b'g' | b'G' => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    digits.trim_end().parse::<i64>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Value {
        Value::Bytes(text.as_bytes().to_vec())
    }

    #[test]
    fn strings_become_integers_by_their_leading_number() {
        for (text, value, clean) in [
            ("4", 4, true),
            (" 4 ", 4, true),
            ("+4", 4, true),
            ("-4", -4, true),
            ("1.7", 1, true),
            (".5", 0, true),
            ("1e3", 1000, true),
            ("4x", 4, false),
            ("1e", 1, false),
            ("abc", 0, false),
            ("", 0, false),
            (".", 0, false),
            ("9223372036854775807", i64::MAX, true),
            ("99999999999999999999", i64::MAX, true),
        ] {
            assert_eq!(bytes(text).to_int(), Converted { value, clean }, "{text:?}");
        }
    }

    #[test]
    fn other_types_become_integers_as_php_does_it() {
        for (value, int, clean) in [
            (Value::Bool(true), 1, true),
            (Value::Bool(false), 0, true),
            (Value::Int(-7), -7, true),
            (Value::Float(1.7), 1, true),
            (Value::Float(-1.7), -1, true),
            (Value::Float(f64::NAN), 0, false),
            (Value::List(vec![]), 0, false),
            (Value::List(vec![Value::Null]), 1, false),
            (Value::Callable, 1, false),
            (Value::Object("stdClass".into()), 1, false),
        ] {
            assert_eq!(value.to_int(), Converted { value: int, clean }, "{value:?}");
        }
    }

    #[test]
    fn sizes_accept_the_shorthand_of_php_ini() {
        for (text, size) in [
            ("4096", Some(4096)),
            ("2M", Some(2 << 20)),
            ("64k", Some(64 << 10)),
            ("1G", Some(1 << 30)),
            (" 8 M ", Some(8 << 20)),
            ("", Some(0)),
            ("4x", None),
            ("abc", None),
            ("M", None),
            ("9223372036854775807G", None),
        ] {
            assert_eq!(bytes(text).to_size().map(|c| c.value), size, "{text:?}");
        }
    }

    #[test]
    fn truth_is_that_of_php() {
        assert!(bytes("off").truthy());
        assert!(!bytes("0").truthy());
        assert!(!bytes("").truthy());
        assert!(bytes("0.0").truthy());
        assert!(!Value::Map(vec![]).truthy());
    }

    #[test]
    fn a_shown_value_is_short_and_printable() {
        assert_eq!(bytes("a\nb").shown(), "'a\\nb'");
        assert!(bytes(&"x".repeat(500)).shown().len() < 80);
    }
}
