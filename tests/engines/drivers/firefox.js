// Firefox, driven by WebDriver BiDi: commands are JSON on a socket that the browser opens itself.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { Program } from './program.js'

/** @import { OpenTab, TabbedEngine } from '../tab.js' */

/** So that it asks no server of its own for anything. */
const PREFERENCES = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'intl.accept_languages': 'en',
}

/** @type {TabbedEngine} */
export const firefox = {
  name: 'Firefox',
  async open() {
    const profile = await mkdtemp(join(tmpdir(), 'penchant-firefox-'))
    const preferences = Object.entries(PREFERENCES).map((entry) => `user_pref(${entry.map((part) => JSON.stringify(part)).join(', ')})`)
    await writeFile(join(profile, 'user.js'), preferences.join(';\n') + ';\n')
    const program = new Program(process.env.FIREFOX ?? 'firefox-esr', [
      ...['--headless', '--no-remote', '--profile', profile],
      ...['--remote-debugging-port', '0', 'about:blank'],
    ])
    const address = await program.until((lines) =>
      lines.map((line) => /WebDriver BiDi listening on (\S+)/.exec(line)?.[1]).find(Boolean),
    )
    const commands = await connect(`${address}/session`)
    await commands.send('session.new', { capabilities: {} })
    const { contexts } = await commands.send('browsingContext.getTree', { maxDepth: 0 })
    return {
      tab: new FirefoxTab(commands, contexts[0].context),
      openTab: async () => new FirefoxTab(commands, await newTab(commands)),
      async close() {
        commands.close()
        await program.stop()
        await rm(profile, { recursive: true, force: true })
      },
    }
  },
}

/** @typedef {Awaited<ReturnType<typeof connect>>} Commands */

/** @param {string} address */
async function connect(address) {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map()
  socket.on('message', (text) => {
    const { id, type, result, error, message } = JSON.parse(String(text))
    if (type === 'event') return
    if (type === 'success') waiting.get(id)?.resolve(result)
    else waiting.get(id)?.reject(new Error(`${error}: ${message}`))
    waiting.delete(id)
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox closed the connection'))
  })
  let count = 0
  return {
    /**
     * @param {string} method
     * @param {Record<string, unknown>} params
     * @returns {Promise<any>}
     */
    send(method, params) {
      count += 1
      const id = count
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        socket.send(JSON.stringify({ id, method, params }))
      })
    },
    close: () => socket.terminate(),
  }
}

/** @param {Commands} commands */
async function newTab(commands) {
  const { context } = await commands.send('browsingContext.create', { type: 'tab' })
  return context
}

/** @implements {OpenTab} */
class FirefoxTab {
  #commands
  #context

  /**
   * @param {Commands} commands
   * @param {string} context
   */
  constructor(commands, context) {
    this.#commands = commands
    this.#context = context
  }

  /** The nearest that WebDriver offers: the tab is closed without being asked. */
  async crash() {
    const former = this.#context
    this.#context = await newTab(this.#commands)
    await this.#commands.send('browsingContext.close', { context: former, promptUnload: false })
  }

  /** @param {string} url */
  async goto(url) {
    await this.#commands.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' })
  }

  async reload() {
    await this.#commands.send('browsingContext.reload', { context: this.#context, wait: 'complete' })
  }

  /**
   * @param {string} script
   * @returns {Promise<any>}
   */
  async evaluate(script) {
    const answer = await this.#commands.send('script.evaluate', {
      expression: `(async () => JSON.stringify(await (${script})))()`,
      target: { context: this.#context },
      awaitPromise: true,
    })
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text)
    return answer.result.type === 'string' ? JSON.parse(answer.result.value) : undefined
  }

  /**
   * @param {string} selector
   * @param {string} path
   */
  async chooseFile(selector, path) {
    const { nodes } = await this.#commands.send('browsingContext.locateNodes', {
      context: this.#context,
      locator: { type: 'css', value: selector },
    })
    const element = { sharedId: nodes[0].sharedId }
    await this.#commands.send('input.setFiles', { context: this.#context, element, files: [path] })
  }
}
