//! Tables: one process, many threads and processes at once, and writers that die at every step.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::*;
use crate::sys::process::{Fork, Pid, exit_now, fork, kill, own_pid, reap_one};
use crate::sys::signal::Signal;

/// A row with empty values.
const NOTHING: &[(usize, Value<'static>)] = &[];

fn table(size: u32) -> Table {
    let mut schema = Schema::default();
    schema.add(b"id", ColumnKind::Int);
    schema.add(b"name", ColumnKind::Str(21));
    schema.add(b"ratio", ColumnKind::Float);
    Table::new(schema, size, 0.2).unwrap()
}

fn id(table: &Table, key: &[u8]) -> Option<i64> {
    let mut row = Snapshot::default();
    table.get(key, None, &mut row).then(|| match row.value(&table.schema().columns()[0]) {
        Value::Int(id) => id,
        other => panic!("{other:?}"),
    })
}

fn name(table: &Table, key: &[u8]) -> Vec<u8> {
    let mut row = Snapshot::default();
    assert!(table.get(key, Some(1), &mut row));
    match row.value(&table.schema().columns()[1]) {
        Value::Str(name) => name.to_vec(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_row_keeps_what_is_not_written() {
    let table = table(64);
    table.set(b"k", &[(0, Value::Int(7)), (1, Value::Str(b"seven"))]).unwrap();
    table.set(b"k", &[(2, Value::Float(0.5))]).unwrap();
    table.set(b"k", &[(0, Value::Int(8)), (2, Value::Float(1.5))]).unwrap();
    assert_eq!((id(&table, b"k"), name(&table, b"k")), (Some(8), b"seven".to_vec()));
    assert!(table.remove(b"k") && !table.remove(b"k") && !table.exists(b"k"));
    table.set(b"k", NOTHING).unwrap();
    assert_eq!((id(&table, b"k"), name(&table, b"k")), (Some(0), vec![]), "a new row of an old key is empty");
}

#[test]
fn strings_are_cut_to_whole_words() {
    let table = table(64);
    table.set(b"k", &[(1, Value::Str(b"0123456789012345678901234567890"))]).unwrap();
    assert_eq!(name(&table, b"k"), b"012345678901234567890123");
}

#[test]
fn long_keys_are_told_apart_by_what_is_not_kept() {
    let table = table(64);
    let (a, b) = ([b'x'; 64], [b'x'; 65]);
    table.set(&a, &[(0, Value::Int(1))]).unwrap();
    table.set(&b, &[(0, Value::Int(2))]).unwrap();
    assert_eq!((id(&table, &a), id(&table, &b), id(&table, &a[..63])), (Some(1), Some(2), None));
}

#[test]
fn a_table_takes_as_many_rows_as_it_promises_and_again_after_deletes() {
    let table = table(64);
    let rows = 64 + 12;
    for round in 0..3 {
        for n in 0..rows {
            table.set(format!("{round}-{n}").as_bytes(), &[(0, Value::Int(n))]).unwrap();
        }
        assert_eq!(table.set(b"one more", NOTHING), Err(TableFull));
        assert_eq!(table.count(), rows as usize);
        for n in 0..rows {
            assert_eq!(id(&table, format!("{round}-{n}").as_bytes()), Some(n));
            assert!(table.remove(format!("{round}-{n}").as_bytes()));
        }
    }
    assert_eq!(table.stats().rows, 0);
}

#[test]
fn numbers_grow_and_wrap() {
    let table = table(64);
    assert_eq!(table.add(b"k", 0, Number::Int(i64::MAX)), Ok(Number::Int(i64::MAX)));
    assert_eq!(table.add(b"k", 0, Number::Int(1)), Ok(Number::Int(i64::MIN)));
    assert_eq!(table.add(b"k", 2, Number::Float(0.25)), Ok(Number::Float(0.25)));
}

#[test]
fn a_walk_meets_every_row_once() {
    let table = table(64);
    let mut left: HashMap<Vec<u8>, ()> = (0..70).map(|n| (format!("key{n}").into_bytes(), ())).collect();
    left.keys().for_each(|key| table.set(key, NOTHING).unwrap());
    let mut row = Snapshot::default();
    for bucket in 0..table.buckets() {
        for key in table.keys_in(bucket) {
            assert!(table.get_in(bucket, &key, &mut row));
            assert!(left.remove(&key).is_some());
        }
    }
    assert!(left.is_empty());
}

#[test]
fn readers_never_see_half_of_a_write() {
    let table = table(64);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for writer in 0..2i64 {
            let (table, done) = (&table, &done);
            scope.spawn(move || {
                for n in 0..30_000i64 {
                    let id = n * 2 + writer;
                    let name = format!("{id:021}");
                    let values = [(0, Value::Int(id)), (1, Value::Str(name.as_bytes())), (2, Value::Float(id as f64))];
                    table.set(b"shared", &values).unwrap();
                    let own = format!("{writer}-{}", n % 20);
                    if n % 3 == 0 {
                        table.remove(own.as_bytes());
                    } else {
                        table.set(own.as_bytes(), &values).unwrap();
                    }
                }
                done.store(true, Ordering::Relaxed);
            });
        }
        let mut row = Snapshot::default();
        let columns = table.schema().columns();
        while !done.load(Ordering::Relaxed) {
            for key in [&b"shared"[..], b"0-1", b"1-7"] {
                if !table.get(key, None, &mut row) {
                    continue;
                }
                let (Value::Int(id), Value::Str(name)) = (row.value(&columns[0]), row.value(&columns[1])) else {
                    panic!("kinds")
                };
                assert_eq!(name, format!("{id:021}").as_bytes());
                assert_eq!(row.value(&columns[2]), Value::Float(id as f64));
            }
        }
    });
}

/// A stripe whose holder is dead.
fn orphan(table: &Table, bucket: usize) -> &Stripe {
    let stripe = table.stripe(bucket);
    stripe.owner().set(0x1_7fff_ffff);
    stripe
}

#[test]
fn an_heir_completes_a_replacement_that_was_linked() {
    let table = table(64);
    table.set(b"k", &[(0, Value::Int(1)), (1, Value::Str(b"one"))]).unwrap();
    let key = Key::new(b"k");
    let bucket = table.bucket(&key);
    let old = table.search(bucket, &key).found.unwrap();
    let stripe = orphan(&table, bucket);
    let fresh = table.spare(stripe, bucket % table.stripes.len());
    table.rows.copy(&table.schema, old, fresh, |_| false);
    stripe.replaced.store(old.0, Relaxed);
    table.link(bucket, RowRef::NONE, fresh);
    assert_eq!(id(&table, b"k"), Some(1), "a reader does not wait for the dead");
    for n in 0..10 {
        table.set(b"k", &[(0, Value::Int(n)), (1, Value::Str(b"again"))]).unwrap();
        assert_eq!(id(&table, b"k"), Some(n));
    }
    assert_eq!(table.count(), 1);
}

#[test]
fn an_heir_gives_back_a_row_that_was_never_linked() {
    let table = table(64);
    let bucket = table.bucket(&Key::new(b"k"));
    let stripe = orphan(&table, bucket);
    stripe.inserting.store(table.rows.take().unwrap().0, Relaxed);
    stripe.rows.store(5, Relaxed);
    table.set(b"k", NOTHING).unwrap();
    assert_eq!(table.count(), 1);
    assert_eq!((0..200).filter(|n| table.set(format!("n{n}").as_bytes(), NOTHING).is_ok()).count(), 75);
}

#[test]
fn writers_that_are_killed_stop_nobody() {
    let table = table(64);
    for _ in 0..20 {
        let children: Vec<Pid> = (0..2)
            .map(|child| match fork().unwrap() {
                Fork::Parent(pid) => pid,
                Fork::Child => {
                    for n in 0i64.. {
                        let name = format!("{n:021}");
                        let key = format!("key{}", (n + child) % 30);
                        let values = [(0, Value::Int(n)), (1, Value::Str(name.as_bytes()))];
                        let _ = table.set(key.as_bytes(), &values);
                        if n % 7 == 0 {
                            table.remove(key.as_bytes());
                        }
                        if table.exists(b"stop") {
                            break;
                        }
                    }
                    exit_now(0)
                }
            })
            .collect();
        thread::sleep(std::time::Duration::from_millis(5));
        for pid in children {
            kill(pid, Signal(libc::SIGKILL)).unwrap();
            while reap_one(pid).is_none() {
                thread::yield_now();
            }
        }
        let mut row = Snapshot::default();
        for n in 0..30 {
            let key = format!("key{n}");
            if table.get(key.as_bytes(), None, &mut row) {
                let columns = table.schema().columns();
                let Value::Int(id) = row.value(&columns[0]) else { panic!("kind") };
                assert_eq!(row.value(&columns[1]), Value::Str(format!("{id:021}").as_bytes()));
            }
            table.set(key.as_bytes(), &[(0, Value::Int(n)), (1, Value::Str(format!("{n:021}").as_bytes()))]).unwrap();
        }
        assert_eq!(table.count(), 30, "of {}", own_pid());
    }
}
