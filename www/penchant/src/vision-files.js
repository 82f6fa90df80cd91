// Where the large files of image recognition are: the engine's wasm and a model's ONNX file.

/** The engine, beside this file. */
export function wasmUrl() {
  return new URL('./wasm/infer_bg.wasm', import.meta.url)
}

/** The engine on several threads, for browsers that have relaxed SIMD. */
export function threadedWasmUrl() {
  return new URL('./wasm/infer-threads_bg.wasm', import.meta.url)
}

/**
 * A model, relative to its manifest. Its hash is part of the address, so that no cache on the way answers with
 * another version of it.
 * @param {{ url: string, sha256: string }} manifest
 * @param {string} manifestUrl
 */
export function modelUrl(manifest, manifestUrl) {
  const url = new URL(manifest.url, manifestUrl)
  url.searchParams.set('sha256', manifest.sha256.slice(0, 16))
  return url
}

/** Whether the browser compiles a function of one relaxed instruction, `i8x16.relaxed_swizzle`. */
export function hasRelaxedSimd() {
  const module = [
    ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
    ...[10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11],
  ]
  return WebAssembly.validate(Uint8Array.from(module))
}
