// Records, without a bundler: likes, recommendations with their reasons, and a picture's classes.

import { History, ImageClassifier, Recommender } from 'penchant'

const element = (id) => document.getElementById(id)
const showStatus = (text) => (element('status').textContent = text)

const [recommender, history] = await Promise.all([
  Recommender.load('packs/music.pack'),
  History.open('music'), // stored in this browser only
]).catch((error) => {
  showStatus(error.message) // it says what to do
  throw error
})
const items = recommender.items()
const titles = new Map(items.map(({ item, title }) => [item, title]))

const buttons = new Map(items.map(({ item }) => [item, button(item)]))
element('catalogue').append(
  ...items.map(({ item, title, genres }) => row(buttons.get(item), `${title}, ${genres.join(' and ')}`)),
)
history.addEventListener('change', show)
show()

element('picture').addEventListener('change', ({ target }) => classify(target.files[0]))

function show() {
  const likes = new Set(history.events().map(({ item }) => item))
  for (const [item, button] of buttons) button.setAttribute('aria-pressed', likes.has(item))
  showStatus(likes.size === 0 ? 'Like a record to see what else you may like.' : `You like ${likes.size}.`)
  element('picks').replaceChildren(
    ...recommender.recommend(history, { n: 8 }).map(({ item, reasons }) => row(titles.get(item), because(reasons))),
  )
}

function because(reasons) {
  const named = reasons.filter(({ item, contribution }) => item !== null && contribution > 0)
  const suggests = named.slice(0, 3).map(({ item }) => titles.get(item))
  return small(suggests.length > 0 ? `because you like ${suggests.join(', ')}` : 'because many do')
}

function button(item) {
  const button = document.createElement('button')
  button.textContent = '♥ Like'
  button.setAttribute('aria-label', `Like ${titles.get(item)}`)
  button.addEventListener('click', () => {
    const isLiked = button.getAttribute('aria-pressed') === 'true'
    const change = isLiked ? history.remove(item) : history.add({ item, action: 'like' })
    change.catch((error) => showStatus(error.message))
  })
  return button
}

let loading
async function classify(picture) {
  showStatus('Looking at it…')
  try {
    loading ??= ImageClassifier.load('models/efficientnet-lite0.json') // the first picture loads it
    const classes = await (await loading).classify(picture)
    element('classes').replaceChildren(
      ...classes.map(({ label, probability }) => row(label, small(`${(100 * probability).toFixed(1)} %`))),
    )
    showStatus('')
  } catch (error) {
    loading = undefined
    showStatus(error.message)
  }
}

function row(...parts) {
  const row = document.createElement('li')
  row.append(...parts)
  return row
}

function small(text) {
  const small = document.createElement('small')
  small.textContent = text
  return small
}
