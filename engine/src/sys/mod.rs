//! Every libc call of the engine. UNSAFE lives here and in shm only.
