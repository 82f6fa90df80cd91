// What every browser test needs: the built page on a free port, a Chromium to open it in, and the way to its parts.

export { chromium, freePort, rate, root, serve } from '../../tools/web/site.js'
