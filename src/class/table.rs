//! `Swoole\Table`: what PHP sees of the engine's shared table. Columns and conversions are here; rows and locks are `shm::table`'s.
//! No PHP code runs while the engine's table is at work: values are converted before, arrays are made afterwards.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rswoole_engine::log;
use rswoole_engine::settings::LogLevel;
use rswoole_engine::shm::table::{
    AsValue, ColumnKind, MAX_KEY, MAX_SIZE, Number, Schema, Snapshot, Table, TableFull, Value, bucket_count,
};

use super::exception;
use crate::errors::{self, code};
use crate::zend::{
    Array, Call, Class, Constant, Function, Native, Object, Outcome, Raised, Slot, Str, Zv, fatal, method, throw,
};
use crate::zend::{throw_error, throw_runtime, warning};

const PROPERTIES: &[&str] = &["public $size = null", "public $memorySize = null"];
const SIZE: Slot = Slot::of(PROPERTIES, "size", 0);
const MEMORY_SIZE: Slot = Slot::of(PROPERTIES, "memorySize", 0);

const TYPE_INT: i64 = 1;
const TYPE_FLOAT: i64 = 2;
const TYPE_STRING: i64 = 3;

pub static CLASS: Class = Class::new(r"Swoole\Table")
    .native::<State>()
    .implements(&["Iterator", "Countable"])
    .not_serializable()
    .properties(PROPERTIES)
    .constants(&[
        ("TYPE_INT", Constant::Int(TYPE_INT)),
        ("TYPE_STRING", Constant::Int(TYPE_STRING)),
        ("TYPE_FLOAT", Constant::Int(TYPE_FLOAT)),
    ])
    .methods(&[
        method("public function __construct(int $table_size, float $conflict_proportion = 0.2)", construct),
        method("public function column(string $name, int $type, int $size = 0): bool", column),
        method("public function create(): bool", create),
        method("public function destroy(): bool", destroy),
        method("public function set(string $key, array $value): bool", set),
        method("public function get(string $key, ?string $field = null): array|string|int|float|false", get),
        method("public function count(): int", count),
        method("public function del(string $key): bool", del),
        method("public function delete(string $key): bool", del),
        method("public function exists(string $key): bool", exists),
        method("public function exist(string $key): bool", exists),
        method("public function incr(string $key, string $column, int|float $incrby = 1): int|float", incr),
        method("public function decr(string $key, string $column, int|float $incrby = 1): int|float", decr),
        method("public function getSize(): int", get_size),
        method("public function getMemorySize(): int", get_memory_size),
        method("public function stats(): array|false", stats),
        method("public function rewind(): void", rewind),
        method("public function valid(): bool", valid),
        method("public function next(): void", next),
        method("public function current(): mixed", current),
        method("public function key(): mixed", key),
    ]);

pub static FUNCTIONS: &[Function] = &[method("function swoole_table(int $size, string $fields): Swoole\\Table", quick)];

/// What a table is between its constructor and its end.
enum Stage {
    /// Not constructed, or destroyed.
    None,
    Planned(Plan),
    Created(Rc<Created>),
}

struct Plan {
    size: u32,
    conflict: f64,
    schema: Schema,
}

struct Created {
    table: Table,
    /// The columns' names as PHP strings, which keep their hash and are mostly those of the script.
    names: Vec<Str>,
    /// Where rows are copied to.
    row: RefCell<Snapshot>,
    /// What `set` converted; empty between two calls, kept for its memory.
    converted: RefCell<Vec<(usize, Held)>>,
    walk: RefCell<Walk>,
}

/// Where a `foreach` is: the keys of one bucket, of which those before `at` were visited.
#[derive(Default)]
struct Walk {
    bucket: usize,
    keys: Vec<Vec<u8>>,
    at: usize,
    /// The row that `current()` gives.
    shown: Option<(Vec<u8>, Array)>,
}

pub struct State {
    stage: RefCell<Stage>,
    constructed: Cell<bool>,
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State { stage: RefCell::new(Stage::None), constructed: Cell::new(false) }
    }
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let state = call.native::<State>();
    if state.constructed.replace(true) {
        return Err(throw_error(r"Constructor of Swoole\Table can only be called once"));
    }
    // The original reads the number as unsigned: a negative one is a very big one.
    let asked = (call.int(0) as u64).min(u64::from(MAX_SIZE)) as u32;
    let conflict = call.opt_float(1).unwrap_or(0.2);
    state.stage.replace(Stage::Planned(Plan { size: bucket_count(asked), conflict, schema: Schema::default() }));
    Ok(())
}

