import { directionOf } from '../locales/direction.ts'
import { wordsIn } from '../locales/words.generated.ts'
import { locales } from '../protocol/codes.ts'

/**
 * The pages beside the screen itself: without a script, and in every language at once, since nobody has chosen one yet.
 * None of them names a path or an address of this machine: strangers see them too.
 */
const page = (head: string, body: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    ${head}
    <title>QuickID Booth</title>
    <link rel="icon" href="data:," />
    <style>
      body {
        display: grid;
        min-height: 100vh;
        margin: 0;
        place-content: center;
        background: #052a21;
        color: #f3f7f5;
        font: 1.25rem/1.6 Inter, "Noto Sans SC", system-ui, sans-serif;
      }
      main {
        max-width: 34rem;
        padding: 2rem;
      }
      h1 {
        margin: 0 0 0.5rem;
        font-size: 2rem;
        line-height: 1.25;
      }
      p {
        margin: 0 0 1rem;
      }
      section + section {
        margin-top: 2rem;
        padding-top: 2rem;
        border-top: 1px solid #2c5448;
      }
      a {
        color: #ffc24b;
      }
    </style>
  </head>
  <body>
    <main>
      ${body}
    </main>
  </body>
</html>
`

type ScreenKeyWords = ReturnType<typeof wordsIn>['screenKey']

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The same in each language. */
const inEach = (markup: (words: ScreenKeyWords) => string): string =>
  locales
    .map((locale) => {
      const { title, where, renewed, open } = wordsIn(locale).screenKey
      const words = { title: escaped(title), where: escaped(where), renewed: escaped(renewed), open: escaped(open) }
      return `<section lang="${locale}" dir="${directionOf(locale)}">${markup(words)}</section>`
    })
    .join('\n      ')

const forwardTo = (url: string): string =>
  page(
    `<meta http-equiv="refresh" content="0; url=${url}" />`,
    inEach(({ open }) => `<p><a href="${url}">${open}</a></p>`),
  )

/** For the run directory. The browser that opens it goes to `link`. */
export const keyFilePage = (link: string): string => forwardTo(link)

/**
 * Answers the key. A page that goes on by itself, not a redirect: a redirect would still count as coming from the file,
 * and the browser would withhold the `SameSite=Strict` cookie that it has just been given. It replaces the entry in the
 * history, which takes the key out of the address bar.
 */
export const exchangedPage: string = forwardTo('./')

/** Answers whoever has no session. */
export const noKeyPage: string = page(
  '',
  inEach(({ title, where, renewed }) => `<h1>${title}</h1><p>${where}</p><p>${renewed}</p>`),
)
