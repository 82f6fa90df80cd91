// The steps of a sequence: calls in one tab or in both at once, and faults. After each step the tabs and the database must
// be as the model says.

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { storedEvents } from './history-tab.js'
import { effectOf, isSame, TabModel, undoableAfter } from './model.js'

/**
 * @import { OpenTab } from '../tab.js'
 * @import { HistoryEvent, HistoryTab, Request } from './history-tab.js'
 * @import { Events, Model } from './model.js'
 *
 * @typedef {object} Real
 * @property {string} url
 * @property {HistoryTab[]} tabs
 * @property {OpenTab} observer a tab without a history
 * @property {HistoryTab} outsider the same, as one that holds and deletes the database
 * @property {number} steps that were taken
 *
 * @typedef {fc.AsyncCommand<Model, Real>} Command
 *
 * @typedef {(HistoryEvent | undefined)[]} Possible
 */

const WRITES = ['storage.write', 'storage.quota']
const HOUR_MS = 3_600_000

/**
 * A step that is possible whenever `isPossible`, and is checked afterwards.
 * @implements {Command}
 */
class Step {
  #name
  #isPossible
  #take

  /**
   * @param {string} name that is printed for a failing sequence
   * @param {(model: Model) => boolean} isPossible
   * @param {(model: Model, real: Real) => Promise<void>} take
   */
  constructor(name, isPossible, take) {
    this.#name = name
    this.#isPossible = isPossible
    this.#take = take
  }

  /** @param {Readonly<Model>} model */
  check(model) {
    return this.#isPossible(/** @type {Model} */ (model))
  }

  /**
   * @param {Model} model
   * @param {Real} real
   */
  async run(model, real) {
    real.steps += 1
    await this.#take(model, real)
    await expectAsModelled(model, real)
  }

  toString() {
    return this.#name
  }
}

/**
 * The tabs and the database are as the model says. A tab that stores hears of the other's changes a moment later.
 * @param {Model} model
 * @param {Real} real
 */
async function expectAsModelled(model, { tabs, observer }) {
  for (const [at, tab] of tabs.entries()) {
    const { stores, error, memory } = model.tabs[at]
    const expected = listed(stores ? model.stored : memory)
    await tab.waitFor(`tab ${at} with ${JSON.stringify({ expected, error })}`, (state) => {
      const isInOrder = state.events.every((event, place, all) => place === 0 || all[place - 1].atMs <= event.atMs)
      const isSaid = state.persistent === stores && state.error === error
      return isInOrder && isSaid && isSame(/** @type {any} */ (listed(byItem(state.events))), /** @type {any} */ (expected))
    })
  }
  // A page of another version holds it, and it cannot be looked into.
  if (model.isHeld || model.isNewer) return
  assert.deepEqual(listed(byItem(Object.values(await storedEvents(observer)))), listed(model.stored), 'what is stored')
}

/** @param {readonly HistoryEvent[]} events */
function byItem(events) {
  return new Map(events.map(({ excluded, ...event }) => [event.item, { ...event, ...(excluded && { excluded }) }]))
}