fn not_constructed() -> Raised {
    throw(&exception::ERROR, code::PHP_FATAL_ERROR, "must call constructor first")
}

fn refuse<T: From<bool>>(reason: &str) -> Outcome<T> {
    errors::set_last(code::PHP_FATAL_ERROR);
    warning(reason);
    Raised::check(T::from(false))
}

fn column(call: &mut Call<'_>) -> Outcome<bool> {
    let mut stage = call.native::<State>().stage.borrow_mut();
    let plan = match &mut *stage {
        Stage::None => return Err(not_constructed()),
        Stage::Created(_) => {
            drop(stage);
            return refuse("unable to add column after table has been created");
        }
        Stage::Planned(plan) => plan,
    };
    let kind = match (call.int(1), call.opt_int(2).unwrap_or(0)) {
        (TYPE_INT, _) => ColumnKind::Int,
        (TYPE_FLOAT, _) => ColumnKind::Float,
        (TYPE_STRING, size) if size > 0 => ColumnKind::Str(u32::try_from(size).unwrap_or(u32::MAX)),
        (TYPE_STRING, _) => {
            drop(stage);
            return refuse("the length of string type values has to be more than zero");
        }
        _ => {
            log::write(LogLevel::Warning, format_args!("Table::add_column(): unknown column type"));
            return Ok(false);
        }
    };
    plan.schema.add(call.bytes(0), kind);
    Ok(true)
}

fn create(call: &mut Call<'_>) -> Outcome<bool> {
    let state = call.native::<State>();
    let made = match &*state.stage.borrow() {
        Stage::None => return Err(not_constructed()),
        Stage::Created(_) => Err("the table has been created already".to_owned()),
        Stage::Planned(plan) => {
            Table::new(plan.schema.clone(), plan.size, plan.conflict).map_err(|error| error.to_string())
        }
    };
    let table = match made {
        Ok(table) => table,
        Err(reason) => return Err(fatal(&format!("unable to allocate memory: {reason}"))),
    };
    let this = call.this();
    this.set_slot(SIZE, table.buckets() as i64);
    this.set_slot(MEMORY_SIZE, table.memory_size() as i64);
    let names = table.schema().columns().iter().map(|column| Str::interned(&column.name)).collect();
    let created =
        Created { table, names, row: RefCell::default(), converted: RefCell::default(), walk: RefCell::default() };
    state.stage.replace(Stage::Created(Rc::new(created)));
    Ok(true)
}

fn destroy(call: &mut Call<'_>) -> Outcome<bool> {
    with(call, |_| Ok(()))?;
    let old = call.native::<State>().stage.replace(Stage::None);
    drop(old);
    Ok(true)
}

/// Runs `body` on a table that was created; on one that was not, the request ends as with the original.
#[inline]
fn with<T>(call: &Call<'_>, body: impl FnOnce(&Created) -> Outcome<T>) -> Outcome<T> {
    // Conversions may run PHP code, which may destroy the table: no borrow is held meanwhile.
    let created = match &*call.native::<State>().stage.borrow() {
        Stage::Created(created) => Some(Rc::clone(created)),
        Stage::None => return Err(not_constructed()),
        Stage::Planned(_) => None,
    };
    match created {
        Some(created) => body(&created),
        None => Err(fatal("table is not created or has been destroyed")),
    }
}

/// A value converted for its column. Strings are held while the engine copies from them.
enum Held {
    Number(Number),
    Text(Str),
}

impl AsValue for Held {
    #[inline]
    fn value(&self) -> Value<'_> {
        match self {
            Held::Number(Number::Int(number)) => Value::Int(*number),
            Held::Number(Number::Float(number)) => Value::Float(*number),
            Held::Text(text) => Value::Str(text.as_bytes()),
        }
    }
}

fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let done = with(call, |created| {
        let key = call.bytes(0);
        let Some(given) = call.zv(1).as_array() else { return Err(call.argument_type_error(1, "of type array")) };
        // A conversion may run PHP code that sets another row meanwhile: it finds an empty list.
        let mut values = created.converted.take();
        let done = created.convert(given, key, &mut values).map(|()| created.table.set(key, &values));
        values.clear();
        created.converted.replace(values);
        done
    })?;
    let key = call.bytes(0);
    if done == Err(TableFull) {
        warning(&format!("failed to set('{}'), unable to allocate memory", String::from_utf8_lossy(key)));
        errors::set_last(code::PHP_RUNTIME_NOTICE);
        return Raised::check(false);
    }
    warn_of_long_key(key);
    Raised::check(true)
}

