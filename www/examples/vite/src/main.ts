// Games, in TypeScript with Vite: ratings, recommendations with a slider for variety, and a picture's classes.

import { History, ImageClassifier, PenchantError, Recommender, type Item, type Reason } from 'penchant'
import './style.css'

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E
const status = element('status')
const variety = element<HTMLInputElement>('variety')
const picture = element<HTMLInputElement>('picture')

const [recommender, history] = await Promise.all([Recommender.load('/packs/games.pack'), History.open('games')])
const titles = new Map(recommender.items().map(({ item, title }) => [item, title]))
const STARS = [1, 2, 3, 4, 5]

element('catalogue').append(...recommender.items().map((game) => row(stars(game), `${game.title}, ${game.year}`)))
variety.addEventListener('input', show)
picture.addEventListener('change', () => void trying(classify))
history.addEventListener('change', show)
show()

function show() {
  const picks = recommender.recommend(history, { n: 8, diversity: variety.valueAsNumber })
  const { length } = history.events()
  status.textContent = length === 0 ? 'Rate a game to see what to play next.' : `Rated: ${length}.`
  element('picks').replaceChildren(...picks.map(({ item, reasons }) => row(titles.get(item) ?? item, because(reasons))))
}

function because(reasons: Reason[]) {
  const named = reasons.filter(({ item, contribution }) => item !== null && contribution > 0).slice(0, 3)
  const text = named.length === 0 ? 'because many do' : named.map(({ item }) => titles.get(item ?? '')).join(', ')
  return small(named.length === 0 ? text : `because of ${text}`)
}

function stars({ item, title }: Item) {
  const select = document.createElement('select')
  select.ariaLabel = `Stars for ${title}`
  select.append(new Option('not played', ''), ...STARS.map((stars) => new Option('★'.repeat(stars), String(stars))))
  select.value = String(history.events().find((event) => event.item === item)?.rating ?? '')
  select.addEventListener('change', () => {
    const rating = Number(select.value)
    void trying(() => (rating === 0 ? history.remove(item) : history.add({ item, action: 'rate', rating })))
  })
  return select
}

let classifier: ImageClassifier | undefined
async function classify() {
  const [file] = picture.files ?? []
  if (!file) return
  status.textContent = 'Looking at it…'
  classifier ??= await ImageClassifier.load('/models/efficientnet-lite0.json')
  const classes = await classifier.classify(file, { topK: 3 })
  element('classes').replaceChildren(
    ...classes.map(({ label, probability }) => row(label, small(`${(100 * probability).toFixed(1)} %`))),
  )
  status.textContent = ''
}

async function trying(what: () => Promise<unknown>) {
  try {
    await what()
  } catch (error) {
    if (!(error instanceof PenchantError)) throw error
    status.textContent = error.message // says what to do
  }
}

function row(...parts: (Node | string)[]) {
  const row = document.createElement('li')
  row.append(...parts)
  return row
}

function small(text: string) {
  const small = document.createElement('small')
  small.textContent = text
  return small
}
