//! `Swoole\NameResolver\Cluster`: the nodes that offer a service. It must not choose by anything but chance.

use std::net::IpAddr;

use super::exception;
use crate::random;
use crate::zend::{Array, Call, Class, Object, Outcome, Slot, Zv, method, throw};

const PROPERTIES: &[&str] = &["private array $nodes = []"];
const NODES: Slot = Slot::of(PROPERTIES, "nodes", 0);

pub static CLASS: Class = Class::new(r"Swoole\NameResolver\Cluster").properties(PROPERTIES).methods(&[
    method("public function add(string $host, int $port, int $weight = 100): void", add),
    method("public function pop()", pop),
    method("public function count(): int", count),
]);

fn nodes(object: &Object) -> Array {
    object.slot(NODES).into_array().unwrap_or_default()
}

fn add(call: &mut Call<'_>) -> Outcome<()> {
    let (host, port, weight) = (call.bytes(0), call.int(1), call.opt_int(2).unwrap_or(100));
    let refuse = |what: String| throw(&exception::EXCEPTION, 0, &what);
    if std::str::from_utf8(host).ok().and_then(|host| host.parse::<IpAddr>().ok()).is_none() {
        return Err(refuse(format!("Bad IP Address [{}]", String::from_utf8_lossy(host))));
    }
    if !(0..=65535).contains(&port) {
        return Err(refuse(format!("Bad Port [{port}]")));
    }
    if !(0..=100).contains(&weight) {
        return Err(refuse(format!("Bad Weight [{weight}]")));
    }
    let mut node = Array::with_capacity(3);
    node.insert("host", Zv::str(host));
    node.insert("port", port);
    node.insert("weight", weight);
    let mut nodes = nodes(call.this());
    nodes.push(node);
    call.this().set_slot(NODES, nodes);
    Ok(())
}

/// Any of them, taken out; false: none is left.
fn pop(call: &mut Call<'_>) -> Zv {
    let mut left: Vec<Zv> = nodes(call.this()).iter().map(|(_, node)| node).collect();
    if left.is_empty() {
        return Zv::bool(false);
    }
    let node = left.swap_remove(random::below(left.len()));
    call.this().set_slot(NODES, left.into_iter().collect::<Array>());
    node
}

fn count(call: &mut Call<'_>) -> i64 {
    nodes(call.this()).len() as i64
}
