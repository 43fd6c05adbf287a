import type { VisitView } from '@quickid/booth-server/protocol'
import { createSignal, For, Show } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Icon, type IconName } from '../components/icon.tsx'
import { Screen } from '../components/screen.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { useDocumentWords } from './document-words.ts'
import './consent.css'

/** The privacy policy in plain words, and the attestation that it asks for (promise P14). */
export const Consent = (props: {
  readonly view: Extract<VisitView, { state: 'consent' }>
  readonly onCancel: () => void
}) => {
  const booth = useBooth()
  const document = useDocumentWords(() => props.view.documentId)
  const [isAttested, setAttested] = createSignal(false)
  const words = () => booth.words().consent
  const points = (): readonly { icon: IconName; title: string; text: string }[] => [
    { icon: 'memory', title: words().memoryTitle, text: words().memory },
    { icon: 'lens', title: words().purposeTitle, text: words().purpose },
    { icon: 'note', title: words().recordTitle, text: words().record },
    { icon: 'stop', title: words().stopTitle, text: words().stop({ contact: booth.snapshot().hello?.contact ?? '' }) },
  ]
  return (
    <Screen
      name="consent"
      step="consent"
      title={words().title}
      lead={words().for({ document: document.label() })}
      onCancel={props.onCancel}
      actions={
        <>
          <Button
            icon="back"
            size="large"
            label={booth.words().back}
            hook="back"
            onPress={() => booth.send({ kind: 'back' })}
          />
          <Button
            look="primary"
            size="large"
            icon="forward"
            isIconLast
            hook="consent"
            label={words().accept}
            isDisabled={!isAttested()}
            onPress={() =>
              booth.send({ kind: 'consent', policyVersion: props.view.policyVersion, isOverThirteen: true })
            }
          />
        </>
      }
    >
      <div class="consent scroll">
        <Show when={props.view.changedSince}>
          {(since) => (
            <p class="consent-changed">
              <Icon name="alert" />
              {words().changed({ since: since(), now: props.view.policyVersion })}
            </p>
          )}
        </Show>
        <ul class="consent-points">
          <For each={points()}>
            {(point) => (
              <li class="consent-point">
                <span class="consent-icon">
                  <Icon name={point.icon} />
                </span>
                <div>
                  <h2>{point.title}</h2>
                  <p>{point.text}</p>
                </div>
              </li>
            )}
          </For>
        </ul>
        <p class="consent-version">{words().version({ version: props.view.policyVersion })}</p>
      </div>
      <label class="attest" classList={{ 'is-checked': isAttested() }}>
        <input
          class="attest-input"
          type="checkbox"
          data-action="attest"
          checked={isAttested()}
          onChange={(event) => setAttested(event.currentTarget.checked)}
        />
        <span class="attest-box">
          <Icon name="check" />
        </span>
        <span>{words().attest}</span>
      </label>
    </Screen>
  )
}
