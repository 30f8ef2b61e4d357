//! Name resolvers of the application (`Swoole\NameResolver`): who is asked for a name before the system is, and what an answer means.
//! It must not look up names itself.

use std::cell::RefCell;

use crate::zend::{self, Array, Object, Outcome, Raised, Zv};

thread_local! {
    /// In the order in which they are asked.
    static RESOLVERS: RefCell<Vec<Object>> = const { RefCell::new(Vec::new()) };
}

/// What a resolver gives for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// An address as a rule; the application may say another name.
    pub host: Vec<u8>,
    /// Where a node of a cluster listens.
    pub port: Option<u16>,
}

/// The nodes of a cluster that a former question brought and that nobody has tried: they come before a new question.
#[derive(Default)]
pub struct Untried(RefCell<Option<Object>>);

impl Untried {
    pub fn cluster(&self) -> Option<Object> {
        self.0.borrow().clone()
    }

    fn put(&self, cluster: Option<Object>) {
        let before = self.0.replace(cluster);
        drop(before);
    }
}

/// The last of those that are asked. False: it is no resolver, and a warning said so.
pub fn add(resolver: &Zv) -> Outcome<bool> {
    let Some(resolver) = resolver.as_object().filter(|object| object.is_a_named(r"Swoole\NameResolver")) else {
        zend::warning("the given object is not an instance of Swoole\\NameResolver");
        return Raised::check(false);
    };
    RESOLVERS.with_borrow_mut(|resolvers| resolvers.push(resolver.clone()));
    Ok(true)
}

/// False: it was not there.
pub fn remove(resolver: &Object) -> bool {
    let removed = RESOLVERS.with_borrow_mut(|resolvers| {
        let at = resolvers.iter().position(|known| known == resolver)?;
        Some(resolvers.remove(at))
    });
    removed.is_some()
}

/// The option `name_resolver`: a list of resolvers, asked after those there are.
pub fn set(option: &Zv) -> Outcome<()> {
    let Some(list) = option.as_array() else {
        zend::warning("name_resolver must be an array");
        return Raised::check(());
    };
    for (_, resolver) in list.iter() {
        add(&resolver)?;
    }
    Raised::check(())
}

/// The options of a server; [`set`] if the resolvers are among them.
pub fn take(options: &Array) -> Outcome<()> {
    options.get("name_resolver").filter(|given| !given.is_null()).map_or(Ok(()), |given| set(&given))
}

/// When the request ends.
pub fn clear() {
    let all = RESOLVERS.take();
    drop(all);
}

/// What the first resolver that knows `name` says. None: the system is to be asked.
pub fn ask(name: &[u8], untried: &Untried) -> Outcome<Option<Endpoint>> {
    if let Some(cluster) = untried.cluster() {
        if let Some(node) = next_node(&cluster)? {
            return Ok(Some(node));
        }
        untried.put(None);
    }
    let resolvers = RESOLVERS.with_borrow(|resolvers| resolvers.clone());
    for resolver in resolvers {
        let answer = resolver.call_method("lookup", &mut [Zv::str(name)])?;
        if let Some(host) = answer.as_bytes() {
            return Ok(Some(Endpoint { host: host.to_vec(), port: None }));
        }
        let node = match (answer.as_object(), answer.as_array()) {
            (Some(cluster), _) => {
                let node = next_node(cluster)?;
                untried.put(node.is_some().then(|| cluster.clone()));
                node
            }
            (_, Some(node)) => endpoint(node),
            _ => None,
        };
        if node.is_some() {
            return Ok(node);
        }
    }
    Ok(None)
}

fn next_node(cluster: &Object) -> Outcome<Option<Endpoint>> {
    let node = cluster.call_method("pop", &mut [])?;
    Ok(node.as_array().and_then(endpoint))
}

/// `{host, port, weight}`, as a cluster gives it.
fn endpoint(node: &Array) -> Option<Endpoint> {
    let host = node.get("host")?.as_bytes()?.to_vec();
    let port = node.get("port").and_then(|port| u16::try_from(port.to_int()).ok()).filter(|port| *port != 0);
    Some(Endpoint { host, port })
}
