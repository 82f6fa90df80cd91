// What is said of catalogues from the start, in English.

export const en = () => ({
  heading: 'Catalogues',
  text:
    'The page comes with films, and with two small examples. Bring ratings of anything else, and it learns from them ' +
    'here, on this device.',
  examples: { music: 'Songs, invented', games: 'Games, invented' },
})
