// The package in an app of each bundler, under a policy that allows only what the package needs.

import { cpSync } from 'node:fs'
import { root } from '../browser/site.js'
import { drive, expect, test } from './fixtures.js'
import { addFiles, emitted } from './project.js'

const PROJECTS = 'tests/packaging/projects'
const EACH_ONCE = { recommend: 1, infer: 1, 'infer-relaxed': 1, 'infer-threads': 1, train: 1 }
const WITH_THREADS = /^infer-threads$/

/** @param {import('./project.js').Project} project gets the app's files that it does not have */
function addApp(project) {
  for (const file of ['app.js', 'index.html', 'main.js']) {
    cpSync(root(`${PROJECTS}/${file}`), project.at(file), { force: false })
  }
}

test('Vite: its dev server, and its build', async ({ page, install, start, serveBuilt }) => {
  const project = install(`${PROJECTS}/vite`)
  addApp(project)
  addFiles(project.at('public'))
  await drive(page, await start(project, 'vite', '--host=127.0.0.1', '--port=PORT', '--strictPort'), { trains: true })

  project.run('vite', 'build')
  expect(emitted(project.at('dist'))).toEqual(EACH_ONCE)
  const isolated = await serveBuilt(project.at('dist'), { isolated: true })
  await drive(page, isolated, { engine: WITH_THREADS, trains: true })
})

test('webpack', async ({ page, install, serveBuilt }) => {
  const project = install(`${PROJECTS}/webpack`)
  addApp(project)
  project.run('webpack', '--mode=production', '--entry=./main.js')
  expect(emitted(project.at('dist'))).toEqual(EACH_ONCE)
  cpSync(project.at('index.html'), project.at('dist/index.html'))
  addFiles(project.at('dist'))
  await drive(page, await serveBuilt(project.at('dist')), { trains: true })
  await drive(page, await serveBuilt(project.at('dist'), { isolated: true }), { engine: WITH_THREADS })
})

test('esbuild, with addresses for the wasm and the workers', async ({ page, install, serveBuilt }) => {
  const project = install(`${PROJECTS}/esbuild`)
  addApp(project)
  const workers = ['worker', 'worker-threaded', 'thread', 'worker-train'].map((name) => `${name}=penchant/${name}`)
  const options = ['--bundle', '--format=esm', '--minify', '--loader:.wasm=file', '--outdir=dist']
  project.run('esbuild', 'main.js', ...workers, ...options)
  expect(emitted(project.at('dist'))).toEqual(EACH_ONCE)
  cpSync(project.at('index.html'), project.at('dist/index.html'))
  addFiles(project.at('dist'))
  await drive(page, await serveBuilt(project.at('dist')), { trains: true })
  await drive(page, await serveBuilt(project.at('dist'), { isolated: true }), { engine: WITH_THREADS })
})

test('esbuild with React', async ({ page, install, serveBuilt }) => {
  const project = install(`${PROJECTS}/esbuild-react`)
  cpSync(root('www/examples/react/src/app.tsx'), project.at('app.tsx'))
  const workers = ['worker', 'worker-threaded', 'thread'].map((name) => `${name}=penchant/${name}`)
  const options = ['--bundle', '--format=esm', '--jsx=automatic', '--loader:.wasm=file', '--outdir=dist']
  project.run('esbuild', 'main=main.tsx', ...workers, ...options)
  expect(emitted(project.at('dist'))).toEqual({ ...EACH_ONCE, train: 0 })
  cpSync(project.at('index.html'), project.at('dist/index.html'))
  addFiles(project.at('dist'))
  await drive(page, await serveBuilt(project.at('dist')))
  await drive(page, await serveBuilt(project.at('dist'), { isolated: true }), { engine: WITH_THREADS })
})
