//! Tests of links and inboxes inside one process.
