// A text that no other has: a name or an id.

/**
 * The text, numbered if it is taken.
 * @param {string} wanted
 * @param {(text: string) => boolean} isTaken
 * @param {string} separator before the number
 */
export function untaken(wanted, isTaken, separator) {
  let text = wanted
  for (let number = 2; isTaken(text); number += 1) text = `${wanted}${separator}${number}`
  return text
}
