// Prints the bytes of the wasm modules, raw and compressed as servers do. Fails past a budget.
// `--json` prints {"recommend":{"raw","gzip","brotli"},"infer":{…}}.
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** The maximum bytes of a module after gzip. */
const GZIP_BUDGETS = {
  recommend: 150_000,
  infer: 1_900_000,
  'infer-relaxed': 1_900_000,
  // A thread's share of the standard library and of rayon comes on top.
  'infer-threads': 2_200_000,
  // Reading tables as people have them takes 45 kB of it.
  train: 470_000,
}

const sizes = Object.fromEntries(Object.keys(GZIP_BUDGETS).map((module) => [module, measure(module)]))

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(sizes))
} else {
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`
  for (const [module, { raw, gzip, brotli }] of Object.entries(sizes)) {
    console.log(`${module}: ${kilobytes(raw)} raw, ${kilobytes(gzip)} gzip, ${kilobytes(brotli)} brotli`)
  }
}
for (const [module, budget] of Object.entries(GZIP_BUDGETS)) {
  if (sizes[module].gzip > budget) {
    console.error(`error: ${module} has ${sizes[module].gzip} bytes after gzip, of at most ${budget}`)
    process.exitCode = 1
  }
}

/** @param {string} module */
function measure(module) {
  const bytes = readFileSync(new URL(`../src/wasm/${module}_bg.wasm`, import.meta.url))
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, brotli).length,
  }
}
