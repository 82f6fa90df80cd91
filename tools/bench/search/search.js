// The page's search beside three libraries, in Node: how often the title that was meant is among the first three when it
// is typed with a slip, and how much of the processor's time a keystroke takes, in the demo's catalogue and in a made one
// of 100,000 items. `--engines Penchant,MiniSearch` measures only these.

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
const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, engines: { type: 'string' } } })

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

const demo = await demoItems()
const made = madeItems(demo, 100_000)
const sets = {
  whole: typos(demo, { count: TITLES, seed: SEED }),
  unfinished: typos(demo, { count: TITLES, seed: SEED, unfinished: true }),
}
const chosen = options.engines?.split(',') ?? Object.keys(engines)
const results = Object.entries(engines)
  .filter(([engine]) => chosen.includes(engine))
  .map(([engine, open]) => {
    const search = open(demo)
    return {
      engine,
      found_whole: shareFound(search, sets.whole),
      found_unfinished: shareFound(search, sets.unfinished),
      demo: timesOf(open, demo),
      made: timesOf(open, made),
    }
  })

if (options.json) {
  console.log(
    JSON.stringify({ results, node: process.version, processor: os.cpus()[0].model, cores: os.cpus().length }),
  )
} else {
  console.log(
    `${TITLES} titles with one slip, found among the first 3; ${2 * TYPED} titles typed letter by letter in catalogues`,
  )
  console.log(
    `of ${demo.length} and ${made.length} items; in Node ${process.version}, on ${os.cpus().length} cores of ${os.cpus()[0].model}`,
  )
  const headers = [
    '',
    'found',
    'unfinished',
    'index, ms',
    'median',
    'p95',
    'max',
    `${made.length}: index`,
    'median',
    'p95',
    'max',
  ]
  const times = (
    /** @type {ReturnType<typeof timesOf>} */ { index_ms: index, keystroke: { median_ms, p95_ms, max_ms } },
  ) => [index, median_ms, p95_ms, max_ms].map(String)
  const rows = results.map(({ engine, found_whole: whole, found_unfinished: unfinished, demo, made }) => [
    ...[engine, whole.toFixed(3), unfinished.toFixed(3), ...times(demo), ...times(made)],
  ])
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
  return { index_ms: Math.round(index), keystroke: summary(keystroke) }
}

/** In milliseconds, of all threads: unlike the clock's, it is the same on a machine that is busy with other things. */
function processorTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
