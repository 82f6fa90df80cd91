// How long one `recommend` takes as catalogues grow, and what the tab needs, in Chromium: Penchant with all its
// controls on, beside a plain loop in JavaScript and implicit's native call. `./build.sh bench recommend` runs it.

import { execFile } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { parseArgs, promisify } from 'node:util'
import { root } from '../../web/site.js'
import { summary } from '../times.js'
import { table } from '../report.js'
import { inFreshBrowser, launch, serveBench } from '../site.js'
import { openTab } from '../tab.js'

const FACTORS = 64
const N = 10
const CONTROLS = { n: N, diversity: 0.2, calibration: 0.2, novelty: 0.1, exploration: 0.1, seed: 1 }
/** Targets: milliseconds at the 95th percentile by items, megabytes of the tab, and of the demo. */
const P95_MS = new Map([
  [10_000, 2],
  [100_000, 6],
  [1_000_000, 40],
])
const TAB_MB = { items: 1_000_000, max: 300 }
const FIRST_PICKS_MS = 30
/** Of MovieLens: what visitors of the demo may have liked. */
const FILMS = ['1', '260', '296', '318', '356', '480', '527', '593', '1196', '2571']

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'string' }, json: { type: 'boolean' }, quick: { type: 'boolean' } },
})
const sizes = positionals.map(Number)
const calls = { early: 200, steady: given.quick ? 200 : 400 }
const opens = given.quick ? 20 : 40
const say = (/** @type {string} */ line) => console.error(line)
const run = promisify(execFile)

/**
 * @param {string[]} items
 * @returns {import('../../../www/penchant/src/history/event.js').HistoryEvent[]}
 */
function likes(items) {
  return items.map((item, place) => ({ item, action: 'like', atMs: Date.UTC(2025, 0, 1 + place) }))
}

/** The id that made_pack gives an index: its digits backwards. */
const id = (/** @type {number} */ index) => [...String(index).padStart(7, '0')].reverse().join('')
const index = (/** @type {string} */ item) => Number([...item].reverse().join(''))

// --- one measurement ---------------------------------------------------------------------

/** @param {number} items */
async function size(items) {
  const file = (/** @type {string} */ kind) => root(`build/bench/${items}.${kind}`)
  /** @type {{ history: number[] }} */
  const { history } = JSON.parse(readFileSync(file('json'), 'utf8'))
  const { user, version, ...implicit } = await peer(file('f32'), file('json'))
  const ours = await inFreshBrowser(address, 'penchant', `../${items}.pack`, likes(history.map(id)), CONTROLS, calls)
  const loop = await inFreshBrowser(address, 'loop', `../${items}.f32`, user, history, N, calls)
  // They must do the same, or there is nothing to compare. One may differ: what is as good by a hair.
  for (const [name, picks] of Object.entries({ Penchant: ours.picks.map(index), 'the loop': loop.picks })) {
    const same = picks.filter((/** @type {number} */ item) => implicit.picks.includes(item)).length
    if (same < N - 1) throw new Error(`of ${items} items ${name} picks ${picks}, and implicit ${implicit.picks}`)
  }
  const result = {
    items,
    pack_mb: Number((statSync(file('pack')).size / 1e6).toFixed(1)),
    fetch_ms: Math.round(ours.fetch_ms),
    open_ms: Math.round(ours.open_ms),
    first_ms: Number(ours.first_ms.toFixed(2)),
    early: summary(ours.early_ms),
    penchant: { ...summary(ours.times_ms), memory: ours.memory },
    loop: { ...summary(loop.times_ms), memory: loop.memory },
    implicit: { ...summary(implicit.times_ms), peak_mb: Math.round(implicit.peak_mb), version },
  }
  say(`${items} items: ${result.penchant.median_ms} ms, ${result.penchant.p95_ms} ms at the 95th percentile`)
  return result
}

/**
 * implicit with the same factors, on one thread.
 * @param {string} factors
 * @param {string} history
 */
async function peer(factors, history) {
  const words = [
    root('tools/bench/recommend/peer.py'),
    factors,
    history,
    '--width',
    FACTORS,
    '--n',
    N,
    '--calls',
    calls.steady,
  ]
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' }
  return JSON.parse((await run(given.python ?? 'python3', words.map(String), { env })).stdout)
}

/** The demo's pack, opened anew each time in a tab of its own. */
async function demo() {
  const browser = await launch()
  /** @type {number[][]} */
  const [cold, warm] = [[], []]
  for (let count = 0; count < opens; count += 1) {
    const tab = await openTab(browser, address)
    const opened = await tab.call('firstPicks', '../../packs/movies.pack', likes(FILMS), CONTROLS)
    if (opened.cold.picks !== N) throw new Error(`the demo's pack gave ${opened.cold.picks} picks`)
    cold.push(opened.cold.ms)
    warm.push(opened.warm.ms)
    await tab.close()
  }
  const version = browser.version()
  await browser.close()
  return { version, first: { opens, cold: summary(cold), warm: summary(warm) } }
}