/** @param {Events} events */
function listed(events) {
  return Object.fromEntries([...events].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * @param {Model} model
 * @param {number} at
 * @param {Request} request
 */
function isAllowed(model, at, { call, parameters }) {
  if (call === 'exclude') return model.viewOf(at).has(String(parameters[0]))
  if (call === 'undo') return model.tabs[at].isUndoKnown
  return call !== 'import' || model.file !== null
}

/** @param {Model} model */
const areStoring = ({ tabs }) => tabs.every(({ stores }) => stores)

/**
 * The request as it is sent: the file is what was exported last, and an event that must be known beforehand has a time.
 * @param {Model} model
 * @param {Request} request
 * @param {{ dated?: boolean }} [how]
 * @returns {Request}
 */
function prepared(model, { call, parameters }, { dated = false } = {}) {
  if (call === 'import') return { call, parameters: [model.file, ...parameters] }
  if (call !== 'add' || !dated) return { call, parameters }
  const times = [model.stored, ...model.tabs.map(({ memory }) => memory)].flatMap((events) =>
    [...events.values()].map(({ atMs }) => atMs),
  )
  model.time = Math.max(Date.now(), model.time, ...times) + 1
  return { call, parameters: [{ .../** @type {object} */ (parameters[0]), atMs: model.time }] }
}

/**
 * What a call has made of what a tab shows, with the time that the tab has given.
 * @param {Model} model
 * @param {number} at
 * @param {Request} request
 * @param {readonly HistoryEvent[]} shown
 */
function effect(model, at, request, shown) {
  const before = model.viewOf(at)
  const { file, tabs } = model
  if (request.call !== 'add') return effectOf(before, request, { edits: tabs[at].edits, file })
  const [event] = /** @type {HistoryEvent[]} */ (request.parameters)
  const { atMs } = shown.find(({ item }) => item === event.item) ?? event
  assert.ok(atMs !== undefined, `${event.item} is shown`)
  for (const other of before.values()) {
    assert.ok(event.atMs !== undefined || atMs > other.atMs, 'an event is dated after all others, whatever the clock says')
  }
  return effectOf(before, { call: 'add', parameters: [{ ...event, atMs }] }, { edits: [], file })
}

/**
 * @param {number} at
 * @param {Request} request
 */
const act = (at, request) =>
  new Step(
    `tab ${at}: ${shown(request)}`,
    (model) => isAllowed(model, at, request),
    async (model, real) => {
      const tab = model.tabs[at]
      const sent = prepared(model, request)
      const answer = await real.tabs[at].ask(sent)
      assert.equal(answer.error, null, shown(request))
      if (request.call === 'export') {
        model.file = String(answer.value)
        return
      }
      const before = model.viewOf(at)
      const after = effect(model, at, sent, answer.state.events)
      tab.edits = undoableAfter(tab.edits, request.call, before, after)
      if (request.call === 'clear') tab.isUndoKnown = true
      model.become(at, after, { erasesAll: request.call === 'clear' })
    },
  )

/**
 * A call whose write fails: it rejects, and nothing has changed.
 * @param {number} at
 * @param {Request} request
 * @param {'AbortError' | 'QuotaExceededError'} fault
 */
const failToWrite = (at, request, fault) =>
  new Step(
    `tab ${at}: ${shown(request)}, whose write fails by ${fault}`,
    (model) => areStoring(model) && isAllowed(model, at, request) && request.call !== 'export',
    async (model, real) => {
      const tab = model.tabs[at]
      const sent = prepared(model, request)
      await real.tabs[at].failNextWrite(fault)
      const answer = await real.tabs[at].ask(sent)
      const hasFailed = await real.tabs[at].stopFailing()
      if (!hasFailed) {
        // There was nothing to write.
        assert.equal(answer.error, null)
        assert.deepEqual(listed(effect(model, at, sent, answer.state.events)), listed(model.stored))
        if (request.call === 'undo') tab.edits = tab.edits.slice(0, -1)
        return
      }
      assert.ok(WRITES.includes(String(answer.error)), `${answer.error} says that it was not stored`)
      // What could be undone is forgotten before it is written.
      if (request.call === 'clear') Object.assign(tab, { edits: [], isUndoKnown: true })
    },
  )

/**
 * Two calls at once, one in each tab: both are stored, in either order.
 * @param {Request} first
 * @param {Request} second
 */
const both = (first, second) =>
  new Step(
    `both tabs at once: ${shown(first)} and ${shown(second)}`,
    (model) =>
      areStoring(model) && isAllowed(model, 0, first) && isAllowed(model, 1, second),
    async (model, real) => {
      const requests = [prepared(model, first, { dated: true }), prepared(model, second, { dated: true })]
      const answers = await Promise.all(requests.map((request, at) => real.tabs[at].ask(request)))
      const orders = [requests, requests.toReversed()].map((ordered) =>
        ordered.reduce((events, request) => {
          const isGone = request.call === 'exclude' && !events.has(String(request.parameters[0]))
          return isGone ? events : effectOf(events, request, { edits: [], file: null })
        }, model.stored),
      )
      // An item may have gone before it could be excluded, or come back by its exclusion.
      const excluded = requests.filter(({ call }) => call === 'exclude').map(({ parameters }) => String(parameters[0]))
      for (const { error } of answers) assert.ok(error === null || (error === 'argument' && excluded.length > 0), `${error}`)
      for (const tab of model.tabs) tab.isUndoKnown = false
      await adopt(model, real, possible(orders, excluded, model.stored))
    },
  )

/**
 * @param {Events[]} orders
 * @param {string[]} excluded
 * @param {Events} before
 * @returns {Map<string, Possible>}
 */
function possible(orders, excluded, before) {
  const items = new Set(orders.flatMap((events) => [...events.keys()]).concat([...before.keys()]))
  return new Map(
    [...items].map((item) => {
      const found = orders.map((events) => events.get(item))
      const was = before.get(item)
      return [item, excluded.includes(item) && was ? [...found, was, { ...was, excluded: true }] : found]
    }),
  )
}

/**
 * Takes over what is stored, which must be one of what is possible.
 * @param {Model} model
 * @param {Real} real
 * @param {Map<string, Possible>} possible
 */
async function adopt(model, { observer }, possible) {
  const stored = byItem(Object.values(await storedEvents(observer)))
  for (const [item, events] of possible) {
    const isPossible = events.some((event) => isSame(event, stored.get(item)))
    assert.ok(isPossible, `${item} is ${JSON.stringify(stored.get(item))}; possible is ${JSON.stringify(events)}`)
  }
  for (const item of stored.keys()) assert.ok(possible.has(item), `${item} came from nowhere`)
  model.stored = stored
}

/**
 * A call in a tab that crashes before it has answered: all of it is stored, or nothing.
 * @param {number} at
 * @param {Request} request
 */
const crash = (at, request) =>
  new Step(
    `tab ${at}: ${shown(request)}, and it crashes`,
    (model) => areStoring(model) && isAllowed(model, at, request) && request.call !== 'export',
    async (model, real) => {
      const sent = prepared(model, request, { dated: true })
      const after = effectOf(model.stored, sent, { edits: model.tabs[at].edits, file: model.file })
      await real.tabs[at].askAndCrash(sent)
      await real.tabs[at].load(real.url)
      model.tabs[at] = new TabModel()
      const stored = byItem(Object.values(await storedEvents(real.observer)))
      const isOne = [model.stored, after].some((events) => isSame(/** @type {any} */ (listed(events)), /** @type {any} */ (listed(stored))))
      assert.ok(isOne, `stored are ${JSON.stringify(listed(stored))}, which is neither all of the change nor nothing`)
      model.become(at, stored)
    },
  )

/** @param {number} at */
const reload = (at) =>
  new Step(
    `tab ${at} is reloaded`,
    () => true,
    async (model, real) => {
      await real.tabs[at].load(real.url)
      model.tabs[at] = new TabModel()
      if (model.isHeld) model.tabs[at].error = 'storage.blocked'
      if (model.isNewer) model.tabs[at].error = 'storage.outdated'
    },
  )

/** @param {number} at */
const reconnect = (at) =>
  new Step(
    `tab ${at} tries to store again`,
    (model) => !model.tabs[at].stores,
    async (model, real) => {
      const { error, value } = await real.tabs[at].ask({ call: 'reconnect', parameters: [] })
      assert.equal(error, null)
      assert.equal(value, !model.isHeld && !model.isNewer)
      if (value) await connected(model, real, at)
      else model.tabs[at].error = model.isHeld ? 'storage.blocked' : 'storage.outdated'
    },
  )

/**
 * A tab stores again.
 * @param {Model} model
 * @param {Real} real
 * @param {number} at
 */
async function connected(model, real, at) {
  const possible = model.merged(at)
  model.tabs[at].error = null
  const before = model.stored
  await adopt(model, real, possible)
  const after = model.stored
  model.stored = before
  model.become(at, after)
}

/** @param {number} at */
const setClockBack = (at) =>
  new Step(
    `the clock of tab ${at} is set back`,
    () => true,
    (_, real) => real.tabs[at].setClockBack(HOUR_MS),
  )

const deleteDatabase = () =>
  new Step(
    'the browser deletes what is stored',
    (model) => !model.isHeld,
    async (model, real) => {
      await real.outsider.deleteDatabase()
      for (const [at, { stores }] of model.tabs.entries()) if (stores) model.lose(at, 'storage.evicted')
      model.stored = new Map()
      model.isNewer = false
    },
  )

const upgradeElsewhere = () =>
  new Step(
    'a newer version of the page takes over the database',
    (model) => !model.isHeld && !model.isNewer,
    async (model, real) => {
      await real.outsider.holdDatabase(99)
      await real.outsider.releaseDatabase()
      for (const [at, { stores }] of model.tabs.entries()) if (stores) model.lose(at, 'storage.outdated')
      model.isNewer = true
    },
  )

const releaseDatabase = () =>
  new Step(
    'the page of an older version is closed',
    (model) => model.isHeld,
    async (model, real) => {
      await real.outsider.releaseDatabase()
      model.isHeld = false
      for (const [at, tab] of real.tabs.entries()) {
        await tab.waitFor(`tab ${at} storing`, ({ persistent }) => persistent)
      }
      // In whichever order they were opened.
      const possible = new Map(model.merged(0))
      for (const [item, events] of model.merged(1)) possible.set(item, [...(possible.get(item) ?? []), ...events])
      for (const tab of model.tabs) tab.error = null
      await adopt(model, real, possible)
      for (const tab of model.tabs) tab.isUndoKnown = false
    },
  )

/** @param {Request} request */
function shown({ call, parameters }) {
  return `${call}(${parameters.map((parameter) => JSON.stringify(parameter)).join(', ')})`
}

const items = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const tabs = fc.constantFrom(0, 1)
const events = fc.oneof(
  fc.record({ item: items, action: fc.constantFrom('like', 'dislike', 'seen', 'not-interested') }),
  fc.record({ item: items, action: fc.constant('rate'), rating: fc.integer({ min: 1, max: 10 }).map((half) => half / 2) }),
)

/** @type {fc.Arbitrary<Request>} What two tabs may do at once. */
const changes = fc.oneof(
  { weight: 4, arbitrary: events.map((event) => ({ call: 'add', parameters: [event] })) },
  { weight: 2, arbitrary: items.map((item) => ({ call: 'remove', parameters: [item] })) },
  { weight: 1, arbitrary: fc.tuple(items, fc.boolean()).map((parameters) => ({ call: 'exclude', parameters })) },
)
/** @param {string} call */
const plain = (call) => fc.constant(/** @type {Request} */ ({ call, parameters: [] }))
/** @type {fc.Arbitrary<Request>} */
const requests = fc.oneof(
  { weight: 6, arbitrary: changes },
  { weight: 2, arbitrary: plain('undo') },
  { weight: 1, arbitrary: plain('clear') },
  { weight: 1, arbitrary: plain('export') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('merge', 'replace').map((mode) => ({ call: 'import', parameters: [{ mode }] })),
  },
)
const faults = fc.constantFrom(/** @type {const} */ ('AbortError'), /** @type {const} */ ('QuotaExceededError'))

/** Calls are frequent, faults are rare, and what heals them is frequent. */
const STEPS = [
  ...Array.from({ length: 6 }, () => fc.tuple(tabs, requests).map((parameters) => act(...parameters))),
  ...Array.from({ length: 2 }, () => fc.tuple(changes, changes).map((parameters) => both(...parameters))),
  ...Array.from({ length: 2 }, () => tabs.map(reconnect)),
  fc.tuple(tabs, requests, faults).map((parameters) => failToWrite(...parameters)),
  fc.tuple(tabs, requests).map((parameters) => crash(...parameters)),
  tabs.map(reload),
  tabs.map(setClockBack),
  fc.constant(null).map(deleteDatabase),
  fc.constant(null).map(upgradeElsewhere),
  fc.constant(null).map(releaseDatabase),
]

/**
 * @param {string} [replayPath] of a sequence that was shrunk, as it was printed
 * @returns {fc.Arbitrary<Iterable<Command>>}
 */
export const sequences = (replayPath) => fc.commands(STEPS, { maxCommands: 40, size: 'max', replayPath })
