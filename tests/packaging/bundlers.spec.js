// Bundlers that have no example: the package in an app of each, in a browser that allows no more than it asks for.

import { cpSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { drive, serveBuilt } from './drive.js'
import { addFiles, emitted, Project } from './project.js'
import { root } from '../browser/site.js'

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} name
 * @param {[string, ...string[]]} build
 * @param {string[]} without wasm files that the app does not ask for
 */
async function bundled(page, name, build, without = []) {
  const project = Project.install(`tests/packaging/projects/${name}`)
  try {
    for (const file of ['app.js', 'index.html']) cpSync(root(`tests/packaging/projects/${file}`), project.at(file))
    const [program, ...parameters] = build
    project.run(program, ...parameters)
    for (const { name, times } of emitted(project.at('dist'))) {
      expect(times, `how often ${name} was emitted`).toBe(without.includes(name) ? 0 : 1)
    }
    cpSync(project.at('index.html'), project.at('dist/index.html'))
    addFiles(project.at('dist'))
    const site = await serveBuilt(project.at('dist'))
    await drive(page, site.url)
    await site.close()
    if (without.length > 0) return
    const isolated = await serveBuilt(project.at('dist'), { isolated: true })
    await drive(page, isolated.url, /^infer-threads$/)
    await isolated.close()
  } finally {
    project.remove()
  }
}

test('webpack', ({ page }) => bundled(page, 'webpack', ['webpack', '--mode=production', '--entry=./main.js']))

test('esbuild, which is told where the wasm and the worker are', ({ page }) =>
  bundled(
    page,
    'esbuild',
    // prettier-ignore
    ['esbuild', 'main.js', 'worker=penchant/worker', '--bundle', '--format=esm', '--minify', '--loader:.wasm=file', '--outdir=dist'],
    ['infer-threads_bg.wasm'],
  ))
