// The built page on a port of its own, one browser at a time. Build the page first: npm run build.

import { defineConfig } from '@playwright/test'
import { chromium, freePort, root } from './site.js'

// Playwright reads this file in several processes, which must agree.
const port = (process.env.PENCHANT_TEST_PORT ??= String(await freePort()))
const url = `http://127.0.0.1:${port}/`

export default defineConfig({
  testMatch: '*.spec.js',
  outputDir: root('build/test-results'),
  reporter: 'list',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  retries: 0,
  forbidOnly: true,
  webServer: { command: `npx vite preview www/app --port ${port} --strictPort`, cwd: root('.'), url },
  use: {
    baseURL: url,
    launchOptions: chromium,
    // Only the tests of working offline need it; the others are of what stands behind it.
    serviceWorkers: 'block',
  },
})
