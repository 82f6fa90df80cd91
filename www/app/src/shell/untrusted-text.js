// Text from packs, models and files, made safe to show beside ours: it cannot change the direction of writing, hide
// characters or go on without end. That it is never read as markup is ensured by dom.js.

const MAX_LENGTH = 160

/** Characters that set, override or isolate the direction of writing; right-to-left letters do not need them. */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/**
 * @param {string} text
 * @param {number} [maxLength] in characters
 */
export function sanitizeText(text, maxLength = MAX_LENGTH) {
  const plain = text.replace(DIRECTION, '').replace(/\p{Cc}+/gu, ' ')
  if (plain.length <= maxLength) return plain
  // Not between the two halves of a surrogate pair.
  return `${plain.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')}…`
}
