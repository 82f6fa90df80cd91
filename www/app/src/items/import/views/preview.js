// The preview of an import from other services: what was found in the files, what will become of it by which rule, and what
// is not taken; then it is merged, or nothing is changed.

import { el } from '../../../shell/dom.js'
import { sanitizeText } from '../../../shell/untrusted-text.js'
import { t as shellTexts } from '../../../shell/texts.js'
import { t as itemTexts } from '../../texts.js'
import { titleAndYear } from '../../views/item-parts.js'
import { DISLIKE_UP_TO, eventsOf, historyFile, LIKE_FROM, LIKED_PLAYS, RULE_AT_REST } from '../events.js'
import { matchRows } from '../matching.js'
import { SERVICE_NAMES } from '../services.js'

/**
 * @import { Items } from '../../controller.js'
 * @import { ImportPreview } from '../../opinions.js'
 * @import { PageStore } from '../../../main.js'
 * @import { Matches } from '../matching.js'
 * @import { ImportProblem } from '../problem.js'
 * @import { ReadFiles } from '../read-files.js'
 * @import { Row } from '../row.js'
 * @import { Export } from '../services.js'
 *
 * @typedef {ReturnType<typeof import('../texts.js').textsOf>} Texts
 */

/** In each list. */
const MAX_NAMED = 200
/** In characters. */
const MAX_NAME_LENGTH = 80

/**
 * @param {ImportProblem} problem
 * @param {Texts} t
 */
export function problemText({ code, file, count }, t) {
  return t.problem({ code, file: nameOf(file), count }, SERVICE_NAMES)
}

/**
 * @param {ReadFiles} read
 * @param {Texts} t
 * @param {PageStore} store
 * @param {Items} items
 */
export function showImportPreview(read, t, store, items) {
  const rows = read.exports.flatMap(({ rows }) => rows ?? [])
  const { opinions } = items
  /** @type {Matches} */
  let matches = { matched: [], unclear: [], missing: [] }
  /** @type {ImportPreview | null} */
  let preview = null
  let turn = 0

  const outcome = el('div', { class: 'outcome', role: 'status' })
  const lists = el('div', { class: 'lists' })
  const merge = el('button', { class: 'button primary', value: 'merge', disabled: true }, t.merge)
  const rule = el(
    'select',
    { id: 'import-rule', 'aria-describedby': 'import-rule-text', onchange: () => void weigh() },
    ...LIKE_FROM.map((ofTen) => el('option', { value: ofTen }, t.likeFrom(ofTen))),
  )
  rule.value = String(RULE_AT_REST.likeFrom)

  /** Makes opinions of what is matched, by the rule. */
  async function weigh() {
    const mine = ++turn
    const events = eventsOf(matches.matched, { likeFrom: Number(rule.value) }, Date.now())
    const found = await opinions.preview(historyFile(events, read.exports[0].path))
    if (mine !== turn) return
    if (!found) return dialog.close()
    preview = found
    const { added, replaced } = found.difference
    merge.disabled = added + replaced === 0
    outcome.replaceChildren(...outcomeParts(found, t))
  }

  const dialog = el(
    'dialog',
    { class: 'import', 'aria-labelledby': 'import-services' },
    el(
      'form',
      { method: 'dialog' },
      el(
        'h2',
        { id: 'import-services', tabindex: -1, autofocus: true },
        t.heading([...new Set(read.exports.map(({ service }) => service))]),
      ),
      el('ul', { class: 'changes' }, ...fileLines(read, t).map((line) => el('li', { dir: 'auto' }, line))),
      ruleParts(rows, rule, t),
      outcome,
      lists,
      el('p', { class: 'quiet' }, t.stays),
      el('div', { class: 'toolbar' }, el('button', { class: 'button', value: 'cancel' }, shellTexts.cancel), merge),
    ),
  )
  document.body.append(dialog)

  // The catalogue may grow while the preview is open.
  const endWatching = store.watch(
    { items: ['catalogue', 'complete', 'otherCatalogue'] },
    ({ items: { catalogue, complete, otherCatalogue } }) => {
      if (!catalogue) return outcome.replaceChildren(el('p', {}, itemTexts.rows.opening))
      const ids = { find: (/** @type {string} */ id) => catalogue.find(id), areMovieLens: otherCatalogue === null }
      matches = matchRows(rows, catalogue.byPopularity, ids)
      const nameless = otherCatalogue !== null && rows.some(({ titles }) => titles.length === 0)
      lists.replaceChildren(
        ...(nameless ? [el('p', {}, t.nameless)] : []),
        ...(complete ? [] : [el('p', {}, t.incomplete)]),
        ...listParts(matches, t),
      )
      void weigh()
    },
  )
  dialog.addEventListener('close', () => {
    turn += 1
    endWatching()
    dialog.remove()
    if (dialog.returnValue !== 'merge' || !preview) return
    // The pointer is over the picks where the button was, but not to choose among them.
    void opinions.import(preview, 'merge').then(() => items.refresh())
  })
  dialog.showModal()
}

