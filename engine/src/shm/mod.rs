//! What processes share. UNSAFE lives here and in sys only.
