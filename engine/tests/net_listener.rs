//! Listeners on real sockets: what they bind, what they refuse and how they say it.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;

use rswoole_engine::net::{Address, BindError, BindProblem, ListenOptions, Listener};

fn listen_with(address: &Address, options: &ListenOptions) -> Result<Listener, BindError> {
    let listener = Listener::bind(address)?;
    listener.listen(options)?;
    Ok(listener)
}

fn listen(address: &Address) -> Result<Listener, BindError> {
    listen_with(address, &ListenOptions::default())
}

#[test]
fn port_0_becomes_a_real_port() {
    for address in [Address::tcp4("127.0.0.1", 0).unwrap(), Address::tcp6("::1", 0).unwrap()] {
        let listener = listen(&address).unwrap();
        assert_ne!(listener.local().port(), 0);
    }
}

#[test]
fn a_port_in_use_is_named_with_the_remedy_and_shared_on_request() {
    let address = Address::tcp4("127.0.0.1", 0).unwrap();
    let reuse = ListenOptions { reuse_port: true, ..ListenOptions::default() };
    let first = listen_with(&address, &reuse).unwrap();
    let error = listen(first.local()).unwrap_err();
    assert!(matches!(error.problem, BindProblem::InUse));
    let text = error.to_string();
    assert!(text.contains(&first.local().to_string()) && text.contains("enable_reuse_port"), "{text}");
    assert_eq!(error.errno(), 98);
    listen_with(first.local(), &reuse).unwrap();
}

#[test]
fn an_address_of_another_machine_is_refused() {
    let error = listen(&Address::tcp4("203.0.113.1", 0).unwrap()).unwrap_err();
    assert!(matches!(error.problem, BindProblem::NotLocal), "{error}");
}

#[test]
fn a_unix_socket_replaces_a_stale_one_but_nothing_else() {
    let directory = scratch();
    let path = directory.join("s.sock");
    drop(UnixListener::bind(&path).unwrap());
    let listener = listen(&Address::unix(&path).unwrap()).unwrap();
    listener.unlink();
    assert!(!path.exists());

    fs::write(&path, "precious").unwrap();
    let error = listen(&Address::unix(&path).unwrap()).unwrap_err();
    assert!(matches!(error.problem, BindProblem::NotASocket), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");

    let error = listen(&Address::unix(directory.join("no/such/s.sock")).unwrap()).unwrap_err();
    assert!(matches!(error.problem, BindProblem::NoDirectory), "{error}");
    fs::remove_dir_all(directory).unwrap();
}

fn scratch() -> PathBuf {
    let directory = std::env::temp_dir().join(format!("rswoole-net-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    directory
}
