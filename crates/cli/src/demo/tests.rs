//! What a demonstration judges.
