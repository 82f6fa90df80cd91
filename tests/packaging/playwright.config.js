// The package as others get it: packed, installed into projects of their own, bundled or not, and run.

import { defineConfig } from '@playwright/test'
import { chromium, root } from '../browser/site.js'

export default defineConfig({
  testMatch: '*.spec.js',
  outputDir: root('build/test-results/packaging'),
  reporter: 'list',
  workers: 1,
  timeout: 600_000,
  expect: { timeout: 180_000 },
  retries: 0,
  forbidOnly: true,
  use: { launchOptions: chromium },
})
