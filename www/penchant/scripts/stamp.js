// Writes the version into wasm modules, as a custom section at their end, and into a script beside them, so that scripts
// can refuse modules of another version: see `compile.js`. Usage: stamp.js NAME…

import { readFileSync, writeFileSync } from 'node:fs'
import { VERSION } from './version.js'

const SECTION = 'penchant.version'
const wasm = new URL('../src/wasm/', import.meta.url)

writeFileSync(new URL('version.js', wasm), `// Made by scripts/stamp.js.\nexport const VERSION = '${VERSION}'\n`)
for (const name of process.argv.slice(2)) {
  const file = new URL(`${name}_bg.wasm`, wasm)
  const bytes = readFileSync(file)
  const stamped = Buffer.concat([unstamped(bytes), customSection(SECTION, VERSION)])
  if (!stamped.equals(bytes)) writeFileSync(file, stamped)
}

/** @param {Buffer} bytes of a module, perhaps with the section of another version at its end */
function unstamped(bytes) {
  const name = bytes.indexOf(SECTION, bytes.length - 128)
  return name < 0 ? bytes : bytes.subarray(0, name - 3)
}

/**
 * @param {string} name
 * @param {string} text together less than 127 bytes, so that lengths are single bytes
 */
function customSection(name, text) {
  const content = Buffer.from([name.length, ...Buffer.from(name + text)])
  return Buffer.from([0, content.length, ...content])
}
