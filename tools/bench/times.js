// Many times in, those that are reported out.

/** @param {number[]} values in milliseconds */
export function summary(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (/** @type {number} */ share) => Number(sorted[Math.ceil(share * sorted.length) - 1].toFixed(2))
  return { median_ms: at(0.5), p95_ms: at(0.95), max_ms: at(1) }
}
