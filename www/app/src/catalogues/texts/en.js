// What is said of catalogues from the start, in English.

export const en = () => ({
  heading: 'Catalogues',
  text: 'The page comes with films. Bring ratings of anything else, and it learns from them here, on this device.',
})
