//! `Swoole\Process\Manager`: a pool whose workers each have a function of their own. It must not fork: its pool does.

use super::process_pool;
use crate::coroutine;
use crate::zend::{Array, Call, Callable, Class, Object, Outcome, Raised, Slot, Zv, method, throw_error};

const PROPERTIES: &[&str] =
    &["protected $pool = null", "protected $ipcType = 0", "protected $msgQueueKey = 0", "protected $startFuncMap = []"];
const POOL: Slot = Slot::of(PROPERTIES, "pool", 0);
const IPC_TYPE: Slot = Slot::of(PROPERTIES, "ipcType", 0);
const QUEUE_KEY: Slot = Slot::of(PROPERTIES, "msgQueueKey", 0);
/// By worker: function, whether it gets a coroutine.
const FUNCTIONS: Slot = Slot::of(PROPERTIES, "startFuncMap", 0);

pub static CLASS: Class = Class::new(r"Swoole\Process\Manager")
    .aliases(&[r"Swoole\Process\ProcessManager"])
    .properties(PROPERTIES)
    .methods(&[
        method("public function __construct(int $ipcType = SWOOLE_IPC_NONE, int $msgQueueKey = 0)", construct),
        method("public function add(callable $func, bool $enableCoroutine = false): self", add),
        method(
            "public function addBatch(int $workerNum, callable $func, bool $enableCoroutine = false): self",
            add_batch,
        ),
        method("public function start(): void", start),
        method("public function setIPCType(int $ipcType): self", set_ipc_type),
        method("public function getIPCType(): int", ipc_type),
        method("public function setMsgQueueKey(int $msgQueueKey): self", set_queue_key),
        method("public function getMsgQueueKey(): int", queue_key),
        // The WorkerStart of its pool.
        method("public function __invoke(Swoole\\Process\\Pool $pool, int $workerId): void", work),
    ]);

fn construct(call: &mut Call<'_>) {
    call.this().set_slot(IPC_TYPE, call.opt_int(0).unwrap_or(0));
    call.this().set_slot(QUEUE_KEY, call.opt_int(1).unwrap_or(0));
}

fn functions(object: &Object) -> Array {
    object.slot(FUNCTIONS).into_array().unwrap_or_default()
}

fn add(call: &mut Call<'_>) -> Outcome<Object> {
    call.callable(0)?;
    append(call.this(), 1, call.zv(0), call.opt_bool(1).unwrap_or(false));
    Ok(call.this().clone())
}

fn add_batch(call: &mut Call<'_>) -> Outcome<Object> {
    call.callable(1)?;
    append(call.this(), call.int(0), call.zv(1), call.opt_bool(2).unwrap_or(false));
    Ok(call.this().clone())
}

fn append(object: &Object, times: i64, function: &Zv, in_coroutine: bool) {
    let mut all = functions(object);
    for _ in 0..times {
        let mut pair = Array::with_capacity(2);
        pair.push(function.clone());
        pair.push(in_coroutine);
        all.push(pair);
    }
    object.set_slot(FUNCTIONS, all);
}

fn set_ipc_type(call: &mut Call<'_>) -> Object {
    call.this().set_slot(IPC_TYPE, call.int(0));
    call.this().clone()
}

fn ipc_type(call: &mut Call<'_>) -> i64 {
    call.this().slot(IPC_TYPE).to_int()
}

fn set_queue_key(call: &mut Call<'_>) -> Object {
    call.this().set_slot(QUEUE_KEY, call.int(0));
    call.this().clone()
}

fn queue_key(call: &mut Call<'_>) -> i64 {
    call.this().slot(QUEUE_KEY).to_int()
}

fn start(call: &mut Call<'_>) -> Outcome<()> {
    let this = call.this().clone();
    let workers = functions(&this).len() as i64;
    let pool = process_pool::CLASS.instantiate()?;
    let (ipc, key) = (this.slot(IPC_TYPE), this.slot(QUEUE_KEY));
    pool.call_method("__construct", &mut [Zv::int(workers), ipc, key, Zv::bool(false)])?;
    this.set_slot(POOL, pool.clone());
    pool.call_method("on", &mut [Zv::str("WorkerStart"), Zv::from(this)])?;
    pool.call_method("start", &mut []).map(drop)
}

fn work(call: &mut Call<'_>) -> Outcome<()> {
    let worker = call.int(1);
    let entry = functions(call.this()).get_int(worker);
    let entry = entry.as_ref().and_then(Zv::as_array);
    let Some((function, flag)) = entry.and_then(|entry| Some((entry.get_int(0)?, entry.get_int(1)?))) else {
        return Err(throw_error(&format!("worker {worker} of the manager has no function")));
    };
    let function = Callable::new(&function).map_err(|reason| throw_error(&reason))?;
    let mut args = [call.zv(0).clone(), Zv::int(worker)];
    if flag.to_bool() {
        coroutine::run(move || function.call(&mut args))?;
        return Raised::check(());
    }
    function.call(&mut args).map(drop)
}
