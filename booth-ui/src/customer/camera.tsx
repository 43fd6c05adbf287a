import type { VisitView } from '@quickid/booth-server/protocol'
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { LiveCanvas } from '../components/live-canvas.tsx'
import { Screen } from '../components/screen.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { CountdownFace } from './countdown.tsx'
import { useDocumentWords } from './document-words.ts'
import { guidanceIcon, guidanceProgress } from './guidance.ts'
import './camera.css'

/** How long a touch on the shutter counts when the guidance changes in the same moment: then the photo follows. */
const WISH_MS = 2_500

type CameraView = Extract<VisitView, { state: 'framing' | 'countdown' }>

const OVAL = 'M39 0C60.5 0 78 22.4 78 50S60.5 100 39 100 0 77.6 0 50 17.5 0 39 0Z'

/** Where the head belongs, and how near to a photo the visitor is: the ring fills as the guidance is met. */
const Oval = (props: { readonly progress: number; readonly isReady: boolean }) => (
  // The path starts at the top, so that the bar fills like a clock.
  <svg class="oval" classList={{ 'is-ready': props.isReady }} viewBox="0 0 78 100" aria-hidden="true">
    <path class="oval-track" d={OVAL} />
    <path class="oval-bar" d={OVAL} pathLength="1" stroke-dasharray="1" stroke-dashoffset={1 - props.progress} />
  </svg>
)

/**
 * Framing and countdown are one screen, so that the live picture runs through. The bright surface around it is on
 * purpose: the screen is a light for the face.
 */
export const CameraScreen = (props: { readonly view: CameraView; readonly onCancel: () => void }) => {
  const booth = useBooth()
  const document = useDocumentWords(() => props.view.documentId)
  const [hasPicture, setHasPicture] = createSignal(false)
  const [spoken, setSpoken] = createSignal('')
  const words = () => booth.words()
  const framing = () => (props.view.state === 'framing' ? props.view : null)
  const secondsLeft = () => (props.view.state === 'countdown' ? props.view.secondsLeft : null)
  const guidance = () => framing()?.guidance
  const guidanceText = () => {
    const code = guidance()
    return code === undefined ? '' : booth.codes().guidance[code]
  }
  const canCapture = createMemo(() => framing()?.canCapture ?? false)

  // Guidance can turn between the touch and the server's look at it. The touch is not lost: it counts for a moment.
  let wishedAtMs = Number.NEGATIVE_INFINITY
  const capture = () => {
    wishedAtMs = performance.now()
    booth.send({ kind: 'capture' })
  }
  createEffect(
    on(
      canCapture,
      (can) => {
        if (can && performance.now() - wishedAtMs < WISH_MS) booth.send({ kind: 'capture' })
      },
      { defer: true },
    ),
  )
  createEffect(() => {
    if (secondsLeft() !== null) wishedAtMs = Number.NEGATIVE_INFINITY
  })

  // The live region follows the guidance at a pace that can be listened to.
  let timer: ReturnType<typeof setTimeout> | undefined
  createEffect(() => {
    const text = props.view.state === 'countdown' ? words().countdown.title : guidanceText()
    clearTimeout(timer)
    timer = setTimeout(() => setSpoken(text), 700)
  })
  onCleanup(() => clearTimeout(timer))

  return (
    <Screen
      name={props.view.state}
      step="photo"
      isTitleHidden
      title={props.view.state === 'framing' ? words().framing.title : words().countdown.title}
      onCancel={props.onCancel}
    >
      <div class="camera" classList={{ 'is-counting': secondsLeft() !== null }}>
        <div class="camera-stage">
          <LiveCanvas label={words().framing.live} onFirstFrame={() => setHasPicture(true)} />
          <div class="camera-shade" />
          <div class="camera-oval">
            <Oval progress={guidanceProgress[guidance() ?? 'ready']} isReady={canCapture() || secondsLeft() !== null} />
          </div>
          <Show when={!hasPicture()}>
            <p class="camera-starting">{words().framing.starting}</p>
          </Show>
          <Show when={guidance()}>
            {(code) => (
              <div class="guidance" classList={{ 'is-ready': canCapture() }} data-guidance={code()}>
                <Icon name={guidanceIcon[code()]} />
                <span>{guidanceText()}</span>
              </div>
            )}
          </Show>
          <Show when={secondsLeft() !== null}>
            <CountdownFace secondsLeft={secondsLeft() ?? 0} />
          </Show>
        </div>
        <aside class="camera-side">
          <div class="camera-for">
            <span class="camera-for-label">{document.label()}</span>
            <span class="camera-for-size number">{document.size()}</span>
          </div>
          <div class="camera-words">
            <p class="camera-title as-title">
              {secondsLeft() === null ? words().framing.title : words().countdown.title}
            </p>
            <p class="camera-lead">{secondsLeft() === null ? words().framing.lead : words().countdown.lead}</p>
            <ul class="camera-tips">
              <For each={Object.values(words().framing.tips)}>
                {(tip) => (
                  <li>
                    <Icon name="check" />
                    {tip}
                  </li>
                )}
              </For>
            </ul>
          </div>
          <div class="camera-actions">
            <button type="button" class="shutter" data-action="capture" disabled={!canCapture()} onClick={capture}>
              <span class="shutter-ring">
                <Icon name="camera" />
              </span>
              <span class="shutter-label">{canCapture() ? words().framing.capture : words().framing.notYet}</span>
            </button>
            <Button icon="back" label={words().back} hook="back" onPress={() => booth.send({ kind: 'back' })} />
          </div>
        </aside>
      </div>
      <p class="unseen" role="status" aria-live="polite">
        {spoken()}
      </p>
    </Screen>
  )
}
