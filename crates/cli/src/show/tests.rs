//! The tables people read, over answers as the API gives them.
