// Builds the page into build/app: the page itself, then its service worker with the list of what to keep.

import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { injectManifest } from 'workbox-build'
import { MODEL_MANIFEST_URL, outDir, PACK_URL } from './vite.config.js'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))
const workerDir = here('../../build/app-service-worker')

await build({ configFile: here('vite.config.js') })
await build({
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: workerDir,
    emptyOutDir: true,
    rolldownOptions: { input: here('src/sw.js'), output: { entryFileNames: 'sw.js' } },
  },
})
const { count, size, warnings } = await injectManifest({
  swSrc: `${workerDir}/sw.js`,
  swDest: `${outDir}/sw.js`,
  globDirectory: outDir,
  globPatterns: ['**/*.{html,css,js,svg,png,webmanifest}', 'assets/recommend*.wasm'],
  // Their addresses have a hash already, so that what the browser has fetched for the page is not fetched again.
  dontCacheBustURLsMatching: /^assets\//,
  additionalManifestEntries: [PACK_URL, MODEL_MANIFEST_URL].map((url) => ({ url, revision: null })),
})
await rm(workerDir, { recursive: true })
for (const warning of warnings) console.warn(warning)
console.log(`The service worker keeps ${count} files, ${(size / 1000).toFixed(0)} kB beside the catalogue.`)
