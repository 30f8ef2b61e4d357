//! The columns of a table and where their values lie in a row. Must not touch shared memory.

/// A string column says how many bytes it holds; that is rounded up to whole words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnKind {
    Int,
    Float,
    Str(u32),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    pub name: Vec<u8>,
    pub kind: ColumnKind,
    /// First word, counted from the row's first value.
    pub(super) at: usize,
}

/// A value to be written, of its column's kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value<'a> {
    Int(i64),
    Float(f64),
    /// Cut to the column's capacity.
    Str(&'a [u8]),
}

/// What a [`Value`] is made of while a row is written.
pub trait AsValue {
    fn value(&self) -> Value<'_>;
}

impl AsValue for Value<'_> {
    #[inline]
    fn value(&self) -> Value<'_> {
        *self
    }
}

/// The columns in the order in which they were added.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Schema {
    columns: Vec<Column>,
    words: usize,
}

impl Column {
    /// Bytes that a string may have.
    pub fn capacity(&self) -> usize {
        match self.kind {
            ColumnKind::Str(bytes) => bytes as usize,
            _ => 0,
        }
    }
}

impl Schema {
    /// A second column of the same name takes the place of the first one.
    pub fn add(&mut self, name: &[u8], kind: ColumnKind) {
        let kind = match kind {
            ColumnKind::Str(bytes) => ColumnKind::Str(bytes.min(u32::MAX - 7).next_multiple_of(8)),
            other => other,
        };
        let words = match kind {
            // The length, then the bytes.
            ColumnKind::Str(bytes) => 1 + bytes as usize / 8,
            _ => 1,
        };
        let column = Column { name: name.to_vec(), kind, at: self.words };
        match self.columns.iter_mut().find(|column| column.name == name) {
            Some(old) => *old = column,
            None => self.columns.push(column),
        }
        self.words += words;
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn find(&self, name: &[u8]) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Words of all values.
    pub(super) fn words(&self) -> usize {
        self.words
    }
}
