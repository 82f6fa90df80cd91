// What else can be said of an item, or done with it: one menu for all cards, beside the button that opens it.

import { byId, drawing, el } from '../../shell/dom.js'
import { WANTED } from '../lists/list.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 */

/** Between the menu and its button, and the edges of the window, in CSS pixels. */
const GAP = 8

/** Those that cards have no button for. */
const FURTHER_OPINIONS = /** @type {const} */ (['seen', 'not-interested'])

/** The event that a button opens the menu with. */
const OPEN = 'item-menu'

/**
 * @param {Item} item
 * @param {string} label
 */
export function menuButton(item, label) {
  const button = el(
    'button',
    {
      class: 'menu-button',
      type: 'button',
      'aria-label': label,
      'aria-haspopup': 'true',
      'aria-expanded': 'false',
      title: t.item.menu,
      onclick: () => button.dispatchEvent(new CustomEvent(OPEN, { bubbles: true, detail: item })),
    },
    drawing('icon-menu', 'icon'),
  )
  return button
}

/**
 * Shows on a menu's button what was said by way of the menu.
 * @param {Element} element that holds opinion buttons
 * @param {string | undefined} action of the history
 */
export function showInMenuButton(element, action) {
  const button = element.querySelector('.menu-button')
  if (!button) return
  const said = FURTHER_OPINIONS.find((opinion) => opinion === action)
  if ((button.getAttribute('data-said') ?? undefined) === said) return
  if (said) button.setAttribute('data-said', said)
  else button.removeAttribute('data-said')
  button.replaceChildren(
    drawing(`icon-${said ?? 'menu'}`, 'icon'),
    ...(said ? [el('span', { class: 'unseen' }, t.item.opinions[said])] : []),
  )
}

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showItemMenu(store, items) {
  const menu = byId('item-menu')
  /** @type {{ button: HTMLElement, at: DOMRect } | null} */
  let open = null

  /**
   * The list of the visitor's own that is shown, if the item is on it.
   * @param {Item} item
   */
  const shownOn = (item) => {
    const { view, list, lists, sharedList } = store.state.items
    if (view !== 'lists' || sharedList !== null || list === WANTED) return []
    return lists.filter(({ id }) => id === list && items.lists.holds(item.id, id))
  }

  document.addEventListener(OPEN, (event) => {
    const button = /** @type {HTMLElement} */ (event.target)
    const item = /** @type {CustomEvent<Item>} */ (event).detail
    open = { button, at: button.getBoundingClientRect() }
    const action = store.state.items.events.find((event) => event.item === item.id)?.action
    const close = (/** @type {() => void} */ run) => () => {
      menu.hidePopover()
      run()
    }
    menu.setAttribute('aria-label', button.getAttribute('aria-label') ?? '')
    menu.replaceChildren(
      ...FURTHER_OPINIONS.map((opinion) =>
        entry(opinion, t.item.opinions[opinion], t.item.meanings[opinion], {
          'aria-pressed': String(action === opinion),
          'data-action': opinion,
          onclick: close(() => void items.opinions.rate(item.id, opinion)),
        }),
      ),
      entry('want', t.lists.wanted, t.item.meanings.want, {
        'aria-pressed': String(items.lists.holds(item.id)),
        onclick: close(() => void items.lists.toggle(item.id)),
      }),
      entry('lists', t.item.lists, t.item.meanings.lists, { onclick: close(() => items.chooseLists(item.id)) }),
      ...shownOn(item).map(({ id, name }) =>
        entry('remove', t.item.takeOffList, name, { onclick: close(() => void items.lists.toggle(item.id, id)) }),
      ),
      entry('share', t.item.share, t.item.meanings.share, {
        onclick: close(() => items.share({ kind: 'item', id: item.id })),
      }),
      entry('more', t.item.more, t.item.meanings.more, { onclick: close(() => items.moreLike(item.id)) }),
      entry('details', t.item.details, t.item.meanings.details, { onclick: close(() => items.open(item.id)) }),
    )
    menu.showPopover()
    place(menu, button)
    menu.querySelector('button')?.focus()
  })
  menu.addEventListener('toggle', (event) => {
    const shown = /** @type {ToggleEvent} */ (event).newState === 'open'
    open?.button.setAttribute('aria-expanded', String(shown))
    if (!shown) open = null
  })
  menu.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const buttons = [...menu.querySelectorAll('button')]
    const place = buttons.findIndex((button) => button === document.activeElement)
    buttons.at((place + step) % buttons.length)?.focus()
  })
  // It stays where it was opened, and the page does not. A scroll that ended before it was opened is told of afterwards.
  const hasMoved = () => open && distance(open.at, open.button.getBoundingClientRect()) > 1
  addEventListener('scroll', () => hasMoved() && menu.hidePopover(), { capture: true, passive: true })
  addEventListener('resize', () => open && menu.hidePopover())
}

/**
 * @param {string} icon
 * @param {string} label
 * @param {string} meaning
 * @param {Parameters<typeof el>[1]} attributes
 */
function entry(icon, label, meaning, attributes) {
  return el(
    'button',
    { type: 'button', ...attributes },
    drawing(`icon-${icon}`, 'icon'),
    el('span', {}, el('b', {}, label), el('span', { class: 'quiet' }, meaning)),
  )
}

/**
 * Below the button where there is room, else above it; within the window.
 * @param {HTMLElement} menu
 * @param {HTMLElement} button
 */
function place(menu, button) {
  const { top, bottom, right } = button.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const below = bottom + GAP + height < innerHeight
  const left = Math.min(Math.max(GAP, right - width), document.documentElement.clientWidth - width - GAP)
  menu.style.setProperty('left', `${left}px`)
  menu.style.setProperty('top', `${below ? bottom + GAP : Math.max(GAP, top - height - GAP)}px`)
}

/**
 * @param {DOMRect} a
 * @param {DOMRect} b
 */
const distance = (a, b) => Math.hypot(a.left - b.left, a.top - b.top)
