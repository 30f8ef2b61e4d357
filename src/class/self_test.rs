//! `Rswoole\SelfTest`, only in builds with the feature `selftest`: lets php-tests/zend reach what no documented class shows on demand
//! (a panic, a bailout while Rust frames own values, a cycle through native state).

use crate::zend::{
    Array, Call, Callable, Class, Gc, Kind, Native, Object, Outcome, Slot, Zv, exception_pending, guarded, method,
    report_uncaught, take_exception, warning,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

const PROPERTIES: &[&str] =
    &["public $first = null", "public int $count = 7", "private $secret = 'x'", "public array $list = []"];
const FIRST: Slot = Slot::of(PROPERTIES, "first", 0);
const COUNT: Slot = Slot::of(PROPERTIES, "count", 0);

pub static CLASS: Class = Class::new(r"Rswoole\SelfTest")
    .native::<State>()
    .not_serializable()
    .implements(&["Countable"])
    .properties(PROPERTIES)
    .constants(&[("ANSWER", crate::zend::Constant::Int(42)), ("NAME", crate::zend::Constant::Str("self"))])
    .methods(&[
        method("public function __construct(int $start = 0, ?string $label = null)", construct),
        method("public function count(): int", count),
        method("public function add(int $by): int", add),
        method("public function scalars(int $i, float $f, bool $b, string $s, string|int $u, int|float $n): array", scalars),
        method("public function optional(?int $i = null, ?string $s = null, array $a = [], ?Rswoole\\SelfTest $o = null): array", optional),
        method("public function same(Countable|Rswoole\\SelfTest $o): bool", same),
        method("public function byReference(mixed $a, &$out): void", by_reference),
        method("public static function variadic(string $first, mixed ...$rest): int", variadic),
        method("public static function called(): static", called),
        method("public function hold(callable $callback): void", hold),
        method("public function callHeld(mixed ...$args): mixed", call_held),
        method("public function callSwallowing(?callable $callback = null): string", call_swallowing),
        method("public function panic(string $text): void", panic),
        method("public function dropWhileOwning(object $victim): int", drop_while_owning),
        method("public function dropResult(callable $make): void", drop_result),
        method("public function warn(string $text): string", warn),
        method("public function slots(mixed $value): mixed", slots),
        method("public function secret(): mixed", secret),
        method("public function copyArray(array $list): array", copy_array),
        method("public function buildLarge(int $bytes): int", build_large),
        method("public static function living(): int", living),
        method("public static function pretendUncaught(callable $callback): string", pretend_uncaught),
    ]);

/// Child of an internal class with native state, with a redeclared method table of its own.
pub static CHILD: Class = Class::new(r"Rswoole\SelfTest\Child")
    .extends(&CLASS)
    .is_final()
    .properties(&["public $own = 1"])
    .methods(&[method("public function own(): int", own)]);

thread_local! {
    static LIVING: Cell<i64> = const { Cell::new(0) };
}

struct State {
    count: Cell<i64>,
    held: RefCell<Option<Rc<Callable>>>,
    _alive: Alive,
}

struct Alive;

impl Alive {
    fn new() -> Alive {
        LIVING.set(LIVING.get() + 1);
        Alive
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        LIVING.set(LIVING.get() - 1);
    }
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State { count: Cell::new(0), held: RefCell::new(None), _alive: Alive::new() }
    }

    fn gc(&self, gc: &mut Gc) {
        if let Ok(held) = self.held.try_borrow() {
            held.iter().for_each(|callable| gc.callable(callable));
        }
    }
}

fn construct(call: &mut Call<'_>) {
    call.native::<State>().count.set(call.opt_int(0).unwrap_or(0));
    if let Some(label) = call.opt_bytes(1) {
        call.this().set_slot(FIRST, label);
    }
}

fn count(call: &mut Call<'_>) -> i64 {
    call.native::<State>().count.get()
}

fn add(call: &mut Call<'_>) -> i64 {
    let state = call.native::<State>();
    state.count.set(state.count.get() + call.int(0));
    state.count.get()
}

fn scalars(call: &mut Call<'_>) -> Array {
    let mut array = Array::with_capacity(6);
    array.insert("i", call.int(0));
    array.insert("f", call.float(1));
    array.insert("b", call.bool(2));
    array.insert("s", call.bytes(3));
    array.insert("u", call.zv(4).clone());
    array.insert("n", call.zv(5).clone());
    array
}

fn optional(call: &mut Call<'_>) -> Array {
    let mut array = Array::new();
    array.push(call.opt_int(0));
    array.push(call.opt_bytes(1));
    array.push(call.opt(2).and_then(Zv::as_array).map(|list| list.len() as i64));
    array.push(call.opt(3).and_then(Zv::as_object).map(Object::class_name).as_deref());
    array.push(call.num_args() as i64);
    array
}

