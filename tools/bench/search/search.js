// The page's search beside three libraries, in Node: how often the title that was meant is among the first three when it
// is typed with a slip, and how much of the processor's time a keystroke takes, in the demo's catalogue and in a made one
// of 100,000 items. `--engines Penchant,MiniSearch` measures these, `--quick` only the demo's catalogue.

import os from 'node:os'
import { parseArgs } from 'node:util'
import { Searcher } from '../../../www/app/src/items/search/searcher.js'
import { WordIndex } from '../../../www/app/src/items/search/word-index.js'
import { table } from '../report.js'
import { summary } from '../times.js'
import { peers } from './peers.js'
import { demoItems, madeItems, typos } from './typos.js'

/**
 * @import { Item } from '../../../www/app/src/items/catalogue.js'
 * @import { Typo } from './typos.js'
 *
 * @typedef {(items: Item[]) => (query: string) => Item[]} Engine makes an index, and then answers from it
 */

const TITLES = 1000
const SEED = 19
/** Titles that are typed letter by letter, every other one with a slip. */
const TYPED = 10
const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, engines: { type: 'string' } },
})

/** @type {Engine} */
const ours = (items) => {
  const searcher = new Searcher([new WordIndex(items)])
  return (query) => {
    const { hits, guesses } = searcher.search(query)
    return [...hits, ...guesses].map(({ item }) => item)
  }
}
/** @type {Record<string, Engine>} */
const engines = { Penchant: ours, ...peers }

const chosen = options.engines?.split(',') ?? Object.keys(engines)
const demo = await demoItems()
const catalogues = options.quick ? [demo] : [demo, madeItems(demo, 100_000)]
const whole = typos(demo, { count: TITLES, seed: SEED })
const unfinished = typos(demo, { count: TITLES, seed: SEED, unfinished: true })

const machine = { node: process.version, processor: os.cpus()[0].model, cores: os.cpus().length }
const results = chosen.map((engine) => {
  const search = engines[engine](demo)
  const found = { whole: shareFound(search, whole), unfinished: shareFound(search, unfinished) }
  return { engine, found, times: catalogues.map((items) => timesOf(engines[engine], items)) }
})

if (options.json) {
  console.log(JSON.stringify({ results, ...machine }))
} else {
  console.log(
    `${TITLES} titles with one slip: found among the first three; the same for titles that end with the slip.`,
  )
  console.log(`Milliseconds of the processor for an index, and for a keystroke of ${2 * TYPED} titles that are typed,`)
  console.log(`in Node ${machine.node}, on ${machine.cores} cores of ${machine.processor}`)
  const headers = ['', 'found', 'unfinished', 'items', 'index', 'median', 'p95', 'max']
  const rows = results.flatMap(({ engine, found, times }) =>
    times.map(({ items, index_ms: index, keystroke: { median_ms, p95_ms, max_ms } }) => [
      ...[engine, found.whole.toFixed(3), found.unfinished.toFixed(3)],
      ...[items, index, median_ms, p95_ms, max_ms].map(String),
    ]),
  )
  console.log(table([headers, ...rows]))
}

/**
 * @param {(query: string) => Item[]} search
 * @param {Typo[]} queries
 */
function shareFound(search, queries) {
  // Another film of the same title is as good: the query does not tell them apart.
  const found = queries.filter(({ item, query }) =>
    search(query)
      .slice(0, 3)
      .some(({ title }) => title === item.title),
  )
  return found.length / queries.length
}

/**
 * @param {Engine} open
 * @param {Item[]} items
 */
function timesOf(open, items) {
  const start = processorTime()
  const search = open(items)
  search('first')
  const index = processorTime() - start
  const titles = typos(items, { count: TYPED, seed: SEED }).flatMap(({ item, query }) => [item.title, query])
  const keystroke = titles.flatMap((title) =>
    Array.from(title, (_, place) => {
      const query = title.slice(0, place + 1)
      const start = processorTime()
      search(query)
      return processorTime() - start
    }),
  )
  return { items: items.length, index_ms: Math.round(index), keystroke: summary(keystroke) }
}

/** In milliseconds, of all threads: unlike the clock's, it is the same on a machine that is busy with other things. */
function processorTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
