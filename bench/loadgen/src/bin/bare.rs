//! `bare echo|http|udp`: the server of [`rswoole_bench::bare`], on the port of 127.0.0.1 that PORT names.

use std::process::ExitCode;

use rswoole_bench::bare::{self, Reply};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bare: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let reply: Reply = std::env::args().nth(1).ok_or("which? echo, http or udp")?.parse()?;
    let port = std::env::var("PORT").map_err(|_| "PORT names no port")?;
    let port = port.parse().map_err(|_| format!("PORT={port} is no port"))?;
    bare::serve(port, reply).map_err(|error| format!("127.0.0.1:{port}: {error}"))
}
