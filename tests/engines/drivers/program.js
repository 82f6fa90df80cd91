// Programs that run until they are stopped.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export class Program {
  #process
  #ended
  /** @type {string[]} What it printed, with its errors. */
  #lines = []

  /**
   * @param {string} name
   * @param {string[]} parameters
   * @param {Record<string, string>} [environment] beside our own
   */
  constructor(name, parameters, environment = {}) {
    // In a process group of its own, so that what it starts can be stopped with it.
    this.#process = spawn(name, parameters, {
      ...{ env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    })
    for (const input of [this.#process.stdout, this.#process.stderr]) {
      createInterface({ input }).on('line', (line) => this.#lines.push(line))
    }
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', (error) => resolve(error.message))
      this.#process.once('close', (code) => resolve(`${name} ended with ${code}:\n${this.#lines.join('\n')}`))
    })
  }

  /**
   * Asks until there is an answer, and rejects if the program ends before.
   * @template T
   * @param {(lines: string[]) => T | null | undefined | Promise<T | null | undefined>} ask is given what was printed
   * @returns {Promise<T>}
   */
  async until(ask) {
    let end = ''
    void this.#ended.then((message) => (end = message))
    for (;;) {
      const answer = await ask(this.#lines)
      if (answer) return answer
      if (end) throw new Error(end)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async stop() {
    const { pid, exitCode } = this.#process
    if (pid && exitCode === null) process.kill(-pid, 'SIGKILL')
    await this.#ended
  }
}
