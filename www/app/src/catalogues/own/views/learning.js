// How far the making of a catalogue has come: what the tables have, what is wrong with them, and the work itself.

import { el } from '../../dom.js'
import { t } from '../../language.js'
import { words } from '../../words.js'

/**
 * @import { Read } from 'penchant/train'
 * @import { Catalogues, Learning } from '../../catalogues.js'
 * @import { PageStore } from '../../state.js'
 */

/**
 * @param {PageStore} store
 * @param {Catalogues} catalogues
 */
export function showLearning(store, catalogues) {
  const note = el('p', { class: 'read-note', role: 'status' })
  const rows = el('div', { class: 'skipped', hidden: true })
  const failure = el('div', { class: 'failure', role: 'alert', hidden: true })
  const found = el('div', { class: 'found-in-tables' }, note, rows, failure)

  const learn = el('button', { class: 'button primary', disabled: true }, words.learn)
  const cancel = el('button', { class: 'button', type: 'button', onclick: () => catalogues.cancel() }, t.page.cancel)
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
  store.watch(['learning'], ({ learning }) => {
    const { step, read } = learning
    const working = step === 'learning'
    note.textContent = step === 'reading' ? words.reading : read && step !== 'empty' ? foundOf(read) : ''
    rows.hidden = !read || step === 'empty' || read.skipped.length === 0
    if (read) rows.replaceChildren(...skippedOf(read))
    failure.hidden = learning.failure === null
    failure.replaceChildren(...failureOf(learning))
    learn.disabled = step !== 'read' || !read || read.likes === 0
    learn.hidden = working
    cancel.hidden = !working
    progress.hidden = !working
    showProgress(learning, { stage, share, bar })
    // What was under the finger is gone: its opposite stands there.
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
  const text = words.stages[progress?.stage ?? 'loading']
  // Only a stage is worth an announcement.
  if (stage.textContent !== text) stage.textContent = text
  share.textContent = progress ? t.format.percent(progress.done) : ''
  if (progress) bar.value = progress.done
  else bar.removeAttribute('value')
}

/** @param {Read} read */
function foundOf({ ratings, users, items, likes, duplicates, unknown }) {
  return [
    words.found(ratings, users, items),
    likes > 0 ? words.likes(likes) : words.noLikes,
    duplicates > 0 && words.duplicates(duplicates),
    unknown > 0 && words.unknown(unknown),
  ]
    .filter(Boolean)
    .join(' ')
}

/** @param {Read} read */
function skippedOf({ skipped }) {
  return skipped.flatMap(({ table, count, examples }) => [
    el('p', {}, words.skipped[table](count)),
    el(
      'ul',
      {},
      ...examples.map(([line, what]) =>
        // The engine's own words.
        el('li', {}, `${words.line(line)} `, el('bdi', { lang: 'en' }, what)),
      ),
      count > examples.length && el('li', {}, words.more(count - examples.length)),
    ),
  ])
}

/** @param {Learning} learning */
function failureOf({ failure }) {
  if (!failure) return []
  return [
    el('p', {}, words.failed),
    el('p', {}, failure.text),
    ...(failure.detail ? [el('p', { class: 'quiet', lang: 'en' }, failure.detail)] : []),
    ...(failure.columns ? [el('p', { class: 'quiet' }, words.failedColumns)] : []),
  ]
}