// --- all of them -------------------------------------------------------------------------

const { address, close } = await serveBench('recommend')
/** @type {Awaited<ReturnType<typeof size>>[]} */
const rows = []
for (const items of sizes) rows.push(await size(items))
const { version, first } = await demo()
await close()

/**
 * @param {number | null} items null for the demo's
 * @param {string} what
 * @param {string} unit
 * @param {number | undefined} value
 * @param {number} limit
 */
const target = (items, what, unit, value, limit) => ({
  items,
  what,
  unit,
  value: value ?? null,
  limit,
  met: value === undefined ? null : value <= limit,
})
const targets = rows.flatMap(({ items, penchant }) => {
  const limit = P95_MS.get(items)
  const name = `${items.toLocaleString('en')} items`
  const of = limit ? [target(items, `${name}, 95th percentile`, 'ms', penchant.p95_ms, limit)] : []
  const { rss_mb } = penchant.memory
  if (items === TAB_MB.items) of.push(target(items, `${name}, the tab once they are loaded`, 'MB', rss_mb, TAB_MB.max))
  return of
})
targets.push(
  target(null, 'demo pack, open to first picks in a new tab, median', 'ms', first.cold.median_ms, FIRST_PICKS_MS),
)
const result = {
  factors: FACTORS,
  n: N,
  calls,
  sizes: rows,
  first_picks: first,
  targets,
  chromium: version,
  processor: os.cpus()[0].model,
  cores: os.cpus().length,
}
writeFileSync(root('build/bench/recommend.json'), JSON.stringify(result))

// --- what people see ---------------------------------------------------------------------

function report() {
  const shown = (/** @type {number | undefined | null} */ value) => String(value ?? '?')
  const ms = (/** @type {{ median_ms: number, p95_ms: number }} */ one) => [
    one.median_ms.toFixed(2),
    one.p95_ms.toFixed(2),
  ]
  const header = [
    'items',
    'pack MB',
    'fetch ms',
    'open ms',
    'first ms',
    'early p95',
    'median ms',
    'p95 ms',
    'tab MB peak',
    'now',
    'share',
  ]
  const cells = rows.map(({ items, pack_mb, fetch_ms, open_ms, first_ms, early, penchant, loop, implicit }) => [
    items.toLocaleString('en'),
    pack_mb.toFixed(1),
    shown(fetch_ms),
    shown(open_ms),
    first_ms.toFixed(1),
    early.p95_ms.toFixed(2),
    ...ms(penchant),
    ...[penchant.memory.peak_mb, penchant.memory.rss_mb, penchant.memory.pss_mb].map(shown),
    ...ms(loop),
    shown(loop.memory.peak_mb),
    ...ms(implicit),
    shown(implicit.peak_mb),
  ])
  const others = ['loop median', 'p95', 'tab MB', 'implicit median', 'p95', 'process MB']
  console.log(table([[...header, ...others], ...cells]))
  console.log(`
Penchant: one \`recommend\` of ${N} picks with diversity, calibration, novelty and exploration, for 50 likes, with
  reasons, from int8 factors; conversion from and to JavaScript and folding in the history are part of it.
loop: plain JavaScript in the same Chromium over the same numbers as f32, for a visitor already folded in; it takes
  the best ${N} and does nothing else: no controls, no reasons.
implicit ${rows[0]?.implicit.version}: its native \`recommend\` with recalculate_user, on one thread, from the same f32; no controls,
  no reasons. With the controls off all three pick the same items, but for one of ${N} at most.
${calls.steady} calls each. The ${calls.early} before them, while the browser still compiles, stand apart: "first" is the very first, "early
  p95" the 95th percentile of all of them. The pack is fetched from this machine.
tab: the renderer's process. Peak is the most that was ever resident (VmHWM), now is resident (VmRSS), share counts
  what is shared with other processes in part (PSS). Before the pack an empty page has ${shown(rows[0]?.penchant.memory.empty_mb)} MB resident.
Demo pack, from its bytes to the first ${N} picks, ${first.opens} times in a new tab:
  median ${first.cold.median_ms} ms, 95th percentile ${first.cold.p95_ms} ms; opened again in the same tab ${first.warm.median_ms} and ${first.warm.p95_ms}
`)
  for (const { what, unit, value, limit, met } of targets) {
    const word = met === null ? 'not measured' : met ? 'met' : 'missed'
    console.log(`${what}: ${shown(value)} ${unit} of at most ${limit}: ${word}`)
  }
  console.log(`in Chromium ${version}, headless, on ${result.cores} cores of ${result.processor}`)
}

if (given.json) console.log(JSON.stringify(result))
else report()
