//! What ports take from the server, and their limits.
