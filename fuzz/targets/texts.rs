//! The target `texts` of proof/fuzz, under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(target) = fuzz::target("texts") {
        (target.run)(bytes);
    }
});