#[cold]
fn warn_of_long_value(key: &[u8], field: &[u8]) {
    let (key, field) = (String::from_utf8_lossy(key), String::from_utf8_lossy(field));
    let line = format_args!("TableRow::set_value(): [key={key},field={field}]string value is too long");
    log::write(LogLevel::Warning, line);
}

fn warn_of_long_key(key: &[u8]) {
    if key.len() > MAX_KEY {
        errors::set_last(code::PHP_FATAL_ERROR);
        warning(&format!("key[{}] is too long", String::from_utf8_lossy(key)));
    }
}

fn get(call: &mut Call<'_>) -> Outcome<Zv> {
    with(call, |created| {
        let (key, mut row) = (call.bytes(0), created.row.borrow_mut());
        match call.opt_bytes(1) {
            None => match created.table.get(key, None, &mut row) {
                true => Ok(created.row_array(&row).into()),
                false => Ok(Zv::bool(false)),
            },
            Some(field) => match created.table.schema().find(field) {
                Some(column) if created.table.get(key, Some(column), &mut row) => Ok(created.value(&row, column)),
                _ => Ok(Zv::bool(false)),
            },
        }
    })
}

impl Created {
    /// The values of an array that belong to columns, as their kinds want them.
    fn convert(&self, given: &Array, key: &[u8], values: &mut Vec<(usize, Held)>) -> Outcome<()> {
        for (index, (name, column)) in self.names.iter().zip(self.table.schema().columns()).enumerate() {
            let Some(value) = given.get_str(name) else { continue };
            let value = match column.kind {
                ColumnKind::Int => Held::Number(Number::Int(value.to_int())),
                ColumnKind::Float => Held::Number(Number::Float(value.to_float())),
                ColumnKind::Str(_) => {
                    let text = value.to_str()?;
                    if text.as_bytes().len() > column.capacity() {
                        warn_of_long_value(key, &column.name);
                    }
                    Held::Text(text)
                }
            };
            values.push((index, value));
        }
        Raised::check(())
    }

    fn value(&self, row: &Snapshot, column: usize) -> Zv {
        match row.value(&self.table.schema().columns()[column]) {
            Value::Int(number) => Zv::int(number),
            Value::Float(number) => Zv::float(number),
            Value::Str(bytes) => Zv::str(bytes),
        }
    }

    fn row_array(&self, row: &Snapshot) -> Array {
        let columns = self.table.schema().columns();
        Array::build(self.names.len(), |array| {
            for (name, column) in self.names.iter().zip(columns) {
                match row.value(column) {
                    Value::Int(number) => array.int(name, number),
                    Value::Float(number) => array.float(name, number),
                    Value::Str(bytes) => array.bytes(name, bytes),
                }
            }
        })
    }

    /// Goes to the next row that still exists.
    fn step(&self) {
        let mut walk = self.walk.borrow_mut();
        let mut row = self.row.borrow_mut();
        loop {
            while walk.at == walk.keys.len() {
                if walk.bucket == self.table.buckets() {
                    walk.shown = None;
                    return;
                }
                walk.keys = self.table.keys_in(walk.bucket);
                walk.at = 0;
                walk.bucket += 1;
            }
            let at = walk.at;
            walk.at += 1;
            let key = std::mem::take(&mut walk.keys[at]);
            if self.table.get_in(walk.bucket - 1, &key, &mut row) {
                walk.shown = Some((key, self.row_array(&row)));
                return;
            }
        }
    }
}

fn count(call: &mut Call<'_>) -> Outcome<i64> {
    match &*call.native::<State>().stage.borrow() {
        Stage::None => Err(not_constructed()),
        Stage::Planned(_) => Ok(0),
        Stage::Created(created) => Ok(created.table.count() as i64),
    }
}

fn del(call: &mut Call<'_>) -> Outcome<bool> {
    with(call, |created| Ok(created.table.remove(call.bytes(0))))
}

fn exists(call: &mut Call<'_>) -> Outcome<bool> {
    with(call, |created| Ok(created.table.exists(call.bytes(0))))
}

fn incr(call: &mut Call<'_>) -> Outcome<Zv> {
    add(call, "incr", 1)
}

