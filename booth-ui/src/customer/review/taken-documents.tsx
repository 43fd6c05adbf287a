import type { VisitView } from '@quickid/booth-server/protocol'
import { createSignal, For, Show } from 'solid-js'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Icon } from '../../components/icon.tsx'
import { useBooth } from '../../store/booth-store.tsx'
import { DocumentFinder } from '../document-finder.tsx'
import { verdictIcon } from './check-panel.tsx'
import './taken-documents.css'

type ReviewView = Extract<VisitView, { state: 'review' }>

/** The documents that this photograph is printed for, each with its verdict, and the way to one more. */
export const TakenDocuments = (props: { readonly view: ReviewView }) => {
  const booth = useBooth()
  const [isAdding, setAdding] = createSignal(false)
  const words = () => booth.words().review
  const nameOf = (id: string) => booth.documentById(id)?.name ?? id
  const countryOf = (id: string) => booth.documentById(id)?.country ?? ''
  const ids = () => props.view.taken.map(({ documentId }) => documentId)
  const take = (documentId: string) => {
    setAdding(false)
    booth.send({ kind: 'take-document', documentId })
  }
  return (
    <>
      <ul class="taken" aria-label={words().taken}>
        <For each={props.view.taken}>
          {(each) => (
            <li class="taken-item" classList={{ 'is-shown': each.documentId === props.view.documentId }}>
              <button
                type="button"
                class="taken-choose"
                data-taken={each.documentId}
                aria-pressed={each.documentId === props.view.documentId}
                disabled={props.view.isWorking}
                onClick={() => each.documentId !== props.view.documentId && take(each.documentId)}
              >
                <span class="taken-badge" data-verdict={each.verdict}>
                  <Icon name={verdictIcon[each.verdict]} />
                  <span class="unseen">{booth.codes().verdicts[each.verdict]}</span>
                </span>
                <span class="taken-words">
                  <span class="taken-country">{countryOf(each.documentId)}</span>
                  <span class="taken-name">{nameOf(each.documentId)}</span>
                </span>
                <span class="taken-copies number">{words().copiesOf({ count: each.copies })}</span>
              </button>
              <Show when={props.view.taken.length > 1}>
                <button
                  type="button"
                  class="taken-drop"
                  data-drop={each.documentId}
                  aria-label={words().dropDocument({ document: nameOf(each.documentId) })}
                  disabled={props.view.isWorking}
                  onClick={() => booth.send({ kind: 'drop-document', documentId: each.documentId })}
                >
                  <Icon name="cross" />
                </button>
              </Show>
            </li>
          )}
        </For>
        <Show when={props.view.canTakeMore}>
          <li>
            <button
              type="button"
              class="taken-add"
              data-action="take-document"
              disabled={props.view.isWorking}
              onClick={() => setAdding(true)}
            >
              <Icon name="plus" />
              {words().takeDocument}
            </button>
          </li>
        </Show>
      </ul>
      <Show when={isAdding()}>
        <Dialog name="take-document" look="full" title={words().takeDocumentTitle} onDismiss={() => setAdding(false)}>
          <p class="taken-lead">{words().takeDocumentLead}</p>
          <div class="taken-finder">
            <DocumentFinder except={ids()} onChoose={take} />
          </div>
          <div class="dialog-actions">
            <Button label={booth.words().close} onPress={() => setAdding(false)} />
          </div>
        </Dialog>
      </Show>
    </>
  )
}
