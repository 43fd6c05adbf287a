import type { VisitView } from '@quickid/booth-server/protocol'
import { createSignal, For, Match, Show, Switch } from 'solid-js'
import { Icon, type IconName } from '../../components/icon.tsx'
import { MeasuredFrame } from '../../components/measured-frame.tsx'
import { PictureCanvas } from '../../components/picture-canvas.tsx'
import { Screen } from '../../components/screen.tsx'
import { useBooth } from '../../store/booth-store.tsx'
import { useDocumentWords } from '../document-words.ts'
import { AdjustPanel } from './adjust-panel.tsx'
import { CheckPanel } from './check-panel.tsx'
import { PrintBar } from './print-bar.tsx'
import { SheetPanel } from './sheet-panel.tsx'
import { TakenDocuments } from './taken-documents.tsx'
import './review.css'
import './panels.css'

const tabs = ['check', 'adjust', 'sheet'] as const
type Tab = (typeof tabs)[number]
const tabIcon: Readonly<Record<Tab, IconName>> = { check: 'shield', adjust: 'wand', sheet: 'ruler' }

/** The finished portrait with its measures, what the rules say, what may be changed, the sheet, and the way to print. */
export const Review = (props: {
  readonly view: Extract<VisitView, { state: 'review' }>
  readonly onCancel: () => void
}) => {
  const booth = useBooth()
  const document = useDocumentWords(() => props.view.documentId)
  const [tab, setTab] = createSignal<Tab>('check')
  const words = () => booth.words().review
  const iconOf = (each: Tab): IconName => (each === 'adjust' && props.view.isEditLocked ? 'lock' : tabIcon[each])
  const step = (from: Tab, by: number): Tab => tabs[(tabs.indexOf(from) + by + tabs.length) % tabs.length] ?? 'check'

  return (
    <Screen
      name="review"
      step="review"
      title={words().title}
      isTitleHidden
      onCancel={props.onCancel}
      actions={<PrintBar view={props.view} />}
    >
      <div class="review">
        <div class="review-stage">
          <MeasuredFrame widthMm={document.summary()?.widthMm ?? 35} heightMm={document.summary()?.heightMm ?? 45}>
            <PictureCanvas kind="portrait" label={words().portrait} />
            <Show when={props.view.isWorking}>
              <div class="review-working" role="status">
                <span class="spinner" />
                <span>{words().working}</span>
              </div>
            </Show>
          </MeasuredFrame>
          <TakenDocuments view={props.view} />
        </div>
        <div class="review-panel">
          <div class="tabs" role="tablist" aria-label={words().title}>
            <For each={tabs}>
              {(each) => (
                <button
                  type="button"
                  class="tab"
                  role="tab"
                  id={`tab-${each}`}
                  data-tab={each}
                  aria-selected={tab() === each}
                  aria-controls="review-tab"
                  tabindex={tab() === each ? 0 : -1}
                  onClick={() => setTab(each)}
                  onKeyDown={(event) => {
                    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
                    if (by === 0) return
                    const next = step(each, by)
                    setTab(next)
                    window.document.getElementById(`tab-${next}`)?.focus()
                  }}
                >
                  <Icon name={iconOf(each)} />
                  {words().tabs[each]}
                </button>
              )}
            </For>
          </div>
          <div class="tab-panel scroll" id="review-tab" role="tabpanel" aria-labelledby={`tab-${tab()}`} tabindex="0">
            <Switch>
              <Match when={tab() === 'check'}>
                <CheckPanel view={props.view} documentLabel={document.label()} />
              </Match>
              <Match when={tab() === 'adjust'}>
                <AdjustPanel view={props.view} />
              </Match>
              <Match when={tab() === 'sheet'}>
                <SheetPanel view={props.view} />
              </Match>
            </Switch>
          </div>
        </div>
      </div>
    </Screen>
  )
}
