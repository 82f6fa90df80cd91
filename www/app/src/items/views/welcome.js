// A first visit asks for three films, and takes no for an answer.

import { byId, el, empty, reconcile } from '../../dom.js'
import { WANTED } from '../../films.js'
import { t } from '../../language.js'
import { likedFilms } from '../../rows.js'
import { poster } from './poster.js'
import { titleAndYear } from './film.js'

/**
 * @import { Films } from '../../films.js'
 * @import { PageStore } from '../../state.js'
 */

const SHOWN = 12

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showWelcome(store, films) {
  const element = byId('welcome')
  const list = byId('well-known')
  const progress = byId('welcome-progress')
  byId('skip-welcome').addEventListener('click', () => films.endWelcome())

  store.watch(['welcome'], ({ welcome }) => {
    const inside = element.contains(document.activeElement)
    element.hidden = !welcome
    // Whoever was here goes on with what comes of it.
    if (inside && !welcome) byId('picks-heading').focus()
  })
  store.watch(['welcome', 'catalogue', 'events'], ({ welcome, catalogue, events }) => {
    if (!welcome) return void empty(list)
    const liked = likedFilms(events)
    progress.textContent = t.welcome.progress(Math.min(liked.length, WANTED))
    progress.style.setProperty('--share', String(Math.min(liked.length / WANTED, 1)))
    if (!catalogue) {
      // As much room as the films will take, so that nothing moves when they come.
      const blanks = Array.from({ length: SHOWN }, () => el('li', { class: 'blank', 'aria-hidden': 'true' }))
      return void empty(list).append(...blanks)
    }
    if (!list.querySelector('button')) {
      empty(list)
      reconcile(list, films.wellKnown(SHOWN), {
        key: (item) => item,
        create: (item) => {
          const film = catalogue.filmOrId(item)
          const onclick = () => void films.opinions.rate(item, 'like')
          const label = t.film.about(t.film.opinions.like, titleAndYear(film))
          const button = { type: 'button', 'aria-pressed': 'false', 'aria-label': label, 'data-item': item, onclick }
          return el('li', {}, el('button', button, poster(film, film.title, 'p')))
        },
        update: () => {},
      })
    }
    for (const button of list.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(liked.includes(button.dataset.item ?? '')))
    }
  })
}

/** Leads the keyboard to where another catalogue begins: its first question, or its picks. */
export function focusBeginning() {
  byId(byId('welcome').hidden ? 'picks-heading' : 'welcome-heading').focus()
}
