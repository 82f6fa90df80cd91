// A stranger's text, made fit to stand among ours: it says what it says, but it turns no writing around, hides nothing
// and has an end. That it is no markup is not this file's business: see dom.js.

const LONGEST = 160

/** What sets, overrides or isolates the direction of writing; right-to-left letters need none of it. */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/**
 * @param {string} text
 * @param {number} [longest] in characters
 */
export function harmless(text, longest = LONGEST) {
  const plain = text.replace(DIRECTION, '').replace(/\p{Cc}+/gu, ' ')
  if (plain.length <= longest) return plain
  // Not within a character that takes two units.
  return `${plain.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`
}
