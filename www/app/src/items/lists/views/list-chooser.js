// The dialog in which an item is put on lists, or on a new one. What is chosen holds at once.

import { el, reconcile } from '../../../shell/dom.js'
import { kind } from '../../texts.js'
import { titleAndYear } from '../../views/item-parts.js'
import { has, MAX_NAME_LENGTH, nameOf } from '../list.js'
import { textsOf } from '../texts.js'

/**
 * @import { Items } from '../../controller.js'
 * @import { PageStore } from '../../../main.js'
 */

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showListChooser(store, items) {
  /** @type {string | null} */
  let about = null
  const heading = el('h2', { id: 'list-chooser-heading', tabindex: -1, autofocus: true, dir: 'auto' })
  const choices = el('ul', { class: 'list-choices' })
  const label = el('span')
  const field = el('input', { maxlength: MAX_NAME_LENGTH, autocomplete: 'off', required: true, dir: 'auto' })
  const make = el('button', { class: 'button' })
  const done = el('button', { class: 'button primary', type: 'button', onclick: () => dialog.close() })
  const form = el('form', { class: 'new-list' }, el('label', { class: 'field' }, label, field), make)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const name = field.value.trim()
    if (name === '' || about === null) return
    field.value = ''
    void items.lists.create(name, [about])
  })
  const dialog = el(
    'dialog',
    { class: 'list-chooser', 'aria-labelledby': heading.id },
    heading,
    choices,
    form,
    el('div', { class: 'toolbar' }, done),
  )
  document.body.append(dialog)
  dialog.addEventListener('close', () => items.chooseLists(null))

  store.watch({ items: ['listing', 'lists', 'catalogue'] }, ({ items: { listing, lists, catalogue } }) => {
    if (listing === null || !catalogue) {
      about = null
      if (dialog.open) dialog.close()
      return
    }
    about = listing
    const t = textsOf(kind)
    heading.textContent = t.listsWith(titleAndYear(catalogue.findOrName(listing)))
    label.textContent = t.newHere
    make.textContent = t.makeHere
    done.textContent = t.done
    reconcile(choices, lists, {
      key: ({ id }) => id,
      create: ({ id }) => {
        const box = el('input', {
          type: 'checkbox',
          onchange: () => about !== null && void items.lists.toggle(about, id),
        })
        return el('li', {}, el('label', {}, box, el('span', { dir: 'auto' })))
      },
      update: (/** @type {HTMLElement} */ row, list) => {
        const box = /** @type {HTMLInputElement} */ (row.querySelector('input'))
        const name = /** @type {HTMLElement} */ (row.querySelector('span'))
        box.checked = has(list, listing)
        name.textContent = nameOf(list)
      },
    })
    if (!dialog.open) dialog.showModal()
  })
}
