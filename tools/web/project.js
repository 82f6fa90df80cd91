// Another developer's project: a copy of one of ours outside the repository, with the packed package installed.

import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, root } from './site.js'

/** The environment of a developer's shell, without what our own scripts set. */
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

export function tarball() {
  const [name] = existsSync(PACKED) ? readdirSync(PACKED).filter((name) => name.endsWith('.tgz')) : []
  if (!name) throw new Error('There is no package: ./build.sh npm makes it.')
  return join(PACKED, name)
}
