// How much memory the wasm in this worker has. Whoever hides an instance cannot hide what it is made with: this has
// to be imported before anything that makes one.

/** @type {Set<WebAssembly.Memory>} */
const memories = new Set()

/** @param {unknown} value */
function note(value) {
  if (value instanceof WebAssembly.Memory) memories.add(value)
}

/**
 * @template {(...parameters: any[]) => Promise<any>} F
 * @param {F} instantiate
 */
const noting = (instantiate) =>
  /** @type {F} */ (
    async (source, imports = {}) => {
      const made = await instantiate(source, imports)
      for (const module of Object.values(imports)) Object.values(module).forEach(note)
      Object.values((made.instance ?? made).exports).forEach(note)
      return made
    }
  )

WebAssembly.instantiate = noting(WebAssembly.instantiate)
WebAssembly.instantiateStreaming = noting(WebAssembly.instantiateStreaming)

/** Memory of wasm grows and never shrinks: now is the most that it has had. */
export const wasmBytes = () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
