// How far the making of a catalogue has come: what the tables have, what is wrong with them, and the progress.

import { el } from '../../../shell/dom.js'
import { format } from '../../../shell/language.js'
import { t as shellTexts } from '../../../shell/texts.js'
import { sanitizeText } from '../../../shell/untrusted-text.js'
import { t } from '../texts.js'

/**
 * @import { Read, TableWarning } from 'penchant/train'
 * @import { PageStore } from '../../../main.js'
 * @import { Learning } from '../../slice.js'
 * @import { OwnCatalogues } from '../controller.js'
 */

/** What the engine's messages call by the options' names, as the form calls it. */
const FIELDS = {
  'columns.user': t.roles.user,
  'columns.item': t.roles.item,
  'columns.rating': t.roles.rating,
  'columns.timestamp': t.roles.time,
  'columns.creators': t.details.creators,
  'columns.cast': t.details.cast,
  'columns.synopsis': t.details.synopsis,
  'columns.minutes': t.details.minutes,
  'columns.link': t.details.link,
  timeUnit: t.choices.timeUnit,
  positiveAbove: t.above,
  'header: true': t.headers.names,
  'header: false': t.headers.none,
}

/** Of what a warning quotes, in characters. */
const MAX_LENGTH = 60

/**
 * @param {PageStore} store
 * @param {OwnCatalogues} catalogues
 */
export function showLearning(store, catalogues) {
  const note = el('p', { class: 'read-note', role: 'status' })
  const warnings = el('ul', { class: 'warnings', hidden: true })
  const rows = el('div', { class: 'skipped', hidden: true })
  const failure = el('div', { class: 'failure', role: 'alert', hidden: true })
  const found = el('div', { class: 'found-in-tables' }, note, warnings, rows, failure)

  const learn = el('button', { class: 'button primary', disabled: true }, t.learn)
  const cancel = el(
    'button',
    { class: 'button', type: 'button', onclick: () => catalogues.cancel() },
    shellTexts.cancel,
  )
  const stage = el('p', { role: 'status', id: 'learn-stage' })
  const share = el('span', { class: 'share', 'aria-hidden': 'true' })
  const bar = el('progress', { max: 1, 'aria-labelledby': 'learn-stage' })
  const progress = el(
    'div',
    { class: 'learn-progress', hidden: true },
    el('div', { class: 'stage-line' }, stage, share),
    bar,
  )
  const work = el('div', { class: 'learn-work' }, progress, el('div', { class: 'toolbar' }, learn, cancel))

  let before = /** @type {Learning['step']} */ ('empty')
  store.watch({ catalogues: ['learning'] }, ({ catalogues: { learning } }) => {
    const { step, read } = learning
    const working = step === 'learning'
    note.textContent = step === 'reading' ? t.reading : read && step !== 'empty' ? foundOf(read) : ''
    warnings.hidden = !read || step === 'empty' || read.warnings.length === 0
    if (read) warnings.replaceChildren(...read.warnings.map((warning) => el('li', {}, warningText(warning))))
    rows.hidden = !read || step === 'empty' || read.skipped.length === 0
    if (read) rows.replaceChildren(...skippedOf(read))
    failure.hidden = learning.failure === null
    failure.replaceChildren(...failureOf(learning))
    learn.disabled = step !== 'read' || !read || read.likes === 0
    learn.hidden = working
    cancel.hidden = !working
    progress.hidden = !working
    showProgress(learning, { stage, share, bar })
    // The button that had the focus is gone: the other one, in its place, gets it.
    if (working !== (before === 'learning')) (working ? cancel : learn).focus()
    before = step
  })
  return { found, work }
}

/**
 * @param {Learning} learning
 * @param {{ stage: HTMLElement, share: HTMLElement, bar: HTMLProgressElement }} elements
 */
function showProgress({ progress }, { stage, share, bar }) {
  const text = t.stages[progress?.stage ?? 'loading']
  // Only a new stage is worth an announcement.
  if (stage.textContent !== text) stage.textContent = text
  share.textContent = progress ? format.percent(progress.done) : ''
  if (progress) bar.value = progress.done
  else bar.removeAttribute('value')
}

/** @param {Read} read */
function foundOf({ ratings, users, items, likes }) {
  return `${t.found(ratings, users, items)} ${likes > 0 ? t.likes(likes) : t.noLikes}`
}

/** @param {TableWarning} warning */
function warningText({ code, ...details }) {
  // What is written in the table may be long, or anything.
  const safe = Object.entries(details).map(([key, value]) => [
    key,
    typeof value === 'string' ? sanitizeText(value, MAX_LENGTH) : value,
  ])
  const text = /** @type {Record<string, ((details: any) => string) | undefined>} */ (t.warnings)[code]
  return text ? text(Object.fromEntries(safe)) : code
}

/** @param {Read} read */
function skippedOf({ skipped }) {
  return skipped.flatMap(({ table, count, examples }) => [
    el('p', {}, t.skipped[table](count)),
    el(
      'ul',
      {},
      ...examples.map(([line, what]) =>
        // The engine's own words.
        el('li', {}, `${t.line(line)} `, el('bdi', { lang: 'en' }, what)),
      ),
      count > examples.length && el('li', {}, t.more(count - examples.length)),
    ),
  ])
}

/** @param {Learning} learning */
function failureOf({ failure }) {
  if (!failure) return []
  return [
    el('p', {}, t.failed),
    el('p', {}, inFormsWords(failure.text)),
    ...(failure.detail ? [el('p', { class: 'quiet', lang: 'en' }, inFormsWords(failure.detail))] : []),
    ...(failure.columns ? [el('p', { class: 'quiet' }, t.failedColumns)] : []),
  ]
}

/** @param {string} message */
function inFormsWords(message) {
  const replace = (/** @type {string} */ text, /** @type {[string, string]} */ [option, label]) =>
    text.replaceAll(`give ${option}`, `choose “${label}”`).replaceAll(option, `“${label}”`)
  return Object.entries(FIELDS).reduce(replace, message)
}
