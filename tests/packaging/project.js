// A project of somebody else's: a folder of ours, copied out of the repository, with the packed package installed.

import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort, root } from '../browser/site.js'

/** That of somebody's shell, and not that of a server of ours or of these tests. */
const ENV = { ...process.env, NODE_ENV: undefined, FORCE_COLOR: undefined }

/** The package as it is packed by `./build.sh npm`. */
const PACKED = root('build/npm')
export const STAGED = join(PACKED, 'package')

export class Project {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder
  }

  /**
   * @param {string} original below the repository's root
   * @param {Record<string, string>} [versions] of what it depends on, in place of those it names
   */
  static install(original, versions = {}) {
    const project = new Project(mkdtempSync(join(tmpdir(), 'penchant-packaging-')))
    cpSync(root(original), project.folder, { recursive: true, filter: (path) => !path.includes('node_modules') })
    const about = JSON.parse(project.read('package.json'))
    about.dependencies.penchant = `file:${tarball()}`
    for (const named of [about.dependencies, about.devDependencies ?? {}]) {
      for (const name of Object.keys(named)) named[name] = versions[name] ?? named[name]
    }
    project.write('package.json', JSON.stringify(about))
    project.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error')
    return project
  }

  /** @param {string} path */
  at(path) {
    return join(this.folder, path)
  }

  /** @param {string} path */
  read(path) {
    return readFileSync(this.at(path), 'utf8')
  }

  /**
   * @param {string} path
   * @param {string | Uint8Array} content
   */
  write(path, content) {
    writeFileSync(this.at(path), content)
  }

  /**
   * Runs a program, npm or one that was installed, and returns what it printed.
   * @param {string} program
   * @param {string[]} parameters
   */
  run(program, ...parameters) {
    const { folder: cwd } = this
    try {
      return execFileSync(this.#path(program), parameters, { cwd, env: ENV, encoding: 'utf8', stdio: 'pipe' })
    } catch (error) {
      const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error)
      throw new Error(`${program} ${parameters.join(' ')}:\n${stdout}\n${stderr}`, { cause: error })
    }
  }

  /**
   * Runs a server until it is stopped, once it answers.
   * @param {string} program
   * @param {string[]} parameters in which PORT stands for a free one
   */
  async start(program, ...parameters) {
    const port = String(await freePort())
    const server = spawn(
      this.#path(program),
      parameters.map((parameter) => parameter.replace('PORT', port)),
      { cwd: this.folder, env: ENV, stdio: ['ignore', 'ignore', 'inherit'] },
    )
    const url = `http://127.0.0.1:${port}/`
    for (let tries = 0; server.exitCode === null && tries < 600; tries += 1) {
      if (await fetch(url).catch(() => null)) return { url, close: () => void server.kill() }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    server.kill()
    throw new Error(`${program} does not answer on ${url}`)
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** @param {string} program */
  #path(program) {
    if (program === 'npm') return 'npm'
    return program === 'node' ? process.execPath : this.at(`node_modules/.bin/${program}`)
  }
}

const digest = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex')

/** The names of the package's wasm files, by what is in them. */
const WASM = new Map(
  existsSync(STAGED)
    ? readdirSync(join(STAGED, 'src/wasm'))
        .filter((name) => name.endsWith('.wasm'))
        .map((name) => [digest(readFileSync(join(STAGED, 'src/wasm', name))), name.replace('_bg.wasm', '')])
    : [],
)

/**
 * Which of the package's wasm files these bytes are, if any.
 * @param {Uint8Array} bytes
 */
export const wasmName = (bytes) => WASM.get(digest(bytes))

/** What is fetched beside the scripts: catalogues, a model, and tables to learn from. */
export const FILES = {
  'packs/music.pack': root('build/examples/music.pack'),
  'packs/games.pack': root('build/examples/games.pack'),
  'models/efficientnet-lite0.json': root('build/models/efficientnet-lite0.json'),
  'models/efficientnet-lite0.onnx': root('build/models/efficientnet-lite0.onnx'),
  'tables/music.csv': root('www/examples/catalogues/music.csv'),
  'tables/music-likes.csv': root('www/examples/catalogues/music-likes.csv'),
}

/**
 * @param {string} folder that is served
 */
export function addFiles(folder) {
  for (const [name, path] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    cpSync(path, join(folder, name))
  }
}

/**
 * How often each of the package's wasm files was emitted, told by what is in it.
 * @param {string} folder
 * @returns {Record<string, number>}
 */
export function emitted(folder) {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.wasm'))
  const names = paths.map((path) => wasmName(readFileSync(join(folder, path))))
  return Object.fromEntries([...WASM.values()].map((name) => [name, names.filter((other) => other === name).length]))
}

export function tarball() {
  const [name] = existsSync(PACKED) ? readdirSync(PACKED).filter((name) => name.endsWith('.tgz')) : []
  if (!name) throw new Error('There is no package: ./build.sh npm makes it.')
  return join(PACKED, name)
}