/**
 * @param {ReadFiles} read
 * @param {Texts} t
 */
function fileLines({ exports, problems, notUsed }, t) {
  return [
    ...exports.map((one) => [t.file(nameOf(one.path), one.service, one.kind), ...rowParts(one, t)].join('; ')),
    ...problems.map((problem) => problemText(problem, t)),
    ...(notUsed.length > 0 ? [t.notUsed(notUsed.length)] : []),
  ]
}

/**
 * @param {Export} one
 * @param {Texts} t
 */
function rowParts({ rows, count, leftOut }, t) {
  return rows === null ? [t.notTaken] : [t.rows(count), ...(leftOut > 0 ? [t.leftOut(leftOut)] : [])]
}

/**
 * The rule, as far as it matters to what was read.
 * @param {Row[]} rows
 * @param {HTMLElement} control
 * @param {Texts} t
 */
function ruleParts(rows, control, t) {
  const isRated = rows.some(({ rating }) => rating !== null)
  const isPlayed = rows.some(({ plays }) => plays > 0)
  const isWatched = rows.some(({ rating, plays }) => rating === null && plays === 0)
  const text = [
    isRated && t.ruleText(DISLIKE_UP_TO),
    isWatched && t.heartText,
    isPlayed && t.playsText(LIKED_PLAYS),
  ].filter((part) => part !== false)
  return el(
    'div',
    { class: 'rule' },
    isRated && el('label', { for: 'import-rule' }, t.rule),
    isRated && control,
    el('p', { class: 'quiet', id: 'import-rule-text' }, t.sentences(text)),
  )
}

/**
 * @param {ImportPreview} preview
 * @param {Texts} t
 */
function outcomeParts({ difference: { events, added, replaced, kept } }, t) {
  const counts = { like: 0, dislike: 0, seen: 0 }
  for (const { action } of events) if (action in counts) counts[/** @type {keyof typeof counts} */ (action)] += 1
  const lines = [
    added > 0 && t.added(added),
    replaced > 0 && t.replaced(replaced),
    kept > 0 && t.kept(kept),
    added + replaced === 0 && t.nothing,
  ].filter((line) => line !== false)
  return [
    el('p', {}, el('strong', {}, t.matched(events.length)), events.length > 0 && ` ${t.actions(counts)}`),
    el('ul', { class: 'changes' }, ...lines.map((line) => el('li', {}, line))),
  ]
}

/**
 * @param {Matches} matches
 * @param {Texts} t
 */
function listParts({ matched, unclear, missing }, t) {
  const pairs = (/** @type {string} */ kind) => {
    const found = matched.filter(({ by }) => by === kind)
    return [...new Set(found.map(({ row, item }) => t.takenAs(rowName(row, t), titleAndYear(item))))]
  }
  const candidates = unclear.map(({ row, candidates }) => {
    const names = [...new Set(candidates.map(titleAndYear))]
    const isShared = names.length < candidates.length
    return isShared ? t.several(rowName(row, t), candidates.length) : t.candidates(rowName(row, t), names)
  })
  return [
    listOf(candidates, t.unclear, t),
    listOf(pairs('nearYear'), t.nearYear, t),
    listOf(pairs('titleAlone'), t.titleAlone, t),
    listOf(
      missing.map((row) => rowName(row, t)),
      t.missing,
      t,
    ),
  ].filter((part) => part !== null)
}

/**
 * @param {string[]} names
 * @param {(count: number) => string} headingOf
 * @param {Texts} t
 */
function listOf(names, headingOf, t) {
  if (names.length === 0) return null
  const heading = headingOf(names.length)
  const shown = names.slice(0, MAX_NAMED)
  const rest = names.length - shown.length
  return el(
    'details',
    {},
    el('summary', {}, heading),
    el(
      'ul',
      // Focusable, so that it can be scrolled by keyboard.
      { tabindex: 0, 'aria-label': heading },
      ...shown.map((name) => el('li', { dir: 'auto' }, name)),
      rest > 0 && el('li', {}, t.more(rest)),
    ),
  )
}

/**
 * @param {Row} row
 * @param {Texts} t
 */
function rowName({ titles: [title], by, years: [year], ids }, t) {
  if (title === undefined) return t.number(nameOf(ids.movielens ?? ''))
  if (by !== '') return t.song(nameOf(title), nameOf(by))
  return itemTexts.item.withYear(nameOf(title), year ?? null)
}

const nameOf = (/** @type {string} */ text) => sanitizeText(text, MAX_NAME_LENGTH)
