// What a project of somebody else's needs beside the package, and what a bundler made of the package's wasm.

import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../browser/site.js'
import { STAGED } from '../../tools/web/project.js'

export { Project, STAGED, tarball } from '../../tools/web/project.js'

const digest = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex')

/** The names of the package's wasm files, by the hash of their content. */
const WASM = new Map(
  existsSync(STAGED)
    ? readdirSync(join(STAGED, 'src/wasm'))
        .filter((name) => name.endsWith('.wasm'))
        .map((name) => [digest(readFileSync(join(STAGED, 'src/wasm', name))), name.replace('_bg.wasm', '')])
    : [],
)

/**
 * Which of the package's wasm files these bytes are, if any.
 * @param {Uint8Array} bytes
 */
export const wasmName = (bytes) => WASM.get(digest(bytes))

/** The files that are fetched besides the scripts: catalogues, a model, and tables to learn from. */
export const FILES = {
  'packs/music.pack': root('build/examples/music.pack'),
  'packs/games.pack': root('build/examples/games.pack'),
  'models/efficientnet-lite0.json': root('build/models/efficientnet-lite0.json'),
  'models/efficientnet-lite0.onnx': root('build/models/efficientnet-lite0.onnx'),
  'tables/music.csv': root('www/examples/catalogues/music.csv'),
  'tables/music-likes.csv': root('www/examples/catalogues/music-likes.csv'),
}

/**
 * @param {string} folder that is served
 */
export function addFiles(folder) {
  for (const [name, path] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    cpSync(path, join(folder, name))
  }
}

/**
 * How often each of the package's wasm files was emitted, recognised by its content.
 * @param {string} folder
 * @returns {Record<string, number>}
 */
export function emitted(folder) {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.wasm'))
  const names = paths.map((path) => wasmName(readFileSync(join(folder, path))))
  return Object.fromEntries([...WASM.values()].map((name) => [name, names.filter((other) => other === name).length]))
}
