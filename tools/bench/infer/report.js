// Turns measurements into tables, and compares them with the targets.

import { table } from '../report.js'
import { ENGINES } from './models.js'

/**
 * @import { Engine } from './models.js'
 *
 * @typedef {Partial<Record<Engine, number>>} Each
 *
 * @typedef {object} Case
 * @property {string} model
 * @property {number} threads
 * @property {number} [penchant_ms]
 * @property {number} [onnxruntime_ms]
 * @property {number} [tfjs_ms]
 * @property {Partial<Record<Engine, { median_ms: number, p95_ms: number }>>} [times]
 * @property {Each} [differences]
 * @property {Each} [over_one_thread]
 * @property {Each} [first_answer_ms]
 * @property {Each} [first_visit_ms]
 * @property {Each} [peak_mb]
 * @property {Each} [empty_mb]
 * @property {Each} [wasm_mb]
 *
 * @typedef {{ what: string, value: number | null, limit: number, met: boolean | null }} Target
 */

const NAMES = { penchant: 'Penchant', onnxruntime: 'onnxruntime-web', tfjs: 'TensorFlow.js' }
/** @type {Engine[]} */
const PEERS = ['onnxruntime', 'tfjs']

/**
 * @param {number | undefined} one
 * @param {number | undefined} other
 */
const over = (one, other) => (one === undefined || other === undefined ? undefined : one / other)

/** @param {(number | undefined)[]} values */
const smallest = (...values) => {
  const known = values.filter((value) => value !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

/**
 * The targets, each a ratio with its limit.
 * @param {Case[]} cases
 * @returns {Target[]}
 */
export function compareWithTargets(cases) {
  const of = (/** @type {string} */ model, threads = 1) =>
    cases.find((one) => one.model === model && one.threads === threads)
  const lite0 = 'efficientnet-lite0'
  const [one, two, mobilenet, minilm, int8] = [
    of(lite0),
    of(lite0, 2),
    of('mobilenet-v2'),
    of('minilm'),
    of('minilm-int8'),
  ]
  /** @type {[string, number | undefined, number][]} */
  const targets = [
    ['Lite0, one thread, over TensorFlow.js', over(one?.penchant_ms, one?.tfjs_ms), 0.95],
    ['Lite0, one thread, over onnxruntime-web', over(one?.penchant_ms, one?.onnxruntime_ms), 0.65],
    ['MobileNetV2, one thread, over TensorFlow.js', over(mobilenet?.penchant_ms, mobilenet?.tfjs_ms), 1],
    ['MiniLM, over onnxruntime-web', over(minilm?.penchant_ms, minilm?.onnxruntime_ms), 1],
    ['MiniLM in int8, over onnxruntime-web', over(int8?.penchant_ms, int8?.onnxruntime_ms), 1],
    ['MiniLM in int8, over Penchant in f32', over(int8?.penchant_ms, minilm?.penchant_ms), 1],
    ['Lite0, two threads over one', two?.over_one_thread?.penchant, 1 / 1.5],
    [
      'Lite0, two threads, over the better peer',
      over(two?.penchant_ms, smallest(two?.onnxruntime_ms, two?.tfjs_ms)),
      1,
    ],
    [
      'Lite0, bytes to first answer, over onnxruntime-web',
      over(one?.first_answer_ms?.penchant, one?.first_answer_ms?.onnxruntime),
      0.6,
    ],
    ...cases.map(
      /** @returns {[string, number | undefined, number]} */ ({ model, threads, peak_mb }) => [
        `${model}, ${threads} threads, peak memory over the better peer`,
        over(peak_mb?.penchant, smallest(...PEERS.map((peer) => peak_mb?.[peer]))),
        1,
      ],
    ),
  ]
  return targets.map(([what, value, limit]) => ({
    what,
    value: value === undefined ? null : Number(value.toFixed(3)),
    limit: Number(limit.toFixed(3)),
    met: value === undefined ? null : value <= limit,
  }))
}

/**
 * @param {{ cases: Case[], targets: Target[], counts: { runs: number, times: number }, chromium: string, processor: string, cores: number }} result
 */
export function report({ cases, targets, counts, chromium, processor, cores }) {
  const shown = ENGINES.filter((engine) =>
    cases.some((one) => (one.times ?? one.first_answer_ms ?? one.peak_mb)?.[engine]),
  )
  const peers = PEERS.filter((peer) => shown.includes(peer) && shown.includes('penchant'))
  /**
   * @param {string} unit
   * @param {(one: Case) => Each | undefined} figures
   */
  const rows = (unit, figures) => {
    if (!cases.some(figures)) return ''
    const header = ['', 'threads', ...shown.map((engine) => `${NAMES[engine]} ${unit}`)]
    header.push(...peers.map((peer) => `Penchant / ${NAMES[peer]}`))
    const cells = cases.map((one) => {
      const of = figures(one) ?? {}
      const ratios = peers.map((peer) => over(of.penchant, of[peer])?.toFixed(2) ?? '')
      return [one.model, String(one.threads), ...shown.map((engine) => of[engine]?.toFixed(1) ?? ''), ...ratios]
    })
    return table([header, ...cells])
  }
  const scaling = () => {
    const several = cases.filter(({ over_one_thread }) => over_one_thread)
    if (several.length === 0) return ''
    const cells = several.map(({ model, threads, over_one_thread: of }) => [
      model,
      String(threads),
      ...shown.map((engine) => of?.[engine]?.toFixed(2) ?? ''),
    ])
    return table([['', 'threads', ...shown.map((engine) => NAMES[engine])], ...cells])
  }
  const median = (/** @type {Case} */ { times }) =>
    times &&
    /** @type {Each} */ (Object.fromEntries(Object.entries(times).map(([engine, of]) => [engine, of.median_ms])))
  const parts = [
    [`One run, the median of ${counts.runs}, the engines in turn in one page:`, rows('ms', median)],
    ['Over the same engine on one thread, in turn in one page:', scaling()],
    [
      `From the model's bytes to the first answer, wasm compiled, the median of ${counts.times} new workers:`,
      rows('ms', ({ first_answer_ms }) => first_answer_ms),
    ],
    ['The same in a new browser, which has nothing compiled:', rows('ms', ({ first_visit_ms }) => first_visit_ms)],
    [
      'The most that the page’s process ever had resident (VmHWM), each engine alone in a browser:',
      rows('MB', ({ peak_mb }) => peak_mb),
    ],
    ['Of that the memory of wasm:', rows('MB', ({ wasm_mb }) => wasm_mb)],
  ]
  const outcomes = targets
    .filter(({ met }) => met !== null)
    .map(({ what, value, limit, met }) => `${what}: ${value} of at most ${limit}: ${met ? 'met' : 'missed'}`)
  return [
    ...parts.filter(([, rows]) => rows).map(([title, rows]) => `${title}\n\n${rows}\n`),
    ...outcomes,
    `in Chromium ${chromium}, headless, on ${cores} cores of ${processor}`,
  ].join('\n')
}
