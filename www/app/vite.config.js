// How the page is built: relative addresses, so that it works in any folder; data and models by their hashes, so that no
// cache answers with another version of them.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { cachedByHash, compressed } from './as-hosted.js'
import { DEVELOPMENT_HEADERS, HEADERS, POLICY } from './policy.js'
import { roomTexts } from './room-texts.js'
import { withTexts } from './src/shell/markup-texts.js'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

export const outDir = here('../../build/app')

/** @param {string} file below public/ */
function hashed(file) {
  const path = here(`public/${file}`)
  if (!existsSync(path)) throw new Error(`${path} is missing: ./build.sh build makes it`)
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex')
  return `${file}?sha256=${digest.slice(0, 16)}`
}

export const PACK_URL = hashed('packs/movies.pack')
export const STARTER_URL = hashed('packs/movies-starter.pack')
/** The packs of the examples, by their ids. */
export const EXAMPLE_URLS = { music: hashed('examples/music.pack'), games: hashed('examples/games.pack') }
export const MODEL_MANIFEST_URL = hashed('models/efficientnet-lite0.json')

/**
 * Puts the page's markup together from that of its rooms, with its texts in English, so that nothing moves when its
 * script begins.
 * @type {import('vite').Plugin}
 */
const markup = {
  name: 'markup',
  transformIndexHtml: {
    order: 'pre',
    handler: async (html) => withTexts(include(html), await roomTexts('en', 'films')),
  },
}

/**
 * Replaces `<!-- include FILE -->` by the file, and so on in it.
 * @param {string} html
 * @returns {string}
 */
function include(html) {
  return html.replace(/<!-- include (\S+) -->/g, (_, file) => include(readFileSync(here(file), 'utf8')))
}

/**
 * Adds the page's policy, and preloads what the first picks need, which otherwise only the script would ask for.
 * @type {import('vite').Plugin}
 */
const head = {
  name: 'head',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) => {
      const recommend = Object.keys(bundle).filter((file) => /recommend.*\.wasm$/.test(file))
      const policy = { 'http-equiv': 'Content-Security-Policy', content: POLICY }
      return [
        ...(Object.keys(bundle).length > 0 ? [{ tag: 'meta', attrs: policy }] : []),
        ...[...recommend, STARTER_URL].map((file) => ({
          tag: 'link',
          // WebKit fetches a file again that was preloaded with `crossorigin`.
          attrs: { rel: 'preload', href: `./${file}`, as: 'fetch' },
        })),
      ].map((tag) => ({ ...tag, injectTo: /** @type {const} */ ('head-prepend') }))
    },
  },
}

/**
 * What parts that are loaded late share with the page is in one file, because each file more is a request more on the first
 * visit. Papa Parse is shared by such parts alone.
 */
const SHARED = /^(?!.*node_modules.papaparse)/

export default defineConfig({
  root: here('.'),
  base: './',
  // No fallback to index.html: a file that is missing is missing.
  appType: 'mpa',
  plugins: [markup, head, cachedByHash, compressed],
  define: {
    __PACK_URL__: JSON.stringify(PACK_URL),
    // A compressed response does not tell its length.
    __PACK_BYTES__: statSync(here('public/packs/movies.pack')).size,
    __STARTER_URL__: JSON.stringify(STARTER_URL),
    __EXAMPLE_URLS__: JSON.stringify(EXAMPLE_URLS),
    __MODEL_MANIFEST_URL__: JSON.stringify(MODEL_MANIFEST_URL),
  },
  build: {
    outDir,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, test: SHARED }] } } },
  },
  worker: { format: 'es' },
  server: { headers: DEVELOPMENT_HEADERS },
  // Not for other origins: its `Vary: Origin` would have browsers ask again for what they have.
  preview: { headers: HEADERS, cors: false, host: '127.0.0.1', port: Number(process.env.PORT ?? 4173) },
})
