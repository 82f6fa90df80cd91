// Files that are dropped anywhere in the window while catalogues are looked at.

/** @import { PageStore } from '../../state.js' */

/**
 * @param {PageStore} store
 * @param {HTMLElement} target that shows where they go
 * @param {(files: File[]) => void} take
 */
export function takeDropped(store, target, take) {
  // Before the pictures' own listeners, which take whatever is dropped elsewhere.
  const listen = (
    /** @type {'dragover' | 'dragleave' | 'drop'} */ type,
    /** @type {(event: DragEvent) => void} */ act,
  ) =>
    addEventListener(
      type,
      (event) => {
        const { view, part, learning } = store.state
        if (view !== 'catalogues' || part !== 'films') return
        event.preventDefault()
        event.stopPropagation()
        if (learning.step !== 'learning') act(event)
      },
      { capture: true },
    )
  listen('dragover', () => target.classList.add('over'))
  listen('dragleave', ({ relatedTarget }) => !relatedTarget && target.classList.remove('over'))
  listen('drop', ({ dataTransfer }) => {
    target.classList.remove('over')
    const files = [...(dataTransfer?.files ?? [])]
    if (files.length > 0) take(files)
  })
}
