import type { DocumentSummary, VisitView } from '@quickid/booth-server/protocol'
import { createMemo, createSignal, onCleanup, onMount, Show } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { figures } from '../components/person-figure.tsx'
import { figurePlacement, PrintFigure } from '../components/print-figure.tsx'
import { TopBar } from '../components/top-bar.tsx'
import { formatMm } from '../i18n/format.ts'
import { useBooth } from '../store/booth-store.tsx'
import './attract.css'

const EXAMPLE_MS = 5_200
const FALLBACK = { widthMm: 35, heightMm: 45, colour: '#ffffff' }

/** All examples are drawn at one scale: a taller print would make every other one small. */
const TALLEST_EXAMPLE_MM = 52

/** A handful of documents that differ in size and backdrop, so that the picture shows what the booth can do. */
const pickExamples = (documents: readonly DocumentSummary[]): readonly DocumentSummary[] => {
  const seen = new Set<string>()
  const examples = documents.filter(({ widthMm, heightMm, backgrounds, countryCode }) => {
    const key = `${widthMm}x${heightMm}`
    if (countryCode === 'ICAO' || heightMm > TALLEST_EXAMPLE_MM || backgrounds.length === 0) return false
    if (seen.has(key) || seen.has(countryCode)) return false
    seen.add(key).add(countryCode)
    return true
  })
  return examples.slice(0, figures.length)
}

const Example = (props: { readonly document: DocumentSummary | undefined; readonly at: number }) => {
  const booth = useBooth()
  const size = () => props.document ?? FALLBACK
  const colour = () => props.document?.backgrounds[0]?.colour ?? FALLBACK.colour
  const place = () => figurePlacement(size().widthMm, size().heightMm)
  const headMm = () => place().scale * 100
  return (
    <figure class="example" aria-hidden="true">
      <div
        class="example-print"
        style={{ width: `calc(var(--mm) * ${size().widthMm})`, height: `calc(var(--mm) * ${size().heightMm})` }}
      >
        <i class="example-corner" />
        <i class="example-corner" />
        <i class="example-corner" />
        <i class="example-corner" />
        <div class="example-photo">
          <PrintFigure
            widthMm={size().widthMm}
            heightMm={size().heightMm}
            colour={colour()}
            figure={figures[props.at % figures.length] ?? figures[0]}
          />
        </div>
        <span class="example-size is-width number">{formatMm(size().widthMm, booth.locale())}</span>
        <span class="example-size is-height number">{formatMm(size().heightMm, booth.locale())}</span>
        <span
          class="example-head"
          style={{ top: `calc(var(--mm) * ${place().yMm})`, height: `calc(var(--mm) * ${headMm()})` }}
        />
      </div>
      <Show when={props.document}>
        {(document) => (
          <figcaption class="example-caption">
            <strong>{document().country}</strong>
            <span>{document().name}</span>
          </figcaption>
        )}
      </Show>
    </figure>
  )
}

/** The booth at rest. The whole screen begins a visit; the button says so. */
export const Attract = (_props: { readonly view: Extract<VisitView, { state: 'attract' }> }) => {
  const booth = useBooth()
  let heading: HTMLHeadingElement | undefined
  const [at, setAt] = createSignal(0)
  const documents = () => booth.snapshot().catalogue?.documents ?? []
  const examples = createMemo(() => pickExamples(documents()))
  const countries = createMemo(() => new Set(documents().map(({ countryCode }) => countryCode)).size)
  const timer = setInterval(() => setAt((now) => now + 1), EXAMPLE_MS)
  onCleanup(() => clearInterval(timer))
  onMount(() => heading?.focus({ preventScroll: true }))
  const begin = () => booth.send({ kind: 'begin' })
  const words = () => booth.words().attract
  /** Said before anyone begins: whoever stands here may be handed another customer's photograph. */
  const straySheet = () => {
    const printer = booth.snapshot().status?.printer
    if (printer?.ok !== false || printer.fault !== 'printer.stray-sheet') return null
    return booth.codes().faults[printer.fault]
  }

  return (
    <div class="attract" data-screen="attract">
      <TopBar isDark />
      {/* biome-ignore lint/a11y: the button inside is the accessible control; the rest of the screen only helps fingers */}
      <main class="attract-main" onClick={begin}>
        <div class="attract-stage">
          <Example document={examples()[at() % Math.max(1, examples().length)]} at={at()} />
        </div>
        <div class="attract-text">
          <h1 ref={heading} tabindex="-1">
            {words().title}
          </h1>
          <p class="attract-lead">{words().lead}</p>
          <Button
            class="attract-start"
            look="accent"
            size="huge"
            icon="forward"
            isIconLast
            hook="begin"
            label={words().start}
            onPress={() => {}}
          />
          <ul class="attract-facts">
            <li>
              <Icon name="ruler" />
              {words().documents({ documents: documents().length, countries: countries() })}
            </li>
            <li>
              <Icon name="shield" />
              {words().checked}
            </li>
            <li>
              <Icon name="erase" />
              {words().erased}
            </li>
          </ul>
        </div>
      </main>
      <footer class="attract-foot">
        <span>{booth.snapshot().hello?.boothName}</span>
        <Show when={booth.snapshot().status?.needsStaff}>
          <span class="attract-staff" classList={{ 'is-warning': straySheet() !== null }} role="status">
            <Icon name="alert" />
            <Show when={straySheet()} fallback={words().needsStaff}>
              {(said) => (
                <span>
                  <strong>{said().title}</strong>
                  <br />
                  {said().advice}
                </span>
              )}
            </Show>
          </span>
        </Show>
      </footer>
    </div>
  )
}
