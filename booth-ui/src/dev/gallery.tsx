import { type Locale, locales } from '@quickid/booth-server/protocol'
import { For, type JSX } from 'solid-js'
import { render } from 'solid-js/web'
import { App } from '../app.tsx'
import { pseudoCodes, pseudoLocale, pseudoWords } from '../i18n/testing/pseudo-locale.ts'
import { BoothProvider } from '../store/booth-store.tsx'
import '../styles/base.css'
import './gallery.css'
import { type GalleryState, galleryStates } from './sample-states.ts'
import { SampleTransport } from './sample-transport.ts'

/** Screens that the booth is drawn for. */
const sizes = {
  portrait: { widthPx: 1080, heightPx: 1920 },
  landscape: { widthPx: 1920, heightPx: 1080 },
  small: { widthPx: 1280, heightPx: 800 },
} as const
type Orientation = keyof typeof sizes
const orientations = Object.keys(sizes) as Orientation[]

const FRAME_HEIGHT_PX = 420

const galleryLocales = [...locales, pseudoLocale] as const

interface GalleryRequest {
  readonly state: GalleryState | null
  readonly locale: Locale | typeof pseudoLocale
  readonly orientation: Orientation | null
  readonly isHighContrast: boolean
}

const requestOf = (query: URLSearchParams): GalleryRequest => ({
  state: galleryStates.find(({ id }) => id === query.get('state')) ?? null,
  locale: galleryLocales.find((locale) => locale === query.get('locale')) ?? 'en',
  orientation: orientations.find((each) => each === query.get('orientation')) ?? null,
  isHighContrast: query.get('contrast') === 'high',
})

const hrefOf = ({ state, locale, orientation, isHighContrast }: GalleryRequest): string => {
  const query = new URLSearchParams({ locale })
  if (state !== null) query.set('state', state.id)
  if (orientation !== null) query.set('orientation', orientation)
  if (isHighContrast) query.set('contrast', 'high')
  return `?${query}`
}

const Choice = (props: { readonly href: string; readonly isNow: boolean; readonly children: JSX.Element }) => (
  <a href={props.href} aria-current={props.isNow}>
    {props.children}
  </a>
)

const Bar = (props: { readonly request: GalleryRequest; readonly orientation: Orientation }) => (
  <nav class="gallery-bar">
    <Choice href={hrefOf({ ...props.request, state: null })} isNow={props.request.state === null}>
      all states
    </Choice>
    <For each={orientations}>
      {(orientation) => (
        <Choice href={hrefOf({ ...props.request, orientation })} isNow={orientation === props.orientation}>
          {orientation}
        </Choice>
      )}
    </For>
    <For each={galleryLocales}>
      {(locale) => (
        <Choice href={hrefOf({ ...props.request, locale })} isNow={locale === props.request.locale}>
          {locale}
        </Choice>
      )}
    </For>
    <Choice
      href={hrefOf({ ...props.request, isHighContrast: !props.request.isHighContrast })}
      isNow={props.request.isHighContrast}
    >
      high contrast
    </Choice>
  </nav>
)

const Frame = (props: {
  readonly request: GalleryRequest
  readonly state: GalleryState
  readonly orientation: Orientation
  readonly heightPx: number
}) => {
  const size = sizes[props.orientation]
  const scale = props.heightPx / size.heightPx
  return (
    <div
      class="gallery-frame"
      style={{ '--frame-width': size.widthPx * scale, '--frame-height': props.heightPx, '--scale': scale }}
    >
      <iframe
        title={props.state.id}
        loading="lazy"
        width={size.widthPx}
        height={size.heightPx}
        src={hrefOf({ ...props.request, state: props.state, orientation: null })}
      />
    </div>
  )
}

const All = (props: { readonly request: GalleryRequest }) => {
  const orientation = props.request.orientation ?? 'portrait'
  const { widthPx, heightPx } = sizes[orientation]
  return (
    <div class="gallery">
      <Bar request={props.request} orientation={orientation} />
      <main class="gallery-states" style={{ '--frame-width': (widthPx / heightPx) * FRAME_HEIGHT_PX }}>
        <For each={galleryStates}>
          {(state) => (
            <a href={hrefOf({ ...props.request, state, orientation })}>
              {state.id}
              <Frame request={props.request} state={state} orientation={orientation} heightPx={FRAME_HEIGHT_PX} />
            </a>
          )}
        </For>
      </main>
    </div>
  )
}

const Single = (props: {
  readonly request: GalleryRequest
  readonly state: GalleryState
  readonly orientation: Orientation
}) => (
  <div class="gallery">
    <Bar request={props.request} orientation={props.orientation} />
    <main class="gallery-single">
      <Frame
        request={props.request}
        state={props.state}
        orientation={props.orientation}
        heightPx={Math.min(sizes[props.orientation].heightPx, window.innerHeight - 70)}
      />
    </main>
  </div>
)

const twoFrames = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))

/** The state on the real components. `data-gallery` tells the tests when it is up. */
const showState = (
  state: GalleryState,
  { locale, isHighContrast }: GalleryRequest,
  root: HTMLElement,
): (() => void) => {
  const page = document.documentElement
  page.dataset.gallery = 'drawing'
  const isPseudo = locale === pseudoLocale
  const transport = new SampleTransport(state, isPseudo ? 'en' : locale)
  const translation = isPseudo ? { language: pseudoLocale, words: pseudoWords, codes: pseudoCodes } : undefined
  const dispose = render(
    () => (
      <BoothProvider transport={() => transport} {...(translation && { translation })}>
        <App />
      </BoothProvider>
    ),
    root,
  )
  const goOn = async () => {
    await transport.showPictures()
    if (isHighContrast) document.querySelector<HTMLElement>('[data-action="contrast"]')?.click()
    state.act?.()
    transport.answer()
    await document.fonts.ready
    await twoFrames()
    page.dataset.gallery = state.id
  }
  goOn().catch((cause: unknown) => {
    page.dataset.gallery = 'failed'
    console.error(cause)
  })
  return dispose
}

const show = (root: HTMLElement): (() => void) => {
  const request = requestOf(new URLSearchParams(window.location.search))
  if (request.state === null) return render(() => <All request={request} />, root)
  const { state, orientation } = request
  if (orientation !== null)
    return render(() => <Single request={request} state={state} orientation={orientation} />, root)
  return showState(state, request, root)
}

const root = document.getElementById('app')
if (root === null) throw new Error('The page has no #app')
let dispose = show(root)
// The tests go from state to state without loading the page anew.
window.addEventListener('popstate', () => {
  dispose()
  dispose = show(root)
})
