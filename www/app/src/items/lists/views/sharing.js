// The dialog that passes an item or a list on: as a link, which holds all of it, as text, and a list as a table.

import { download, el } from '../../../shell/dom.js'
import { kind } from '../../texts.js'
import { titleAndYear } from '../../views/item-parts.js'
import { linkTo } from '../links.js'
import { nameOf } from '../list.js'
import { MAX_SHARED } from '../shared-list.js'
import { textsOf } from '../texts.js'

/**
 * @import { Item } from '../../catalogue.js'
 * @import { Items } from '../../controller.js'
 * @import { PageStore } from '../../../main.js'
 * @import { ItemsSlice } from '../../slice.js'
 *
 * @typedef {object} Passed what is passed on
 * @property {string} name
 * @property {Item[]} all the item, or those of the list
 * @property {boolean} isList
 */

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showSharing(store, items) {
  const body = el('div', { class: 'sharing' })
  const heading = el('h2', { id: 'sharing-heading', tabindex: -1, autofocus: true, dir: 'auto' })
  const dialog = el('dialog', { 'aria-labelledby': heading.id }, heading, body)
  document.body.append(dialog)
  dialog.addEventListener('close', () => items.share(null))

  store.watch({ items: ['sharing', 'catalogue'] }, ({ items: slice }) => {
    const passed = passedOn(slice)
    if (!passed) {
      if (dialog.open) dialog.close()
      return
    }
    const t = textsOf(kind)
    heading.textContent = t.shareHeading(passed.name)
    body.replaceChildren(...contentOf(passed, slice, dialog))
    if (!dialog.open) dialog.showModal()
  })
}

/**
 * @param {ItemsSlice} slice
 * @returns {Passed | null}
 */
function passedOn({ sharing, catalogue, lists }) {
  if (!sharing || !catalogue) return null
  if (sharing.kind === 'item') {
    const item = catalogue.findOrName(sharing.id)
    return { name: titleAndYear(item), all: [item], isList: false }
  }
  const list = lists.find(({ id }) => id === sharing.id)
  if (!list) return null
  const all = list.entries.map(({ item }) => catalogue.findOrName(item)).reverse()
  return { name: nameOf(list), all, isList: true }
}

/**
 * @param {Passed} passed
 * @param {ItemsSlice} slice
 * @param {HTMLDialogElement} dialog
 */
function contentOf({ name, all, isList }, slice, dialog) {
  const t = textsOf(kind)
  const ids = all.map(({ id }) => id)
  const link = linkTo(slice, isList ? { name, items: ids } : ids[0])
  const titles = all.map(titleAndYear)
  const text = isList ? [name, '', ...titles.map((title) => `- ${title}`)].join('\n') : titles[0]
  const said = el('p', { class: 'quiet', role: 'status' })

  const linkField = el('input', { id: 'share-link', readonly: true, value: link ?? '', dir: 'ltr' })
  const textField = el('textarea', {
    id: 'share-text',
    readonly: true,
    rows: Math.min(8, titles.length + 2),
    dir: 'auto',
  })
  textField.value = text
  const copy = async (/** @type {HTMLInputElement | HTMLTextAreaElement} */ field) => {
    field.select()
    said.textContent = ''
    try {
      await navigator.clipboard.writeText(field.value)
      said.textContent = t.copied
    } catch {
      said.textContent = t.copyYourself
    }
  }
  const button = (/** @type {string} */ label, /** @type {() => unknown} */ onclick, className = '') =>
    el('button', { class: `button ${className}`, type: 'button', onclick }, label)
  const send = () => {
    // A visitor who closes the browser's own choice has not failed.
    navigator.share({ title: name, text, ...(link && { url: link }) }).catch(() => {})
  }
  const save = async () => {
    const { listTable } = await import('../list-table.js')
    download(new File([listTable(all)], `${name}.csv`, { type: 'text/csv' }))
  }

  return [
    el('p', { class: 'quiet' }, link === null ? t.noLink : t.shareText),
    link !== null &&
      el(
        'div',
        { class: 'share-row' },
        el('label', { for: 'share-link' }, t.link),
        linkField,
        button(t.copyLink, () => copy(linkField)),
      ),
    link !== null && isList && all.length > MAX_SHARED && el('p', { class: 'quiet' }, t.tooLong(MAX_SHARED)),
    el(
      'div',
      { class: 'share-row' },
      el('label', { for: 'share-text' }, t.text),
      textField,
      button(t.copyText, () => copy(textField)),
    ),
    said,
    el(
      'div',
      { class: 'toolbar' },
      isList && button(t.save, () => void save()),
      'share' in navigator && button(t.send, send),
      button(t.close, () => dialog.close(), 'primary'),
    ),
  ].filter((child) => child !== false)
}
