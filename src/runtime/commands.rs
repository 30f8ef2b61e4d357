//! `exec()`, `shell_exec()`, `system()` and `passthru()` in coroutines. What the command says is kept until it is over: `system()` and
//! `passthru()` print it then.

use crate::system::{self, Stop, command};
use crate::zend::{Call, Outcome, Zv, fiber};

/// How a command ended in a coroutine.
enum Ran {
    /// PHP's own function says what is wrong with it.
    NotMine,
    /// No process could be made, or nobody waits for it any more.
    Failed,
    Ended(command::Ended),
}

fn run(command: &[u8]) -> Outcome<Ran> {
    if command.is_empty() || command.contains(&0) {
        return Ok(Ran::NotMine);
    }
    match system::wait(command::run(command, false), None) {
        Ok(Ok(ended)) => Ok(Ran::Ended(ended)),
        Ok(Err(_)) => Ok(Ran::NotMine),
        Err(Stop::Cancelled(cancelled)) => cancelled.reply(Ran::Failed),
        Err(Stop::TimedOut) => Ok(Ran::Failed),
    }
}

/// As PHP says it: the number of the signal that ended it, else the status of its exit.
fn status(ended: &command::Ended) -> i64 {
    i64::from(if ended.signal == 0 { ended.code } else { ended.signal })
}

fn lines(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    let output = output.strip_suffix(b"\n").unwrap_or(output);
    output.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end)
}

/// Empty when there was no output at all.
fn last_line(output: &[u8]) -> Zv {
    Zv::str(lines(output).last().unwrap_or_default())
}

fn answer(call: &mut Call<'_>, with: impl FnOnce(&mut Call<'_>, command::Ended) -> Outcome<Zv>) -> Outcome<Option<Zv>> {
    match run(call.bytes(0))? {
        Ran::NotMine => Ok(None),
        Ran::Failed => Ok(Some(Zv::bool(false))),
        Ran::Ended(ended) => with(call, ended).map(Some),
    }
}

pub fn exec(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    answer(call, |call, ended| {
        if call.num_args() > 1 {
            let mut all = call.zv(1).as_array().cloned().unwrap_or_default();
            if !ended.output.is_empty() {
                for line in lines(&ended.output) {
                    all.push(Zv::str(line));
                }
            }
            call.assign(1, all)?;
        }
        call.assign(2, status(&ended))?;
        Ok(last_line(&ended.output))
    })
}

pub fn shell_exec(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    answer(call, |_, ended| Ok(if ended.output.is_empty() { Zv::NULL } else { Zv::str(&ended.output) }))
}

pub fn system(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    answer(call, |call, ended| {
        print(call, &ended)?;
        Ok(last_line(&ended.output))
    })
}

pub fn passthru(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    answer(call, |call, ended| {
        print(call, &ended)?;
        Ok(Zv::NULL)
    })
}

fn print(call: &mut Call<'_>, ended: &command::Ended) -> Outcome<()> {
    fiber::print(&ended.output);
    call.assign(1, status(ended))
}
