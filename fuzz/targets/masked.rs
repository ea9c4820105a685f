//! The target `masked` of proof/fuzz, under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(target) = fuzz::target("masked") {
        (target.run)(bytes);
    }
});
