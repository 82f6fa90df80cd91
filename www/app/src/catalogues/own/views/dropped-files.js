// Takes files that are dropped anywhere in the window while catalogues are looked at.

/** @import { PageStore } from '../../../main.js' */

/**
 * @param {PageStore} store
 * @param {HTMLElement} target that shows where they go
 * @param {(files: File[]) => void} take
 */
export function takeDroppedFiles(store, target, take) {
  // In the capture phase, before the listeners of the pictures, which take whatever is dropped elsewhere.
  const listen = (
    /** @type {'dragover' | 'dragleave' | 'drop'} */ type,
    /** @type {(event: DragEvent) => void} */ act,
  ) =>
    addEventListener(
      type,
      (event) => {
        const { items, shell, catalogues } = store.state
        if (items.view !== 'catalogues' || shell.room !== 'films') return
        event.preventDefault()
        event.stopPropagation()
        if (catalogues.learning.step !== 'learning') act(event)
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
