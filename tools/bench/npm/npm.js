// How long a developer waits for the package: `npm install` of the tarball, and a cold build with Vite, beside one of an
// empty page. `./build.sh bench npm` runs it; --quick measures three times.

import { rmSync, statSync } from 'node:fs'
import os from 'node:os'
import { summary } from '../times.js'
import { Project, tarball } from '../../web/project.js'
import { table } from '../report.js'

const RUNS = process.argv.includes('--quick') ? 3 : 9
const say = (/** @type {string} */ line) => console.error(line)

/**
 * Times of the same work, done again and again from where nothing of it is there.
 * @param {string} what
 * @param {() => void} clean
 * @param {() => void} work
 */
function measured(what, clean, work) {
  const times = Array.from({ length: RUNS }, () => {
    clean()
    const start = performance.now()
    work()
    return performance.now() - start
  })
  say(`${what}: ${times.map((time) => Math.round(time)).join(', ')} ms`)
  return { what, ...summary(times) }
}

/**
 * @param {Project} project
 * @param {string[]} paths
 */
function remove(project, ...paths) {
  for (const path of paths) rmSync(project.at(path), { recursive: true, force: true })
}

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--cache=npm-cache']

function installs() {
  const project = Project.install('www/examples/plain')
  const install = () => project.run('npm', 'install', ...QUIET)
  const installed = ['node_modules', 'package-lock.json']
  const results = [
    measured('npm install, nothing in its cache', () => remove(project, ...installed, 'npm-cache'), install),
    measured('npm install, idb in its cache', () => remove(project, ...installed), install),
  ]
  project.remove()
  return results
}

function builds() {
  const project = Project.install('www/examples/vite')
  const cold = () => remove(project, 'dist', 'node_modules/.vite')
  const build = () => project.run('vite', 'build', '--logLevel=error')
  const withIt = measured('vite build, the example with it', cold, build)
  project.write('index.html', '<!doctype html><script type="module" src="/src/main.ts"></script>')
  project.write('src/main.ts', 'document.body.textContent = "Nothing"')
  const empty = measured('vite build, an empty page', cold, build)
  project.remove()
  return [withIt, empty]
}

const result = {
  packed_bytes: statSync(tarball()).size,
  runs: RUNS,
  times: [...installs(), ...builds()],
  node: process.version,
  processor: os.cpus()[0].model,
  cores: os.cpus().length,
}
if (process.argv.includes('--json')) {
  console.log(JSON.stringify(result))
} else {
  const cells = result.times.map(({ what, median_ms, max_ms }) => [
    what,
    `${Math.round(median_ms)} ms`,
    `${Math.round(max_ms)} ms`,
  ])
  console.log(table([['', 'median', 'longest'], ...cells]))
  console.log(`the tarball has ${result.packed_bytes} bytes; ${RUNS} runs each, every one in a process of its own`)
  console.log(`in Node ${result.node.slice(1)} on ${result.cores} cores of ${result.processor}`)
}
