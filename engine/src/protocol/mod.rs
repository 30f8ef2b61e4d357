//! Bytes in, packets out. No socket, clock or log.