fn decr(call: &mut Call<'_>) -> Outcome<Zv> {
    add(call, "decr", -1)
}

fn add(call: &mut Call<'_>, name: &str, sign: i64) -> Outcome<Zv> {
    let (key, field) = (call.bytes(0), call.bytes(1));
    let by = call.opt(2);
    let sum = with(call, |created| {
        let schema = created.table.schema();
        let Some(column) = schema.find(field) else {
            return Ok(Err(format!("column[{}] does not exist", String::from_utf8_lossy(field))));
        };
        let by = match schema.columns()[column].kind {
            ColumnKind::Int => Number::Int(by.map_or(1, Zv::to_int).wrapping_mul(sign)),
            ColumnKind::Float => Number::Float(by.map_or(1.0, Zv::to_float) * sign as f64),
            ColumnKind::Str(_) => return Ok(Err(format!("can't execute '{name}' on a string type column"))),
        };
        Raised::check(())?;
        Ok(created.table.add(key, column, by).map_err(|TableFull| "unable to allocate memory".to_owned()))
    })?;
    match sum {
        Ok(Number::Int(sum)) => Ok(sum.into()),
        Ok(Number::Float(sum)) => Ok(sum.into()),
        Err(reason) => refuse(&reason),
    }
}

fn get_size(call: &mut Call<'_>) -> i64 {
    match &*call.native::<State>().stage.borrow() {
        Stage::None => 0,
        Stage::Planned(plan) => plan.size.into(),
        Stage::Created(created) => created.table.buckets() as i64,
    }
}

fn get_memory_size(call: &mut Call<'_>) -> i64 {
    match &*call.native::<State>().stage.borrow() {
        Stage::Created(created) => created.table.memory_size() as i64,
        _ => 0,
    }
}

fn stats(call: &mut Call<'_>) -> Outcome<Array> {
    with(call, |created| {
        let stats = created.table.stats();
        let mut array = Array::with_capacity(8);
        for (name, number) in [
            ("num", stats.rows),
            ("conflict_count", stats.conflicts),
            ("conflict_max_level", stats.longest),
            ("insert_count", stats.inserts),
            ("update_count", stats.updates),
            ("delete_count", stats.deletes),
            ("available_slice_num", stats.free_slices),
            ("total_slice_num", stats.slices),
        ] {
            array.insert(name, i64::try_from(number).unwrap_or(i64::MAX));
        }
        Ok(array)
    })
}

fn rewind(call: &mut Call<'_>) -> Outcome<()> {
    with(call, |created| {
        let old = created.walk.take();
        drop(old);
        created.step();
        Ok(())
    })
}

fn next(call: &mut Call<'_>) -> Outcome<()> {
    with(call, |created| {
        created.step();
        Ok(())
    })
}

fn valid(call: &mut Call<'_>) -> Outcome<bool> {
    with(call, |created| Ok(created.walk.borrow().shown.is_some()))
}

fn current(call: &mut Call<'_>) -> Outcome<Option<Array>> {
    with(call, |created| Ok(created.walk.borrow().shown.as_ref().map(|(_, row)| row.clone())))
}

fn key(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    with(call, |created| Ok(created.walk.borrow().shown.as_ref().map(|(key, _)| Zv::str(key))))
}

/// `swoole_table(1024, 'fd:int, name:s:64')`: a table in one call, as the original's library has it.
fn quick(call: &mut Call<'_>) -> Outcome<Object> {
    let table = CLASS.instantiate()?;
    table.call_method("__construct", &mut [Zv::int(call.int(0)), Zv::float(0.25)])?;
    let fields = String::from_utf8_lossy(call.bytes(1)).into_owned();
    for field in fields.split(',').map(str::trim).filter(|field| !field.is_empty()) {
        let mut parts = field.split(':').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let kind = parts.next().unwrap_or_default();
        let size = parts.next().and_then(|size| size.parse().ok()).unwrap_or(0);
        let kind = match kind {
            "i" | "int" => TYPE_INT,
            "f" | "float" => TYPE_FLOAT,
            "s" | "string" => TYPE_STRING,
            other => return Err(throw_runtime(&format!("unknown field type[{other}]"))),
        };
        table.call_method("column", &mut [Zv::str(name), Zv::int(kind), Zv::int(size)])?;
    }
    if !table.call_method("create", &mut [])?.to_bool() {
        return Err(throw_runtime("failed to create table"));
    }
    Ok(table)
}
