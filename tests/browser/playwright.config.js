// The built page on a port of its own, and the package from its sources, in one browser at a time.

import { defineConfig } from '@playwright/test'
import { requireBuilt } from '../built.js'
import { chromium, freePort, root } from './site.js'

requireBuilt({
  './build.sh build': [
    'build/app/index.html',
    'build/data/ml-latest-small/ratings.csv',
    'build/packs/movies.pack',
    'build/penchant',
    'build/photographs/coffee.png',
    'www/app/public/models/efficientnet-lite0.onnx',
    'www/penchant/src/wasm/version.js',
  ],
})

// Playwright reads this file in several processes, which must agree.
const port = (process.env.PENCHANT_TEST_PORT ??= String(await freePort()))
const url = `http://127.0.0.1:${port}/`

export default defineConfig({
  testMatch: '*.spec.js',
  outputDir: root('build/test-results'),
  reporter: 'list',
  workers: 1,
  // Far more than anything takes: only what hangs is to fail, however slow the machine is.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  retries: 0,
  forbidOnly: true,
  webServer: { command: `npx vite preview www/app --port ${port} --strictPort`, cwd: root('.'), url },
  use: {
    baseURL: url,
    launchOptions: chromium,
    // Only the tests of working offline need one; in the others it would hide what the page itself does.
    serviceWorkers: 'block',
  },
})
