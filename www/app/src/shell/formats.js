// How a language writes numbers, dates and lists.

/**
 * @typedef {ReturnType<typeof formats>} Formats
 *
 * @typedef {string | { title: string }} Part a piece of a sentence; titles are set apart in it
 */

/** @param {string} locale */
export function formats(locale) {
  const whole = new Intl.NumberFormat(locale)
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  const exact = new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 })
  const signed = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 4,
    maximumFractionDigits: 4,
    signDisplay: 'exceptZero',
  })
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const exactPercent = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1 })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const plurals = new Intl.PluralRules(locale)
  const compare = new Intl.Collator(locale, { numeric: true }).compare

  return {
    number: (/** @type {number} */ count) => whole.format(count),
    /** Of a rating: with the digits that it has, and not more than three. */
    decimal: (/** @type {number} */ rating) => decimal.format(rating),
    /** Of a score. */
    score: (/** @type {number} */ score) => exact.format(score),
    /** Of a part of a score. */
    contribution: (/** @type {number} */ part) => signed.format(part),
    percent: (/** @type {number} */ share) => percent.format(share),
    /** With a digit after the point. */
    exactPercent: (/** @type {number} */ share) => exactPercent.format(share),
    date: (/** @type {number} */ milliseconds) => date.format(milliseconds),
    list: (/** @type {Iterable<string>} */ texts) => list.format(texts),
    /** Bytes in the unit that suits them. */
    bytes: (/** @type {number} */ bytes) => {
      const [size, unit] =
        bytes < 1e6
          ? [Math.max(1, Math.round(bytes / 1e3)), 'kilobyte']
          : bytes < 1e9
            ? [Math.round(bytes / 1e5) / 10, 'megabyte']
            : [Math.round(bytes / 1e8) / 10, 'gigabyte']
      return new Intl.NumberFormat(locale, { style: 'unit', unit }).format(size)
    },
    /**
     * The form that goes with a number, `#` in it being the number.
     * @param {number} count
     * @param {{ one?: string, other: string }} forms
     */
    plural: (count, { one, other }) =>
      (plurals.select(count) === 'one' && one !== undefined ? one : other).replace('#', whole.format(count)),
    /**
     * Titles in a list, each set apart.
     * @param {string[]} titles
     * @returns {Part[]}
     */
    titles: (titles) =>
      list.formatToParts(titles).map(({ type, value }) => (type === 'element' ? { title: value } : value)),
    compare,
  }
}
