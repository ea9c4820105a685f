//! Randomness, injected: the operating system's in production, seeded in tests and simulation.

use rand_core::CryptoRng;

/// A source of randomness fit for keys.
pub trait Entropy: CryptoRng + Send {}

impl<R: CryptoRng + Send> Entropy for R {}
