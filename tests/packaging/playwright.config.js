// The package as users get it: packed, installed into projects, bundled or not, and run.

import { defineConfig } from '@playwright/test'
import { requireBuilt } from '../built.js'
import { chromium, root } from '../browser/site.js'

requireBuilt({
  './build.sh npm': ['build/npm/package'],
  './build.sh examples': ['build/examples/music.pack', 'build/examples/games.pack'],
  './build.sh assets': ['build/models/efficientnet-lite0.onnx', 'build/photographs/coffee.png'],
})

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
