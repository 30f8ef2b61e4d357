//! PHP signatures as text, parsed into plain data: `public function send(string|int $fd, string $data, int $n = -1): bool`,
//! `public mixed $setting = null`. Pure: it must not touch the engine. A signature that does not parse is a bug of the table, so
//! it panics with the text.

/// `MAY_BE_…` bits of the types that have a name.
const NAMED: [(&str, u32); 14] = [
    ("null", 1 << 1),
    ("false", 1 << 2),
    ("true", 1 << 3),
    ("bool", 3 << 2),
    ("int", 1 << 4),
    ("float", 1 << 5),
    ("string", 1 << 6),
    ("array", 1 << 7),
    ("object", 1 << 8),
    ("mixed", 0x3fe),
    ("callable", 1 << 12),
    ("void", 1 << 14),
    ("static", 1 << 15),
    ("never", 1 << 17),
];
const NULL: u32 = 1 << 1;

/// A declared type: built-in types as a mask, classes joined by `|` (None: no class).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Type {
    pub mask: u32,
    pub classes: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Default, Clone, Copy)]
pub struct Modifiers {
    pub visibility: Visibility,
    pub is_static: bool,
    pub is_final: bool,
    pub is_abstract: bool,
    pub is_deprecated: bool,
    pub is_readonly: bool,
}

#[derive(Debug, PartialEq, Eq, Default, Clone, Copy)]
pub enum Visibility {
    #[default]
    Public,
    Protected,
    Private,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Function<'a> {
    pub modifiers: Modifiers,
    pub name: &'a str,
    pub parameters: Vec<Parameter<'a>>,
    pub returns: Option<Type>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Parameter<'a> {
    pub name: &'a str,
    pub kind: Option<Type>,
    pub by_reference: bool,
    pub variadic: bool,
    pub default: Option<&'a str>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Property<'a> {
    pub modifiers: Modifiers,
    pub name: &'a str,
    pub kind: Option<Type>,
    pub default: Literal<'a>,
}

#[derive(Debug, PartialEq, Clone, Copy)]
pub enum Literal<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'a str),
    EmptyArray,
}

impl Eq for Literal<'_> {}

pub fn function(text: &str) -> Function<'_> {
    parse_function(text).unwrap_or_else(|| panic!("not a PHP function signature: {text:?}"))
}

pub fn property(text: &str) -> Property<'_> {
    parse_property(text).unwrap_or_else(|| panic!("not a PHP property declaration: {text:?}"))
}

fn parse_function(text: &str) -> Option<Function<'_>> {
    let (modifiers, rest) = modifiers(text);
    let rest = rest.strip_prefix("function ")?.trim_start();
    let (name, rest) = rest.split_once('(')?;
    let end = rest.rfind(')')?;
    let parameters = split(&rest[..end], ',').into_iter().map(parameter).collect::<Option<Vec<_>>>()?;
    let returns = match rest[end + 1..].trim() {
        "" => None,
        declared => Some(kind(declared.strip_prefix(':')?.trim())?),
    };
    Some(Function { modifiers, name: name.trim(), parameters, returns })
}

fn parameter(text: &str) -> Option<Parameter<'_>> {
    let (declaration, default) = match text.split_once('=') {
        Some((declaration, default)) => (declaration.trim(), Some(default.trim())),
        None => (text.trim(), None),
    };
    let (before, name) = declaration.split_once('$')?;
    let before = before.trim_end();
    let (before, variadic) = before.strip_suffix("...").map_or((before, false), |rest| (rest.trim_end(), true));
    let (before, by_reference) = before.strip_suffix('&').map_or((before, false), |rest| (rest.trim_end(), true));
    let kind = if before.is_empty() { None } else { Some(kind(before)?) };
    Some(Parameter { name, kind, by_reference, variadic, default })
}

fn parse_property(text: &str) -> Option<Property<'_>> {
    let (modifiers, rest) = modifiers(text);
    let (declared, rest) = rest.split_once('$')?;
    let (name, default) = rest.split_once('=').map_or((rest, "null"), |(name, default)| (name, default));
    let declared = declared.trim();
    let kind = if declared.is_empty() { None } else { Some(kind(declared)?) };
    Some(Property { modifiers, name: name.trim(), kind, default: literal(default.trim())? })
}

fn literal(text: &str) -> Option<Literal<'_>> {
    Some(match text {
        "null" | "NULL" => Literal::Null,
        "true" => Literal::Bool(true),
        "false" => Literal::Bool(false),
        "[]" => Literal::EmptyArray,
        _ => {
            let quoted = text.strip_prefix(['\'', '"']).and_then(|rest| rest.strip_suffix(['\'', '"']));
            match quoted {
                Some(inner) => Literal::Str(inner),
                None => text.parse().map(Literal::Int).or_else(|_| text.parse().map(Literal::Float)).ok()?,
            }
        }
    })
}

fn kind(text: &str) -> Option<Type> {
    let (text, nullable) = text.strip_prefix('?').map_or((text, false), |rest| (rest, true));
    let mut kind = Type { mask: if nullable { NULL } else { 0 }, classes: None };
    for part in text.split('|') {
        let part = part.trim();
        if part.is_empty() || part.contains(' ') {
            return None;
        }
        match NAMED.iter().find(|(name, _)| *name == part) {
            Some((_, mask)) => kind.mask |= mask,
            None => {
                let class = part.trim_start_matches('\\');
                kind.classes =
                    Some(kind.classes.map_or_else(|| class.to_owned(), |others| format!("{others}|{class}")));
            }
        }
    }
    Some(kind)
}

fn modifiers(text: &str) -> (Modifiers, &str) {
    let mut found = Modifiers::default();
    let mut rest = text.trim();
    loop {
        let Some((word, after)) = rest.split_once(' ') else { return (found, rest) };
        match word {
            "public" => found.visibility = Visibility::Public,
            "protected" => found.visibility = Visibility::Protected,
            "private" => found.visibility = Visibility::Private,
            "static" => found.is_static = true,
            "final" => found.is_final = true,
            "abstract" => found.is_abstract = true,
            "readonly" => found.is_readonly = true,
            "deprecated" => found.is_deprecated = true,
            _ => return (found, rest),
        }
        rest = after.trim_start();
    }
}

/// Splits at `separator` outside quotes and brackets; an empty text has no parts.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0, None);
    for (index, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, _) if letter == separator && depth == 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() {
        parts.push(&text[start..]);
    }
    parts
}
