// How the page is built: relative addresses, so that it works in any folder; data and models by their hashes,
// so that no cache answers with another version of them.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { en } from './src/messages/en.js'
import { withTexts } from './src/messages/texts.js'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

export const outDir = here('../../build/app')

/** @param {string} file below public/ */
export function hashed(file) {
  const digest = createHash('sha256')
    .update(readFileSync(here(`public/${file}`)))
    .digest('hex')
  return `${file}?sha256=${digest.slice(0, 16)}`
}

export const PACK_URL = hashed('packs/movies.pack')
export const MODEL_MANIFEST_URL = hashed('models/efficientnet-lite0.json')

/**
 * The page comes with its texts, in English, so that nothing moves when its script begins.
 * @type {import('vite').Plugin}
 */
const texts = { name: 'texts', transformIndexHtml: (html) => withTexts(html, en) }

export default defineConfig({
  root: here('.'),
  base: './',
  // No fallback to index.html: a file that is missing is missing.
  appType: 'mpa',
  plugins: [texts],
  define: {
    __PACK_URL__: JSON.stringify(PACK_URL),
    __MODEL_MANIFEST_URL__: JSON.stringify(MODEL_MANIFEST_URL),
  },
  build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  preview: { host: '127.0.0.1', port: Number(process.env.PORT ?? 4173) },
})