fn same(call: &mut Call<'_>) -> bool {
    call.zv(0).as_object() == Some(call.this())
}

fn by_reference(call: &mut Call<'_>) -> Outcome<()> {
    let value = call.zv(0).clone();
    call.assign(1, value)
}

fn variadic(call: &mut Call<'_>) -> i64 {
    call.rest(1).iter().filter(|value| value.kind() == Kind::Int).map(Zv::to_int).sum()
}

fn called(call: &mut Call<'_>) -> Outcome<Object> {
    match call.called_class().as_deref() {
        Some(r"Rswoole\SelfTest\Child") => CHILD.instantiate(),
        _ => CLASS.instantiate(),
    }
}

fn hold(call: &mut Call<'_>) -> Outcome<()> {
    let callable = Rc::new(call.callable(0)?);
    let old = call.native::<State>().held.replace(Some(callable));
    drop(old);
    Ok(())
}

fn call_held(call: &mut Call<'_>) -> Outcome<Zv> {
    // Owned across the call into PHP: its drop shows that no longjmp skipped this frame.
    let _alive = Alive::new();
    let held = call.native::<State>().held.borrow().clone();
    let mut args = call.rest(0).to_vec();
    held.map_or(Ok(Zv::NULL), |callable| callable.call(&mut args))
}

fn call_swallowing(call: &mut Call<'_>) -> Outcome<String> {
    let Some(callable) = call.opt_callable(0)? else { return Ok("nothing to call".to_owned()) };
    let outcome = callable.call(&mut []);
    let thrown = take_exception().map(|exception| exception.class_name()).unwrap_or_default();
    Ok(format!("{outcome:?} {thrown} pending={}", exception_pending()))
}

fn panic(call: &mut Call<'_>) {
    let _alive = Alive::new();
    std::panic::panic_any(String::from_utf8_lossy(call.bytes(0)).into_owned());
}

fn drop_while_owning(call: &mut Call<'_>) -> Outcome<i64> {
    let _alive = Alive::new();
    let Some(victim) = call.zv(0).as_object().cloned() else { return Ok(0) };
    // The caller's variable holds the victim itself; what its property `target` refers to dies here.
    victim.set(&CLASS, "target", Zv::NULL)?;
    Ok(1)
}

fn warn(call: &mut Call<'_>) -> Outcome<String> {
    let _alive = Alive::new();
    warning(&String::from_utf8_lossy(call.bytes(0)));
    crate::zend::Raised::check("warned".to_owned())
}

fn slots(call: &mut Call<'_>) -> Zv {
    let this = call.this();
    this.set_slot(FIRST, call.zv(0).clone());
    this.set_slot(COUNT, this.slot(COUNT).to_int() + 1);
    this.slot(FIRST)
}

fn secret(call: &mut Call<'_>) -> Outcome<Zv> {
    call.this().set(&CLASS, "secret", "y")?;
    call.this().get(&CLASS, "secret")
}

fn copy_array(call: &mut Call<'_>) -> Array {
    let source = call.zv(0).as_array().cloned().unwrap_or_default();
    let mut copy = source.clone();
    copy.push("added");
    let mut keys = Array::new();
    for (key, value) in source.iter() {
        keys.insert_key(&key, value);
    }
    let mut both = Array::new();
    both.push(source);
    both.push(copy);
    both.push(keys);
    both
}

/// Drops the last reference to what `$make` returns while this frame owns something.
fn drop_result(call: &mut Call<'_>) -> Outcome<()> {
    let _alive = Alive::new();
    let made = call.callable(0)?.call(&mut [])?;
    drop(made);
    Ok(())
}

fn build_large(call: &mut Call<'_>) -> i64 {
    let _alive = Alive::new();
    let bytes = vec![b'x'; call.int(0) as usize];
    Zv::str(bytes).as_bytes().map_or(0, |bytes| bytes.len() as i64)
}

fn living(_: &mut Call<'_>) -> i64 {
    LIVING.get()
}

fn pretend_uncaught(call: &mut Call<'_>) -> Outcome<String> {
    let callable = call.callable(0)?;
    let outcome = callable.call(&mut []);
    let Some(exception) = take_exception() else { return Ok(format!("{outcome:?}")) };
    report_uncaught(exception)?;
    Ok("reported".to_owned())
}

fn own(call: &mut Call<'_>) -> i64 {
    // A guard inside a method: what it returns survives.
    guarded(|| 1).unwrap_or(0) + call.native::<State>().count.get()
}
