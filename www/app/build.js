// Builds the page into build/app: the page itself, then its service worker with the list of what to keep.

import { createHash } from 'node:crypto'
import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { injectManifest } from 'workbox-build'
import { EXAMPLE_URLS, MODEL_MANIFEST_URL, outDir, PACK_URL, STARTER_URL } from './vite.config.js'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))
const workerDir = here('../../build/app-service-worker')

await build({ configFile: here('vite.config.js') })
// Browsers show the README's screenshots when they offer to install the page.
for (const name of ['films-360', 'films-1280', 'pictures-360', 'pictures-1280']) {
  await cp(here(`../../docs/screenshots/${name}-light.png`), `${outDir}/screenshots/${name}.png`)
}

const page = await readFile(`${outDir}/index.html`, 'utf8')
const [starterPreload] = page.match(/<link rel="preload"[^>]+movies-starter[^>]+>/) ?? []
if (!starterPreload) throw new Error('index.html does not preload the small catalogue')
const version = createHash('sha256').update(page).digest('hex').slice(0, 16)
// What the page begins with is kept from the first visit on; large files, from their first use on.
const files = (await readdir(outDir, { recursive: true })).map((file) => file.replaceAll('\\', '/'))
const firstUsed = /^assets\/(?!recommend).*\.wasm$|^examples\/.*(?<!\.pack)$/
const largeFiles = [PACK_URL, ...Object.values(EXAMPLE_URLS), ...files.filter((file) => firstUsed.test(file))]

for (const { source, name, dir } of [
  { source: 'worker', name: 'sw', dir: workerDir },
  { source: 'retired', name: 'sw-retired', dir: outDir },
]) {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: {
      __VERSION__: JSON.stringify(version),
      __LARGE_FILES__: JSON.stringify(largeFiles),
      __PACK_URL__: JSON.stringify(PACK_URL),
      __STARTER_PRELOAD__: JSON.stringify(starterPreload),
    },
    build: {
      outDir: dir,
      emptyOutDir: false,
      rolldownOptions: { input: here(`src/service-worker/${source}.js`), output: { entryFileNames: `${name}.js` } },
    },
  })
}
const { count, size, warnings } = await injectManifest({
  swSrc: `${workerDir}/sw.js`,
  swDest: `${outDir}/sw.js`,
  globDirectory: outDir,
  globPatterns: ['**/*.{html,css,js,svg,webmanifest}', 'icons/*.png', 'assets/recommend*.wasm'],
  globIgnores: ['sw-retired.js'],
  // Their addresses have a hash already, so that what the browser has fetched for the page is not fetched again.
  dontCacheBustURLsMatching: /^assets\//,
  additionalManifestEntries: [STARTER_URL, MODEL_MANIFEST_URL].map((url) => ({ url, revision: null })),
})
await rm(workerDir, { recursive: true })
// Otherwise a file that is too large would be left out without an error, and the page would not work offline.
if (warnings.length > 0) throw new Error(warnings.join('\n'))
console.log(`The service worker keeps ${count} files from the first visit on, of ${(size / 1000).toFixed(0)} kB.`)
