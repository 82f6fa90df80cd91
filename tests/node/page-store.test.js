// The page's store: slices that are watched by property, and watchers that can be ended.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Store } from '../../www/app/src/shell/store.js'

const newStore = () => new Store({ items: { picks: 0, rows: 0 }, shell: { room: 'films', online: true } })

test('a watcher is called at once, and when what it watches has another value', () => {
  const store = newStore()
  /** @type {unknown[]} */
  const shown = []
  store.watch({ items: ['picks'], shell: ['room'] }, ({ items, shell }) => shown.push([items.picks, shell.room]))
  store.set('items', { rows: 1 })
  store.set('shell', { online: false })
  store.set('items', { picks: 0 })
  assert.deepEqual(shown, [[0, 'films']])
  store.set('items', { picks: 2 })
  store.set('shell', { room: 'privacy' })
  assert.deepEqual(shown.slice(1), [
    [2, 'films'],
    [2, 'privacy'],
  ])
})

test('a watcher that is ended is not called again', () => {
  const store = newStore()
  let calls = 0
  const end = store.watch({ items: ['picks'] }, () => (calls += 1))
  store.set('items', { picks: 1 })
  end()
  store.set('items', { picks: 2 })
  assert.equal(calls, 2)
})

test('a watcher may end itself while it is called, and others still are', () => {
  const store = newStore()
  /** @type {string[]} */
  const called = []
  const end = store.watch({ items: ['picks'] }, ({ items }) => {
    called.push(`first ${items.picks}`)
    if (items.picks === 1) end()
  })
  store.watch({ items: ['picks'] }, ({ items }) => called.push(`second ${items.picks}`))
  store.set('items', { picks: 1 })
  store.set('items', { picks: 2 })
  assert.deepEqual(called, ['first 0', 'second 0', 'first 1', 'second 1', 'second 2'])
})
