// A trace of Chromium's in, what of it people feel out: https://web.dev/articles/vitals has the definitions.

/**
 * @typedef {object} TraceEvent
 * @property {string} name
 * @property {string} ph
 * @property {number} ts microseconds
 * @property {number} [dur] microseconds
 * @property {number} pid
 * @property {number} tid
 * @property {any} args
 */

/** A task that takes longer keeps people waiting for what it takes beyond. */
const LONG_TASK_MS = 50

/**
 * Of the navigation to `url`, until the end of the trace.
 * @param {{ traceEvents: TraceEvent[] }} trace
 * @param {string} url
 */
export function vitals({ traceEvents }, url) {
  const start = traceEvents.find(
    ({ name, args }) =>
      name === 'navigationStart' && args.data?.documentLoaderURL === url && args.data?.isOutermostMainFrame !== false,
  )
  if (!start) throw new Error(`the trace has no navigation to ${url}`)
  const own = traceEvents.filter(({ pid, ts }) => pid === start.pid && ts >= start.ts)
  const since = (/** @type {TraceEvent | undefined} */ event, /** @type {string} */ what) => {
    if (!event) throw new Error(`the trace has no ${what}`)
    return (event.ts - start.ts) / 1000
  }
  const painted = since(
    own.find(({ name }) => name === 'firstContentfulPaint'),
    'first contentful paint',
  )
  const largest = own.findLast(({ name }) => name === 'largestContentfulPaint::Candidate')
  const blocking = own
    .filter(({ name, tid, dur, ts }) => isTask(name) && tid === start.tid && dur && (ts - start.ts) / 1000 >= painted)
    .map(({ dur = 0 }) => Math.max(0, dur / 1000 - LONG_TASK_MS))
  const shifts = own.filter(({ name, args }) => name === 'LayoutShift' && !args.data.had_recent_input)
  return {
    largest_contentful_paint_ms: since(largest, 'largest contentful paint'),
    total_blocking_time_ms: blocking.reduce((sum, part) => sum + part, 0),
    layout_shift: shifts.reduce((sum, { args }) => sum + args.data.weighted_score_delta, 0),
  }
}

/** @param {string} name */
function isTask(name) {
  return name === 'RunTask' || name === 'ThreadControllerImpl::RunTask'
}
