//! A copy of a row's values, taken at one moment, in memory of the process. Reused from read to read.

use super::schema::{Column, ColumnKind, Schema, Value};

#[derive(Clone, Default, Debug)]
pub struct Snapshot {
    bytes: Vec<u8>,
}

impl Snapshot {
    pub(super) fn fit(&mut self, schema: &Schema) {
        let wanted = schema.words() * 8;
        if self.bytes.len() != wanted {
            self.bytes.resize(wanted, 0);
        }
    }

    #[inline]
    pub(super) fn put(&mut self, word: usize, value: u64) {
        self.bytes[word * 8..word * 8 + 8].copy_from_slice(&value.to_ne_bytes());
    }

    /// The value of a column that was read.
    #[inline]
    pub fn value(&self, column: &Column) -> Value<'_> {
        let number = self.word(column.at);
        match column.kind {
            ColumnKind::Int => Value::Int(number as i64),
            ColumnKind::Float => Value::Float(f64::from_bits(number)),
            ColumnKind::Str(capacity) => {
                let start = (column.at + 1) * 8;
                Value::Str(&self.bytes[start..start + number.min(u64::from(capacity)) as usize])
            }
        }
    }

    #[inline]
    fn word(&self, index: usize) -> u64 {
        let mut word = [0; 8];
        word.copy_from_slice(&self.bytes[index * 8..index * 8 + 8]);
        u64::from_ne_bytes(word)
    }
}
