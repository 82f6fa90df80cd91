// Renders on a server: importing the package uses nothing that only browsers have.

import 'penchant'
import 'penchant/infer'
import 'penchant/slim'
import 'penchant/train'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { useHistory, useImageClassifier, useRecommendations } from 'penchant/react'

function App() {
  const { events, persistent } = useHistory('music')
  const { picks, error } = useRecommendations('/packs/music.pack', events)
  const { isBusy } = useImageClassifier('/models/efficientnet-lite0.json')
  return createElement('p', null, JSON.stringify([events, persistent, picks, error, isBusy]))
}

console.log(renderToString(createElement(App)))
