import { render } from 'solid-js/web'
import { App } from './app.tsx'
import { BoothConnection } from './connection/booth-connection.ts'
import { turnPage } from './connection/turn-page.ts'
import { warmFonts } from './i18n/warm-fonts.ts'
import { BoothProvider } from './store/booth-store.tsx'
import './styles/base.css'

const socketUrl = (): string => {
  const url = new URL('ws', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/** The server answers a stranger with 401, the page itself included. Unreachable is not refused. */
const isRefused = (): Promise<boolean> =>
  fetch(window.location.href, { method: 'HEAD', cache: 'no-store' }).then(
    ({ status }) => status === 401,
    () => false,
  )

const root = document.getElementById('app')
if (root === null) throw new Error('The page has no #app')

/** They come from the same machine: longer than this, and the page shows itself without them. */
const FONTS_WITHIN_MS = 500

// After each visit the page begins anew: its words must not change their shape before the next visitor's eyes.
await Promise.race([warmFonts(), new Promise((resolve) => setTimeout(resolve, FONTS_WITHIN_MS))])
render(
  () => (
    <BoothProvider
      transport={(locale) =>
        new BoothConnection({
          openSocket: () => new WebSocket(socketUrl()),
          locale,
          reload: () => window.location.reload(),
          isRefused,
        })
      }
      turnPage={turnPage}
    >
      <App />
    </BoothProvider>
  ),
  root,
)
