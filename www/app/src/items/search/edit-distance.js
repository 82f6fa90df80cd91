// How many slips of the finger lie between what was typed and a word: letters left out, added, replaced, or two neighbours
// swapped (Damerau-Levenshtein, in the form called optimal string alignment). The beginning of a longer word may match too.

/** @type {Uint8Array[]} Three columns of the table of distances, which every call uses. */
const columns = [new Uint8Array(1), new Uint8Array(1), new Uint8Array(1)]

/**
 * The least distance between `typed` and `word`, or any beginning of `word`.
 * @param {string} typed at most 250 characters
 * @param {string} word
 * @param {number} max
 * @returns {{ distance: number, whole: boolean } | null} whether the whole word is as near as its nearest beginning; `null`
 *   if the distance is larger than `max`
 */
export function distanceToBeginning(typed, word, max) {
  const height = typed.length
  if (columns[0].length <= height) for (let i = 0; i < 3; i += 1) columns[i] = new Uint8Array(height + 1)
  let [before, last, column] = columns
  for (let row = 0; row <= height; row += 1) last[row] = row
  let nearest = height
  let whole = height
  // What follows after so many letters makes no beginning nearer.
  const width = Math.min(word.length, height + max)
  for (let place = 1; place <= width; place += 1) {
    const letter = word.charCodeAt(place - 1)
    column[0] = place
    let least = place
    for (let row = 1; row <= height; row += 1) {
      const typedLetter = typed.charCodeAt(row - 1)
      let distance = last[row - 1] + (typedLetter === letter ? 0 : 1)
      if (last[row] + 1 < distance) distance = last[row] + 1
      if (column[row - 1] + 1 < distance) distance = column[row - 1] + 1
      const isSwapped =
        place > 1 &&
        row > 1 &&
        typedLetter === word.charCodeAt(place - 2) &&
        typed.charCodeAt(row - 2) === letter &&
        typedLetter !== letter
      if (isSwapped && before[row - 2] + 1 < distance) distance = before[row - 2] + 1
      column[row] = distance
      if (distance < least) least = distance
    }
    if (column[height] < nearest) nearest = column[height]
    whole = column[height]
    // A swap can still make something of the column before.
    if (least > max + 1 && nearest > max) return null
    ;[before, last, column] = [last, column, before]
  }
  if (nearest > max) return null
  return { distance: nearest, whole: width === word.length && whole === nearest }
}
