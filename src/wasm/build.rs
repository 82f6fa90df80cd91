//! The linker's part of what docs/security.md promises: the wasm modules' memory has a maximum. And where there are
//! atomics, the memory is shared among threads, each with its own thread-local storage.

const MAX_MEMORY_BYTES: u64 = 2 << 30;
/// What wasm-bindgen needs to start a thread.
const THREAD_EXPORTS: [&str; 4] = ["__wasm_init_tls", "__tls_size", "__tls_align", "__tls_base"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let cfg = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let link = |argument: &str| println!("cargo::rustc-link-arg-cdylib={argument}");
    if cfg("ARCH") == "wasm32" {
        link(&format!("--max-memory={MAX_MEMORY_BYTES}"));
        if cfg("FEATURE").split(',').any(|feature| feature == "atomics") {
            link("--shared-memory");
            link("--import-memory");
            THREAD_EXPORTS.iter().for_each(|export| link(&format!("--export={export}")));
        }
    }
}
