// Bundlers that have no example: the package in an app of each, in a browser that allows no more than it asks for.

import { cpSync } from 'node:fs'
import { root } from '../browser/site.js'
import { drive, expect, test } from './fixtures.js'
import { addFiles, emitted } from './project.js'

const PROJECTS = 'tests/packaging/projects'

/**
 * Builds the app with a bundler.
 * @param {import('./project.js').Project} project
 * @param {string} bundler
 * @param {string[]} parameters
 */
function build(project, bundler, ...parameters) {
  for (const file of ['app.js', 'index.html']) cpSync(root(`${PROJECTS}/${file}`), project.at(file))
  project.run(bundler, ...parameters)
  cpSync(project.at('index.html'), project.at('dist/index.html'))
}

test('webpack', async ({ page, install, serveBuilt }) => {
  const project = install(`${PROJECTS}/webpack`)
  build(project, 'webpack', '--mode=production', '--entry=./main.js')
  for (const { name, times } of emitted(project.at('dist'))) expect(times, `how often ${name} was emitted`).toBe(1)
  addFiles(project.at('dist'))
  await drive(page, await serveBuilt(project.at('dist')))
  await drive(page, await serveBuilt(project.at('dist'), { isolated: true }), /^infer-threads$/)
})

test('esbuild, which is told where the wasm and the worker are', async ({ page, install, serveBuilt }) => {
  const project = install(`${PROJECTS}/esbuild`)
  const entries = ['main.js', 'worker=penchant/worker']
  build(project, 'esbuild', ...entries, '--bundle', '--format=esm', '--minify', '--loader:.wasm=file', '--outdir=dist')
  for (const { name, times } of emitted(project.at('dist'))) {
    expect(times, `how often ${name} was emitted`).toBe(name === 'infer-threads_bg.wasm' ? 0 : 1)
  }
  addFiles(project.at('dist'))
  await drive(page, await serveBuilt(project.at('dist')))
})
