// The two halves of the page: a catalogue with its picks, and a picture with what is in it.

import { useHistory, useImageClassifier, useRecommendations } from 'penchant/react'
import type { Reason } from 'penchant'

export function App() {
  return (
    <>
      <h1>Records</h1>
      <main>
        <Records />
        <Picture />
      </main>
    </>
  )
}

function Records() {
  const { history, events, ...kept } = useHistory('music')
  const { picks, recommender, error } = useRecommendations('/packs/music.pack', events, { n: 8 })
  const records = recommender?.items() ?? []
  const titles = new Map(records.map(({ item, title }) => [item, title]))
  const likes = new Set(events.map(({ item }) => item))

  const because = (reasons: Reason[]) => {
    const named = reasons.flatMap(({ item, contribution }) => (contribution > 0 && item ? [titles.get(item)] : []))
    return named.length > 0 ? `because you like ${named.slice(0, 3).join(', ')}` : 'because many do'
  }
  const toggle = (item: string) => (likes.has(item) ? history?.remove(item) : history?.add({ item, action: 'like' }))

  const trouble = error ?? kept.error
  return (
    <>
      <section>
        <h2>All records</h2>
        {trouble && <p role="alert">{trouble.message}</p>}
        <ul id="catalogue">
          {records.map(({ item, title, genres }) => (
            <li key={item}>
              <button aria-label={`Like ${title}`} aria-pressed={likes.has(item)} onClick={() => toggle(item)}>
                ♥ Like
              </button>
              {title}, {genres.join(' and ')}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2 id="for-you">For you</h2>
        <ol id="picks" aria-labelledby="for-you">
          {picks.map(({ item, about, reasons }) => (
            <li key={item}>
              {about.title} <small>{because(reasons)}</small>
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}

function Picture() {
  const { classify, classes, isBusy, progress, error } = useImageClassifier('/models/efficientnet-lite0.json')
  const loaded = progress?.total ? `${Math.round((100 * progress.loaded) / progress.total)} %` : ''
  return (
    <section>
      <h2 id="on-it">What is on a cover?</h2>
      <label>
        A picture{' '}
        <input
          type="file"
          accept="image/*"
          onChange={({ target }) => target.files?.[0] && void classify(target.files[0])}
        />
      </label>
      <p role="status">{isBusy ? `Looking at it… ${loaded}` : error?.message}</p>
      <ol aria-labelledby="on-it">
        {classes.map(({ index, label, probability }) => (
          <li key={index}>
            {label} <small>{(100 * probability).toFixed(1)} %</small>
          </li>
        ))}
      </ol>
    </section>
  )
}
