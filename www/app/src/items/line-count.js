// How many lines a text takes, without a layout: that of hundreds of cards would be computed anew for each sentence tried.

/** Chinese characters: a line may break after each, and each is as wide as two letters. */
const WIDE = /[\u2e80-\uffff]/u
/** What is not broken: a wide character, or a word with the spaces after it. */
const PIECES = /[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*/gu

/**
 * @param {string} text
 * @param {number} width of a line, in letters of an average width
 */
export function lineCount(text, width) {
  let [lines, used] = [1, 0]
  for (const [piece] of text.matchAll(PIECES)) {
    const wide = WIDE.test(piece)
    const length = wide ? 2 : piece.trimEnd().length
    if (used > 0 && used + length > width) {
      lines += 1
      used = 0
    }
    // A word longer than a line goes on in the next.
    lines += Math.max(0, Math.ceil(length / width) - 1)
    used += wide ? 2 : piece.length
  }
  return lines
}
